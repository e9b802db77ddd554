"""Fixtures that tests of notify share; each is defined beside what it starts."""

from tests.support.subscription_desk import subscribers

__all__ = ["subscribers"]
