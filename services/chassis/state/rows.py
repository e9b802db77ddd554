"""The rows of a state: read when they are asked for, written when they changed."""

from collections.abc import Iterator, Mapping
from heapq import merge
from typing import Any, Generic, Protocol, TypeVar

import msgspec

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class StoredRows(Protocol[R_co]):
    """The rows of one key as they are stored; `bytes_held` are those of rows in memory."""

    bytes_held: int

    def get(self, row_id: str) -> R_co | None:
        """Return a row."""

    def items(self, prefix: str) -> Iterator[tuple[str, R_co]]:
        """Yield the rows whose ids begin with a prefix, in the order of the ids."""


class NoRows:
    """Of a key for which nothing is stored."""

    bytes_held = 0

    def get(self, row_id: str) -> None:  # noqa: ARG002 - of the protocol
        """Return nothing."""
        return

    def items(self, prefix: str) -> Iterator[tuple[str, Any]]:  # noqa: ARG002 - of the protocol
        """Yield nothing."""
        return iter(())


class Rows(Generic[R]):
    """An immutable mapping of row ids to rows: what is stored, and what changed since.

    It is good until the changes of a later one of the same key are stored.
    """

    __slots__ = ("_stored", "changes")

    def __init__(
        self,
        stored: StoredRows[R] | None = None,
        changes: Mapping[str, R | None] | None = None,
    ) -> None:
        self._stored: StoredRows[R] = NoRows() if stored is None else stored
        self.changes: Mapping[str, R | None] = {} if changes is None else changes

    def get(self, row_id: str) -> R | None:
        """Return a row; None where there is none of the id."""
        if row_id in self.changes:
            return self.changes[row_id]
        return self._stored.get(row_id)

    def items(self, prefix: str = "") -> Iterator[tuple[str, R]]:
        """Yield the rows whose ids begin with a prefix, in the order of the ids."""
        changes = self.changes
        if not changes:
            return self._stored.items(prefix)
        changed = sorted((each for each in changes if each.startswith(prefix)), key=str.encode)
        stored = (each for each in self._stored.items(prefix) if each[0] not in changes)
        if not changed:
            return stored
        written = ((each, row) for each in changed if (row := changes[each]) is not None)
        return merge(stored, written, key=_encoded_id)

    @property
    def bytes_held(self) -> int:
        """The stored bytes of the rows in memory: those that were read or changed."""
        return self._stored.bytes_held

    def hold(self, size: int) -> None:
        """Note that so many bytes more, as they are stored, are in memory."""
        self._stored.bytes_held += size

    def with_row(self, row_id: str, row: R | None) -> "Rows[R]":
        """Return the rows with one in its stead (None: without it)."""
        return Rows(self._stored, {**self.changes, row_id: row})

    def with_changes(self, changes: Mapping[str, R | None]) -> "Rows[R]":
        """Return what is stored with these changes and no others."""
        return Rows(self._stored, changes)

    def unchanged(self) -> "Rows[R]":
        """Return them as they are stored."""
        return Rows(self._stored)


def _encoded_id(item: tuple[str, object]) -> bytes:
    return item[0].encode()


def rows_of(rows: Mapping[str, R]) -> Rows[R]:
    """Return rows that are not stored anywhere."""
    return Rows(changes=rows)


class RowMap(Mapping[str, R_co]):
    """The rows of one kind as an immutable mapping: the first sign of their ids is left out.

    To ask how many there are reads all.
    """

    __slots__ = ("_sign", "rows")

    def __init__(self, sign: str, rows: Rows[Any] | None = None) -> None:
        self._sign = sign
        self.rows: Rows[Any] = Rows() if rows is None else rows

    def __getitem__(self, name: str) -> R_co:
        """Return a row. Raises KeyError."""
        row = self.rows.get(self._sign + name)
        if row is None:
            raise KeyError(name)
        return row  # type: ignore[no-any-return]  # all of this sign are of this type

    def get(self, name: str, default: Any = None) -> R_co | Any:  # noqa: ANN401 - as a mapping's
        """Return a row, or the default where there is none."""
        row = self.rows.get(self._sign + name)
        return default if row is None else row

    def __contains__(self, name: object) -> bool:
        """Say whether there is such a row."""
        return isinstance(name, str) and self.rows.get(self._sign + name) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the names in their order."""
        return (row_id[len(self._sign) :] for row_id, _ in self.rows.items(self._sign))

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self.rows.items(self._sign))

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return next(self.rows.items(self._sign), None) is not None

    def with_row(self, name: str, row: R_co | None) -> "RowMap[R_co]":
        """Return the mapping with another row of a name (None: with none)."""
        return RowMap(self._sign, self.rows.with_row(self._sign + name, row))


class RowCodec(Generic[R]):
    """Rows as bytes in MessagePack; `row_types` are their types, by the first sign of their ids."""

    def __init__(self, row_types: Mapping[str, type[R]]) -> None:
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoders = {
            sign.encode()[0]: msgspec.msgpack.Decoder(row_type)
            for sign, row_type in row_types.items()
        }

    def encode(self, row: R) -> bytes:
        """Return the bytes of a row."""
        return self._encoder.encode(row)

    def decode(self, row_id: bytes, value: bytes) -> R:
        """Return the row. Raises msgspec.DecodeError where the bytes are of another type."""
        return self._decoders[row_id[0]].decode(value)
