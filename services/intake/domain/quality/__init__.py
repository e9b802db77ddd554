"""How well and how regularly a department reports."""
