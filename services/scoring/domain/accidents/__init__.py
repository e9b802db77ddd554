"""Accidents: their class, their reports, their figures."""
