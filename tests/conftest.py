"""Fixtures that tests of several kinds share; each is defined beside what it starts."""

import os

from services.command_line.own_environment import without_own

pytest_plugins = ("tests.support.valkey",)

# A shell that sourced what `safety-credit up` wrote runs the tests like any other.
for _name in without_own(os.environ)[1]:
    del os.environ[_name]
