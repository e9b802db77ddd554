"""Files as departments send them, read into rows."""
