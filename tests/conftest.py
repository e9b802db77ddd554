"""Fixtures that tests of several kinds share; each is defined beside what it starts."""

import os
import signal

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
