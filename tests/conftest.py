"""Fixtures that tests of several kinds share; each is defined beside what it starts."""

import os
import signal

import pytest
from hypothesis import settings

from services.command_line.shell_environment import without_own

# How long an example takes is no property: on a busy machine any takes longer.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# A shell lets what it runs in the background ignore Ctrl-C, and so all that this starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ("tests.support.valkey",)

# A shell that sourced what `safety-credit up` wrote runs the tests like any other.
for _name in without_own(os.environ)[1]:
    del os.environ[_name]

# Fixtures of end_to_end that play for several files: their tests go to the process that played.
_PLAYED_ONCE = ("played", "told")


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, and those of files that share what is played."""
    for item in items:
        group, names = str(item.path), getattr(item, "fixturenames", ())
        if item.path.parent.name == "end_to_end":
            group = next((name for name in _PLAYED_ONCE if name in names), group)
        item.add_marker(pytest.mark.xdist_group(group))
