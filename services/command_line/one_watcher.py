"""One process watches a folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyWatchedError(RuntimeError):
    """Another process watches the folder."""


@contextmanager
def one_watcher(lock: Path) -> Iterator[None]:
    """Hold a folder's lock. Raises AlreadyWatchedError where another process has it."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyWatchedError(
                f"another process watches {lock.parent.parent}: one is enough"
            ) from error
        yield
