"""Where the states of partitions are kept, as bytes: heads by key, and rows by key and row id.

A stored key is the key of the head, or that of a row: the head's, a separator, the row's id. Keys
are UTF-8, so that the separator is in none of them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

SEPARATOR = b"\xff"

Changes = Mapping[bytes, bytes | None]
"""What is to be stored, by stored key; None removes."""
StoredMessage = tuple[bytes, bytes | None]
"""A message of the states' log: a stored key, and what is to be stored."""
StoredRow = tuple[bytes, bytes]
"""A row's id, and its bytes."""


def row_key(key: bytes, row_id: bytes) -> bytes:
    """Return the stored key of a row."""
    return key + SEPARATOR + row_id


def parts_of(stored_key: bytes) -> tuple[bytes, bytes | None]:
    """Return the key of the head and the row id that a stored key names (None: the head itself)."""
    key, separator, row_id = stored_key.partition(SEPARATOR)
    return key, row_id if separator else None


class StateStore(Protocol):
    """States of partitions. What is stored at once is there as a whole, or not at all."""

    @property
    def partitions(self) -> set[int]:
        """Return the partitions that are held."""

    def head(self, partition: int, key: bytes) -> bytes | None:
        """Return the bytes of a head."""

    def heads(self, partition: int) -> Iterable[tuple[bytes, bytes]]:
        """Return every key with its head."""

    def row(self, partition: int, key: bytes, row_id: bytes) -> bytes | None:
        """Return the bytes of a row."""

    def rows(self, partition: int, key: bytes, prefix: bytes = b"") -> Iterator[StoredRow]:
        """Yield the rows of a key whose ids begin with a prefix, in the order of the ids."""

    def stored(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield all heads and rows, by stored key."""

    def apply(self, partition: int, changes: Changes, position: int | None = None) -> None:
        """Store changes, and the log's position behind them (None: as it was)."""

    def load(self, partition: int, messages: Iterable[StoredMessage], position: int | None) -> None:
        """Store messages of the log in their order, and the log's position behind them."""

    def position(self, partition: int) -> int | None:
        """Return the log's position behind what is stored; None where nothing was."""

    def drop(self, partition: int) -> None:
        """Let go of a partition that another worker took over."""

    def clear(self, partition: int) -> None:
        """Forget all that is stored of a partition: it is of another log."""


class _RowsOfKey:
    """The rows of one key in the order of their ids: two lists take less room than a dict."""

    __slots__ = ("ids", "values")

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.values: list[bytes] = []

    def get(self, row_id: bytes) -> bytes | None:
        index, there = self._find(row_id)
        return self.values[index] if there else None

    def put(self, row_id: bytes, value: bytes | None) -> None:
        index, there = self._find(row_id)
        if value is None:
            if there:
                del self.ids[index], self.values[index]
        elif there:
            self.values[index] = value
        else:
            self.ids.insert(index, row_id)
            self.values.insert(index, value)

    def _find(self, row_id: bytes) -> tuple[int, bool]:
        """Return where a row is, or would be, and whether it is there."""
        index = bisect_left(self.ids, row_id)
        return index, index < len(self.ids) and self.ids[index] == row_id

    def items(self, prefix: bytes) -> Iterator[StoredRow]:
        for index in range(bisect_left(self.ids, prefix), len(self.ids)):
            if not self.ids[index].startswith(prefix):
                return
            yield self.ids[index], self.values[index]


class _Partition:
    """What is stored of one partition."""

    __slots__ = ("heads", "position", "rows")

    def __init__(self) -> None:
        self.heads: dict[bytes, bytes] = {}
        self.rows: dict[bytes, _RowsOfKey] = {}
        self.position: int | None = None


class MemoryStore:
    """States in memory: what is lost with the process is read again from the log."""

    def __init__(self) -> None:
        self._partitions: dict[int, _Partition] = {}

    @property
    def partitions(self) -> set[int]:
        """Return the partitions that are held."""
        return set(self._partitions)

    def head(self, partition: int, key: bytes) -> bytes | None:
        """Return the bytes of a head."""
        held = self._partitions.get(partition)
        return None if held is None else held.heads.get(key)

    def heads(self, partition: int) -> Iterable[tuple[bytes, bytes]]:
        """Return every key with its head."""
        held = self._partitions.get(partition)
        return () if held is None else held.heads.items()

    def row(self, partition: int, key: bytes, row_id: bytes) -> bytes | None:
        """Return the bytes of a row."""
        rows = self._rows_of(partition, key)
        return None if rows is None else rows.get(row_id)

    def rows(self, partition: int, key: bytes, prefix: bytes = b"") -> Iterator[StoredRow]:
        """Yield the rows of a key whose ids begin with a prefix, in the order of the ids."""
        rows = self._rows_of(partition, key)
        return iter(()) if rows is None else rows.items(prefix)

    def apply(self, partition: int, changes: Changes, position: int | None = None) -> None:
        """Store changes, and the log's position behind them (None: as it was)."""
        self.load(partition, changes.items(), position)

    def load(self, partition: int, messages: Iterable[StoredMessage], position: int | None) -> None:
        """Store messages of the log in their order, and the log's position behind them."""
        held = self._partitions.get(partition)
        if held is None:
            held = self._partitions[partition] = _Partition()
        heads, rows = held.heads, held.rows
        for stored_key, value in messages:  # millions in a recovery: hence no calls
            key, separator, row_id = stored_key.partition(SEPARATOR)
            if separator:
                of_key = rows.get(key)
                if of_key is None:
                    of_key = rows[key] = _RowsOfKey()
                ids = of_key.ids
                if value is not None and (not ids or row_id > ids[-1]):
                    ids.append(row_id)
                    of_key.values.append(value)
                else:
                    of_key.put(row_id, value)
            elif value is None:
                heads.pop(key, None)
            else:
                heads[key] = value
        if position is not None:
            held.position = position

    def position(self, partition: int) -> int | None:
        """Return the log's position behind what is stored; None where nothing was."""
        held = self._partitions.get(partition)
        return None if held is None else held.position

    def drop(self, partition: int) -> None:
        """Let go of a partition that another worker took over."""
        self._partitions.pop(partition, None)

    def clear(self, partition: int) -> None:
        """Forget all that is stored of a partition: it is of another log."""
        self.drop(partition)

    def stored(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield all heads and rows, by stored key."""
        held = self._partitions.get(partition)
        if held is not None:
            yield from held.heads.items()
            for key, rows in held.rows.items():
                yield from ((row_key(key, row_id), value) for row_id, value in rows.items(b""))

    def _rows_of(self, partition: int, key: bytes) -> _RowsOfKey | None:
        held = self._partitions.get(partition)
        return None if held is None else held.rows.get(key)
