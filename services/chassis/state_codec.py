"""States as bytes: the day to wake on, then the state in MessagePack.

The day stands in front so that a partition's agenda can be rebuilt without decoding a state.
"""

from datetime import date
from typing import Generic, TypeVar

import msgspec

S = TypeVar("S")

_DAY_LENGTH = 10
_NEVER = b"-" * _DAY_LENGTH


class StateCodec(Generic[S]):
    """Encodes the states of one stage."""

    def __init__(self, state_type: type[S]) -> None:
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoder = msgspec.msgpack.Decoder(state_type)

    def encode(self, state: S, wake_on: date | None) -> bytes:
        """Return the bytes of a state that wants to be woken on a day (None: never)."""
        day = wake_on.isoformat().encode() if wake_on else _NEVER
        return day + self._encoder.encode(state)

    def decode(self, value: bytes) -> S:
        """Return the state. Raises msgspec.DecodeError where the bytes are not of this type."""
        return self._decoder.decode(memoryview(value)[_DAY_LENGTH:])


def wake_day(value: bytes) -> date | None:
    """Return the day on which the state in these bytes wants to be woken."""
    day = value[:_DAY_LENGTH]
    return None if day == _NEVER else date.fromisoformat(day.decode())
