"""How long tests wait at most: one place, so that a busy machine needs no other.

A wait ends as soon as what it waits for is there; its limit only ends a test that hangs. So limits
are far beyond what is usual: with four other busy processes on two cores all takes many times as
long. A test of a limit itself uses a clock of its own, or compares what it measured in one run.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

SLOWEST = 10
"""How many times as long as on a machine that is idle everything may take."""

PROMPT_SECONDS = 3.0 * SLOWEST
"""For what is there at once: a message on an embedded broker, an answer of a server that runs."""

LONG_SECONDS = 30.0 * SLOWEST
"""For what takes seconds: servers that start, groups that share partitions anew, a whole city."""

POLL_SECONDS = 0.05


def until(condition: Callable[[], object], seconds: float = LONG_SECONDS, *, of: str = "") -> None:
    """Wait until a condition holds; `of` says what was waited for, where it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:g} s: {of or 'what is waited for'}"
        time.sleep(POLL_SECONDS)


async def within(seconds: float, awaited: Awaitable[object]) -> None:
    """Wait for something, and raise TimeoutError if it takes longer."""
    async with asyncio.timeout(seconds):
        await awaited
