"""Two records that may be one: which they are, and what a person decided."""
