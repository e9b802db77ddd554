"""States as bytes: the day to wake on, then the head in MessagePack; and the rows.

The day stands in front so that a partition's wake schedule can be rebuilt without decoding a state.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec

from schemas.topics import MAXIMUM_MESSAGE_BYTES

from .rows import RowCodec, Rows, StoredRows
from .store import StateStore

S = TypeVar("S")

MAXIMUM_STATE_BYTES = 8 * MAXIMUM_MESSAGE_BYTES  # of a message with its key, in the states' log
LARGEST_STATE = MAXIMUM_STATE_BYTES - 64 * 1024
_DAY_LENGTH = 10
_NEVER = b"-" * _DAY_LENGTH


class StateUnreadableError(RuntimeError):
    """A stored state is not of this program's type: the worker must not go on with it."""


class StateTooLargeError(ValueError):
    """A state would not fit into a message of its log: what made it so is set aside."""


@dataclass(frozen=True, kw_only=True)
class RowLayout(Generic[S]):
    """How a state is kept in parts: a head of `head_type`, and rows.

    `row_types` are the types of rows by the first sign of their ids. `parts_of` takes a state
    apart, `joined` puts it together; `over` is the same state over rows that hold the same.
    """

    head_type: Any
    row_types: Mapping[str, type[Any]]
    parts_of: Callable[[S], tuple[Any, Rows[Any]]]
    joined: Callable[[Any, Rows[Any]], S]
    over: Callable[[S, Rows[Any]], S]


class StateCodec(Generic[S]):
    """Encodes the states of one stage; without a layout a state is a head alone."""

    def __init__(self, state_type: type[S], layout: RowLayout[S] | None = None) -> None:
        self._layout = layout
        self._rows: RowCodec[Any] = RowCodec(layout.row_types if layout else {})
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoder = msgspec.msgpack.Decoder(layout.head_type if layout else state_type)

    def encode(self, state: S, wake_on: date | None) -> bytes:
        """Return the bytes of a head that wants to be woken on a day (None: never)."""
        day = wake_on.isoformat().encode() if wake_on else _NEVER
        head = self._layout.parts_of(state)[0] if self._layout else state
        return day + self._encoder.encode(head)

    def storable(self, state: S, wake_on: date | None) -> bytes:
        """Return the bytes of a head. Raises StateTooLargeError where no log would take them."""
        value = self.encode(state, wake_on)
        if len(value) > LARGEST_STATE:
            raise StateTooLargeError(f"the state would have {len(value)} bytes of {LARGEST_STATE}")
        return value

    def decode(self, value: bytes, stored: StoredRows[Any] | None = None) -> S:
        """Return the state. Raises msgspec.DecodeError where the bytes are not of this type."""
        head = self._decoder.decode(memoryview(value)[_DAY_LENGTH:])
        return self._layout.joined(head, Rows(stored)) if self._layout else head

    def changed_rows(self, state: S) -> dict[bytes, bytes | None]:
        """Return the rows that changed since they were stored, by id (None: removed)."""
        if self._layout is None:
            return {}
        return {
            row_id.encode(): None if row is None else self._rows.encode(row)
            for row_id, row in self._layout.parts_of(state)[1].changes.items()
        }

    def bound(self, state: S, stored: StoredRows[Any]) -> S:
        """Return a state of which nothing is stored yet as one over the rows of its key."""
        if self._layout is None:
            return state
        changes = self._layout.parts_of(state)[1].changes
        return self._layout.over(state, Rows(stored, changes))

    def stored_rows(self, store: StateStore, partition: int, key: bytes) -> "RowsOfStore":
        """Return the rows of a key as they are stored."""
        return RowsOfStore(store, self._rows, partition, key)

    def with_changes(self, state: S, stored: StoredRows[Any], row_ids: Iterable[bytes]) -> S:
        """Return a state as if these rows had only now been changed to what is stored."""
        if self._layout is None:
            return state
        changes = {row_id: stored.get(row_id) for row_id in map(bytes.decode, row_ids)}
        return self._layout.over(state, Rows(stored, changes))

    def bytes_held(self, state: S, changed: int) -> int:
        """Return the stored bytes of the rows that a state has in memory, `changed` ones added."""
        if self._layout is None:
            return 0
        rows = self._layout.parts_of(state)[1]
        rows.hold(changed)  # what was derived from a state may hold what changed of it
        return rows.bytes_held

    def as_stored(self, state: S) -> S:
        """Return a state whose changes were stored."""
        if self._layout is None:
            return state
        rows = self._layout.parts_of(state)[1]
        return self._layout.over(state, rows.unchanged()) if rows.changes else state


class RowsOfStore:
    """The rows of one key in a store, decoded once."""

    def __init__(self, store: StateStore, codec: RowCodec[Any], partition: int, key: bytes) -> None:
        self._store, self._codec = store, codec
        self._partition, self._key = partition, key
        self._decoded: dict[bytes, tuple[bytes, Any]] = {}
        self.bytes_held = 0

    def get(self, row_id: str) -> Any | None:  # noqa: ANN401 - a row of any of the types
        """Return a row."""
        identity = row_id.encode()
        value = self._store.row(self._partition, self._key, identity)
        return None if value is None else self._row(identity, value)

    def items(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield the rows whose ids begin with a prefix, in the order of the ids."""
        for row_id, value in self._store.rows(self._partition, self._key, prefix.encode()):
            yield row_id.decode(), self._row(row_id, value)

    def _row(self, row_id: bytes, value: bytes) -> Any:  # noqa: ANN401 - as above
        decoded = self._decoded.get(row_id)
        if decoded is None or decoded[0] is not value:
            try:
                row = self._codec.decode(row_id, value)
            except (msgspec.DecodeError, ValueError, KeyError) as error:
                name = f"key {self._key!r}, row {row_id!r}"
                raise StateUnreadableError(f"{name}: {type(error).__name__}: {error}") from error
            decoded = self._decoded[row_id] = (value, row)
            self.bytes_held += len(value)
        return decoded[1]


def wake_day(value: bytes) -> date | None:
    """Return the day on which the state in these bytes wants to be woken."""
    return _day_in(value[:_DAY_LENGTH])


@lru_cache(maxsize=4096)  # of a city's enterprises many are woken on the same days
def _day_in(day: bytes) -> date | None:
    return None if day == _NEVER else date.fromisoformat(day.decode())
