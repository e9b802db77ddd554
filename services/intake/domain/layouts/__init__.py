"""Layouts: from the fields that a department names to the values of a record."""
