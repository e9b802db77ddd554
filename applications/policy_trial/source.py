"""Where the records of a trial come from: a file of lines, packed or not, or the topic."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from services.chassis.processing.fold import Received

CHUNK = 4 * 1024 * 1024  # bytes: what a worker gets at once
_GZIP = b"\x1f\x8b"

Progressed = Callable[[int], None]


class CutOffError(ValueError):
    """A packed file that does not go on to its end."""


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
