"""Sector packs: rules as data, each number with its article."""
