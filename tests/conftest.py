"""Fixtures that tests of several kinds share; each is defined beside what it starts."""

import os
import signal

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

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

# Files whose tests go to the process of another file's, because they share what was played there.
_WITH = {
    "tests/end_to_end/test_linked_measures.py": "tests/end_to_end/test_demo.py",
    "tests/end_to_end/test_journey_certificate.py": "tests/end_to_end/test_journey_accident.py",
}


class _ByFile(LoadFileScheduling):
    """The tests of a file in one process, and with them those of the files that go with it."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return _WITH.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling:
    """Share the tests among the processes by file."""
    return _ByFile(config, log)
