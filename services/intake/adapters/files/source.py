"""Bytes that can be read from the beginning as often as needed, without holding them in memory."""

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Self

from .limits import CHUNK, LARGEST_CONTENT
from .unreadable import FileChangedError, UnreadableFileError


class Source:
    """A file, or what was uploaded. Every `open` begins anew; several may be open at once."""

    def __init__(self, opening: Callable[[], BinaryIO], size: int) -> None:
        self.open = opening
        self.size = size

    @classmethod
    def of_bytes(cls, data: bytes) -> Self:
        """Return a source over bytes in memory."""
        return cls(lambda: io.BytesIO(data), len(data))

    @classmethod
    def of_path(cls, path: Path) -> Self:
        """Return a source over a file; reading it raises FileChangedError once it changes."""
        return cls.of_file(path.open("rb", buffering=0))

    @classmethod
    def of_file(cls, file: BinaryIO | io.FileIO) -> Self:
        """Return a source over an open file, which lives as long as the source does."""
        signature = _signature(file.fileno())
        return cls(lambda: io.BufferedReader(_Reading(file, signature), CHUNK), signature[0])

    @classmethod
    def spooled(cls, stream: BinaryIO) -> Self:
        """Return a source over a copy of a stream, kept on disk without a name."""
        copy = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as the source
        total = 0
        while data := stream.read(CHUNK):
            total += len(data)
            refuse_size(total)
            copy.write(data)
        return cls.of_file(copy)


def refuse_size(size: int) -> None:
    """Raise UnreadableFileError where a content is larger than any may be."""
    if size > LARGEST_CONTENT:
        raise UnreadableFileError(
            f"文件内容超过{LARGEST_CONTENT}字节，请拆分后分别报送",
            f"the content has more than {LARGEST_CONTENT} bytes: send it in parts",
        )


def _signature(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


class _Reading(io.RawIOBase):
    """One reading of a file, at its own place, that ends when the file turns out to change."""

    def __init__(self, file: BinaryIO | io.FileIO, signature: tuple[int, int]) -> None:
        self._file = file
        self._expected_signature = signature
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {
            io.SEEK_SET: 0,
            io.SEEK_CUR: self._position,
            io.SEEK_END: self._expected_signature[0],
        }[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer is one
        descriptor = self._file.fileno()
        data = os.pread(descriptor, len(buffer), self._position)
        if _signature(descriptor) != self._expected_signature:
            raise FileChangedError(
                "读取过程中文件发生变化，请待文件写完后重新报送",
                "the file changed while it was read: send it again when it is complete",
            )
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
