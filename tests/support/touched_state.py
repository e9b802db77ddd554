"""A store of states in memory that counts what is read of it and written to it."""

from collections.abc import Iterator, Mapping

import msgspec

from services.chassis.state.store import MemoryStore


class Touched(msgspec.Struct, frozen=True):
    """How many rows were read, and how many rows and bytes were written."""

    read: int
    written: int
    size: int


class CountingStore(MemoryStore):
    """Counts since it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self._read = self._written = self._size = 0

    def touched(self) -> Touched:
        """Return what was touched since the last time."""
        touched = Touched(self._read, self._written, self._size)
        self._read = self._written = self._size = 0
        return touched

    def row(self, partition: int, key: bytes, row_id: bytes) -> bytes | None:
        """Return the bytes of a row."""
        self._read += 1
        return super().row(partition, key, row_id)

    def rows(
        self, partition: int, key: bytes, prefix: bytes = b""
    ) -> Iterator[tuple[bytes, bytes]]:
        """Yield the rows of a key whose ids begin with a prefix."""
        for row in super().rows(partition, key, prefix):
            self._read += 1
            yield row

    def apply(
        self, partition: int, changes: Mapping[bytes, bytes | None], position: int | None = None
    ) -> None:
        """Store changes."""
        self._written += len(changes)
        self._size += sum(len(value or b"") for value in changes.values())
        super().apply(partition, changes, position)
