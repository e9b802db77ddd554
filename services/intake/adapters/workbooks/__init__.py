"""Workbooks of every kind that offices write, read into the same rows."""
