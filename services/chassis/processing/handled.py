"""How far a partition's states go: the offsets of its messages that they hold, kept among them."""

from collections.abc import Sequence

import msgspec

from services.chassis.state.store import StateStore

from .log_messages import OWN_KEYS, Received

HANDLED = OWN_KEYS + b"handled"


def handled_of(store: StateStore, partition: int) -> dict[str, int] | None:
    """Return, by topic, the offsets behind what a partition's states hold (None: nothing yet)."""
    stored = store.head(partition, HANDLED)
    return None if stored is None else decode_handled(stored)


def decode_handled(stored: bytes) -> dict[str, int]:
    """Return the offsets by topic that are stored."""
    return msgspec.json.decode(stored, type=dict[str, int])


def encode_handled(handled: dict[str, int]) -> bytes:
    """Return the offsets by topic as they are stored."""
    return msgspec.json.encode(handled)


def offsets_behind(records: Sequence[Received]) -> dict[str, int]:
    """Return, by topic, the offset behind the last of some messages of a partition."""
    return {record.topic: record.offset + 1 for record in records}
