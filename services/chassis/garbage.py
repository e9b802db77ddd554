"""The garbage collector of processes whose objects die young, or live long and form no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (50_000, 20, 50)


def collect_seldom() -> None:
    """Let the collector look through this process seldom: by far most it has to look at in vain."""
    gc.set_threshold(*_THRESHOLDS)


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare the collector what is made in the block: to look through what lives long takes long.

    What is there at the end is never looked through again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
