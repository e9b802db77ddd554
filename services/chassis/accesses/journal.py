"""The journal of an API: entries that the log does not have yet, in files of one folder.

An entry is in the file before the answer that it tells of leaves: a process that is killed loses
none. The disk is told to keep it within `SYNC_SECONDS`, in which the host may lose power. Each
file is written by one process, which holds it by a lock; what a process left behind is taken over
by the next one. What is kept is bounded: where it is full nothing more is taken.
"""

import fcntl
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from services.chassis.clock import system_clock
from services.chassis.observability import logger

SYNC_SECONDS = 0.05
_ENDING = ".entries"
_PARTS = 3  # of a line: key, timestamp, value
_log = logger(__name__)


class JournalFullError(RuntimeError):
    """An entry can't be kept. The text says why."""


class JournalEntry(NamedTuple):
    """A message that is to be published, with its key and its instant in milliseconds."""

    key: bytes
    timestamp: int
    value: bytes


class _File:
    """One file, held by this process until it is removed."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    def append(self, line: bytes) -> None:
        """Write a whole line, or nothing. Raises OSError."""
        written = os.write(self.descriptor, line)
        if written < len(line):  # the disk is full: half a line would spoil the next one
            os.ftruncate(self.descriptor, self.size)
            raise OSError("the disk took only a part")
        self.size += written

    def remove(self) -> None:
        """Delete it, and let go of it."""
        self.path.unlink(missing_ok=True)
        os.close(self.descriptor)


class Journal:
    """Entries of one service's API in a folder, at most so many bytes; for several threads."""

    def __init__(self, folder: Path, service: str, most_bytes: int) -> None:
        self._folder = folder
        self._service = service
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._open: _File | None = None
        self._closed: list[_File] = []
        self._to_sync = False

    @property
    def size(self) -> int:
        """Return how many bytes wait."""
        with self._lock:
            return self._size()

    def append(self, entry: JournalEntry) -> None:
        """Keep an entry. Raises JournalFullError."""
        line = b"%b\t%d\t%b\n" % entry
        with self._lock:
            if self._size() + len(line) > self._most_bytes:
                raise JournalFullError(f"{self._most_bytes} bytes wait to be published already")
            try:
                if self._open is None:
                    self._open = self._new_file()
                self._open.append(line)
            except OSError as error:
                raise JournalFullError(f"{self._folder}: {error}") from error
            self._to_sync = True

    def sync(self) -> None:
        """See that what was appended is on the disk."""
        with self._lock:
            if not self._to_sync or self._open is None:
                return
            self._to_sync, copy = False, os.dup(self._open.descriptor)
        try:
            os.fdatasync(copy)
        finally:
            os.close(copy)

    def take_over(self) -> None:
        """Take the files that processes of this service left behind in the folder."""
        paths = sorted(self._folder.glob(f"{self._service}.*{_ENDING}"))
        found = [file for path in paths if (file := _held(path)) is not None]
        with self._lock:
            self._closed += found

    def waiting(self, most: int) -> Iterator[list[JournalEntry]]:
        """Yield what waits, up to so many at once; who asks on has published what it got.

        A file goes when all of it is published. No new one is begun before: while Kafka is away
        one file grows.
        """
        while (file := self._oldest()) is not None:
            entries = _entries(file.path)
            while some := list(islice(entries, most)):
                yield some
            with self._lock:
                self._closed.remove(file)
                file.remove()

    def _oldest(self) -> _File | None:
        """Return the oldest file, closed if it was open; None: nothing waits."""
        with self._lock:
            if not self._closed and self._open is not None and self._open.size:
                self._closed.append(self._open)
                self._open = None
            return self._closed[0] if self._closed else None

    def _size(self) -> int:
        opened = self._open.size if self._open is not None else 0
        return opened + sum(file.size for file in self._closed)

    def _new_file(self) -> _File:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{self._service}.{system_clock():%Y%m%dT%H%M%S.%f}.{os.getpid()}{_ENDING}"
        path = self._folder / name
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return _File(path, descriptor)


def _held(path: Path) -> _File | None:
    """Return a file that nobody holds any more, held by this process; None: somebody holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    if not os.fstat(descriptor).st_nlink:  # its process removed it while we opened it
        os.close(descriptor)
        return None
    return _File(path, descriptor)


def _entries(path: Path) -> Iterator[JournalEntry]:
    """Yield the entries of a file; a line without its end was not answered, and is left out.

    So is one that is no entry, as a disk may spoil it: it must not hold up all that follow.
    """
    with path.open("rb") as lines:
        for line in lines:
            parts = line[:-1].split(b"\t", 2)
            if line.endswith(b"\n") and len(parts) == _PARTS and parts[1].isdigit():
                yield JournalEntry(parts[0], int(parts[1]), parts[2])
            else:
                _log.error("a line of the journal is no entry", file=path.name, bytes=len(line))
