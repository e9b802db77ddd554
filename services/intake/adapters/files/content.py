"""What a file holds once it is unpacked, and the digest by which it is known again."""

import gzip
import hashlib
import tempfile
import zlib
from dataclasses import dataclass

from .limits import CHUNK, LARGEST_RATIO, RATIO_CHECKED_FROM, SAMPLE
from .source import Source, refuse_size
from .unreadable import UnreadableFileError

GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Content:
    """A file's content.

    `digest` is the SHA-256 of the content: packed by gzip or not, the same file is the same.
    `head` is its beginning; `foreign` the first stretch with a byte that is not ASCII.
    """

    source: Source
    digest: str
    head: bytes
    foreign: bytes


def content_of(source: Source) -> Content:
    """Return the content of a file. Raises UnreadableFileError for one that does harm."""
    refuse_size(source.size)
    with source.open() as file:
        packed = file.read(len(GZIP)) == GZIP
    content = _unpacked(source) if packed else source
    digest = hashlib.sha256()
    head = foreign = b""
    with content.open() as file:
        while data := file.read(CHUNK):
            digest.update(data)
            head = head or data[:SAMPLE]
            foreign = foreign or (b"" if data.isascii() else data)
    if packed and head.startswith(GZIP):
        raise UnreadableFileError(
            "gzip文件内仍是gzip文件，请解压后报送",
            "a gzip within a gzip: unpack it and send what is in it",
        )
    return Content(content, digest.hexdigest(), head, foreign)


def _unpacked(source: Source) -> Source:
    copy = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as the source
    total = 0
    try:
        with source.open() as packed, gzip.GzipFile(fileobj=packed) as file:
            while data := file.read(CHUNK):
                total += len(data)
                refuse_ratio(total, source.size)
                refuse_size(total)
                copy.write(data)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFileError(
            f"gzip文件已损坏或不完整（{error}），请重新压缩后报送",
            f"the gzip is broken or cut off ({error}): pack it again and send it",
        ) from error
    return Source.of_file(copy)


def refuse_ratio(unpacked: int, packed: int) -> None:
    """Raise UnreadableFileError for sizes in bytes as no table has them, but a bomb."""
    if unpacked > RATIO_CHECKED_FROM and unpacked > LARGEST_RATIO * packed:
        raise UnreadableFileError(
            f"压缩比超过{LARGEST_RATIO}倍，疑似压缩炸弹，请以未压缩的CSV报送",
            f"it unpacks to more than {LARGEST_RATIO} times its size, as no table does: "
            "send a CSV that is not packed",
        )
