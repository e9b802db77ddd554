"""Where the records of a trial come from: a file of lines, packed or not, or the topic."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol, cast

from services.chassis.processing.fold import Received

CHUNK = 4 * 1024 * 1024  # bytes: what a worker gets at once
_GZIP = b"\x1f\x8b"
_VERSION_DIGITS = 32

Progressed = Callable[[int], None]


class CutOffError(ValueError):
    """A packed file that does not go on to its end."""


class TrialSource(Protocol):
    """Where the records come from."""

    @property
    def name(self) -> str:
        """What a report calls it."""

    @property
    def total(self) -> int | None:
        """Its size, as the progress counts it; None: not known."""

    def chunks(self, read: Progressed) -> Iterator[bytes]:
        """Yield whole lines, many at once; `read` is called with how far it is."""

    def version(self) -> str:
        """Return what tells its content from any other, as part of a file's name."""


class FileSource:
    """A file of records, one a line, packed by gzip or not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name
        self._hashed: tuple[tuple[int, ...], str] | None = None

    @property
    def total(self) -> int:
        """Its size in bytes."""
        return self._path.stat().st_size

    def chunks(self, read: Progressed) -> Iterator[bytes]:
        """Yield whole lines, many at once. Raises CutOffError."""
        return chunks_of_file(self._path, read)

    def version(self) -> str:
        """Return a digest of the file: made once, as long as nobody writes to it."""
        stat = self._path.stat()
        written = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if self._hashed is None or self._hashed[0] != written:
            with self._path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._hashed = (written, digest[:_VERSION_DIGITS])
        return self._hashed[1]


class TopicSource:
    """The messages of a topic: how they are read, and what tells its extent from any other."""

    total = None

    def __init__(
        self, name: str, read: Callable[[], Iterable[Received]], extent: Callable[[], bytes]
    ) -> None:
        self.name = name
        self._read, self._extent = read, extent
        self._version: str | None = None

    def chunks(self, read: Progressed) -> Iterator[bytes]:
        """Yield the messages as lines, many at once."""
        return chunks_of_messages(self._read(), read)

    def version(self) -> str:
        """Return a digest of the extent when it was first asked for.

        What comes in while it is read does no harm: the extent is then another one next time.
        """
        if self._version is None:
            self._version = hashlib.sha256(self._extent()).hexdigest()[:_VERSION_DIGITS]
        return self._version


def chunks_of_file(path: Path, read: Progressed) -> Iterator[bytes]:
    """Yield whole lines, many at once; `read` is called with the number of bytes read.

    Raises CutOffError.
    """
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        lines: IO[bytes] = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
        rest = b""
        while piece := _piece(lines, path):
            whole, end, remainder = piece.rpartition(b"\n")
            if end:
                yield rest + whole
                rest = remainder
            else:
                rest += piece
            read(file.tell())
        if rest:
            yield rest


def _piece(lines: IO[bytes], path: Path) -> bytes:
    try:
        return lines.read(CHUNK)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise CutOffError(
            f"{path}: gzip文件已损坏或不完整 the gzip is broken or cut off"
        ) from error


def chunks_of_messages(messages: Iterable[Received], read: Progressed) -> Iterator[bytes]:
    """Yield the values of messages as lines, many at once; `read` is called with their number."""
    lines: list[bytes] = []
    size = count = 0
    for message in messages:
        count += 1
        if message.value is not None:
            # A line break can only stand between the tokens of JSON, never inside a text.
            lines.append(message.value.replace(b"\n", b" "))
            size += len(message.value)
        if size >= CHUNK:
            yield b"\n".join(lines)
            read(count)
            lines, size = [], 0
    if lines:
        yield b"\n".join(lines)
    read(count)
