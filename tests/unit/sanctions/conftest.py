"""Fixtures of sanctions' tests; each is defined beside what it starts."""

from tests.support.intake_desk import desk

__all__ = ["desk"]
