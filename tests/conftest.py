"""Fixtures that tests of several kinds share; each is defined beside what it starts."""

pytest_plugins = ("tests.support.valkey",)
