"""Statements: what a text says about a subject, or that it says neither."""
