"""How long tests wait at most: one place, so that a busy machine needs no other.

A wait ends as soon as what it waits for is there; its limit only ends a test that hangs. So limits
are far beyond what is usual: with four other busy processes on two cores all takes many times as
long. A test of a limit itself uses a clock of its own, or compares what it measured in one run.
"""

SLOWEST = 10
"""How many times as long as on a machine that is idle everything may take."""

PROMPT_SECONDS = 3.0 * SLOWEST
"""For what is there at once: a message on an embedded broker, an answer of a server that runs."""

STEP_SECONDS = 12.0 * SLOWEST
"""For what takes seconds: a server that starts, a group that shares its partitions anew."""

LONG_SECONDS = 30.0 * SLOWEST
"""For a whole city: all its files, all services, a restart in between."""
