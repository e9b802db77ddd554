"""Files that are whole or not there at all, whenever the process or the machine stops."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

UNFINISHED = ".unfinished"
OWNER_ONLY = 0o600  # the mode of a file that its owner alone may read
LONGEST_NAME = 255 - len(UNFINISHED)  # bytes, on every usual file system


@contextmanager
def written(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Yield a file to write text into; it takes its place when it is complete and on the disk."""
    with written_bytes(path) as file:
        text = TextIOWrapper(file, encoding, newline="")
        yield text
        text.detach()  # it flushes, and leaves the file open


@contextmanager
def written_bytes(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Yield a file to write into; it takes its place when it is complete and on the disk.

    `mode` is who may do what with it, less what the process masks.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)  # of a process that was stopped: its mode may be another
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Wait until no other process or thread holds a file, and hold it until the end of the block.

    It is held through a file beside it, since the file itself is replaced. The system lets go of
    it when the process ends, however it ends.
    """
    beside = path.with_name(f".{path.name}.lock")
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """See that what was renamed in a folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def named(stem: str, ending: str) -> str:
    """Return a name that a file system takes: the stem is cut where it is too long."""
    while len(os.fsencode(stem + ending)) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + ending


def free_path(folder: Path, name: str) -> Path:
    """Return a path at which nothing stands yet: `a.csv`, else `a.2.csv` and so on."""
    path, number = folder / name, 1
    while os.path.lexists(path):
        number += 1
        path = folder / named(Path(name).stem, f".{number}{Path(name).suffix}")
    return path
