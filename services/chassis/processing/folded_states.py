"""The states of a fold: read from a store when they are asked for, and what a batch changed."""

from typing import Generic, TypeVar

import msgspec

from services.chassis.state.codec import StateCodec, StateUnreadableError
from services.chassis.state.store import StateStore, row_key

from .batch import Batch
from .partition_memory import PartitionMemory
from .stage import Stage

S = TypeVar("S")


class FoldedStates(Generic[S]):
    """Between a stage's states and the store that has them."""

    def __init__(self, stage: Stage[S], store: StateStore) -> None:
        self.store = store
        self.codec = StateCodec(stage.state_type, stage.layout)
        self._stage = stage

    def load(self, memory: PartitionMemory[S], key: bytes) -> S:
        """Return a state, from memory or as it is stored. Raises StateUnreadableError."""
        cached = memory.cache.get(key)
        if cached is not None:
            return cached[0]
        stored = self.store.head(memory.number, key)
        rows = self.codec.stored_rows(self.store, memory.number, key)
        if stored is None:
            return self.codec.bound(self._stage.blank(key.decode()), rows)
        memory.sizes[key] = len(stored)
        try:
            return self.codec.decode(stored, rows)
        except (msgspec.DecodeError, ValueError) as error:
            raise StateUnreadableError(f"{self._stage.service}, key {key!r}: {error}") from error

    def finish(self, batch: Batch, memory: PartitionMemory[S]) -> list[bytes]:
        """Put what the batch changed of the states into it, and their views; return whose."""
        touched = list(memory.touched)
        for key, stored in memory.touched.items():
            state, wake_on = memory.cache[key]
            value = stored or self.codec.encode(state, wake_on)
            if value != self.store.head(memory.number, key):
                batch.states[key] = value
            memory.sizes[key] = len(value)
            batch.views.extend(self._stage.view_of_state(key.decode(), state))
            changed = 0
            for row_id, row in self.codec.changed_rows(state).items():
                batch.states[row_key(key, row_id)] = row
                changed += len(row or b"")
            memory.weigh(key, len(value) + self.codec.bytes_held(state, changed))
            memory.cache[key] = (self.codec.as_stored(state), wake_on)
        memory.touched.clear()
        return touched
