"""States as bytes: the day to wake on, then the state in MessagePack.

The day stands in front so that a partition's wake schedule can be rebuilt without decoding a state.
"""

from datetime import date
from typing import Generic, TypeVar

import msgspec

from schemas.topics import MAXIMUM_MESSAGE_BYTES

S = TypeVar("S")

MAXIMUM_STATE_BYTES = 8 * MAXIMUM_MESSAGE_BYTES  # of a message with its key, in the states' log
LARGEST_STATE = MAXIMUM_STATE_BYTES - 64 * 1024
_DAY_LENGTH = 10
_NEVER = b"-" * _DAY_LENGTH


class StateUnreadableError(RuntimeError):
    """A stored state is not of this program's type: the worker must not go on with it."""


class StateTooLargeError(ValueError):
    """A state would not fit into a message of its log: what made it so is set aside."""


class StateCodec(Generic[S]):
    """Encodes the states of one stage."""

    def __init__(self, state_type: type[S]) -> None:
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoder = msgspec.msgpack.Decoder(state_type)

    def encode(self, state: S, wake_on: date | None) -> bytes:
        """Return the bytes of a state that wants to be woken on a day (None: never)."""
        day = wake_on.isoformat().encode() if wake_on else _NEVER
        return day + self._encoder.encode(state)

    def storable(self, state: S, wake_on: date | None) -> bytes:
        """Return the bytes of a state. Raises StateTooLargeError where no log would take them."""
        value = self.encode(state, wake_on)
        if len(value) > LARGEST_STATE:
            raise StateTooLargeError(f"the state would have {len(value)} bytes of {LARGEST_STATE}")
        return value

    def decode(self, value: bytes) -> S:
        """Return the state. Raises msgspec.DecodeError where the bytes are not of this type."""
        return self._decoder.decode(memoryview(value)[_DAY_LENGTH:])


def wake_day(value: bytes) -> date | None:
    """Return the day on which the state in these bytes wants to be woken."""
    day = value[:_DAY_LENGTH]
    return None if day == _NEVER else date.fromisoformat(day.decode())
