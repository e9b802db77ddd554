"""Bringing messages to receivers, at least once and in order."""
