"""Disclosure: what the public may know of each enterprise, when, and by which article."""
