"""Which records are public, and from which day to which."""
