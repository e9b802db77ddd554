"""What states take in a worker's memory: copies of them, weighed by tracemalloc."""

import gc
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from time import process_time
from typing import Any

from schemas.codec import encode
from schemas.messages.day_began import CITY
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import Fold, Received, day_began
from services.chassis.processing.stage import Stage
from services.chassis.state.store import MemoryStore

Stored = Mapping[bytes, bytes]


class _Weight:
    """Bytes that were allocated and not freed."""

    def __init__(self) -> None:
        self.bytes = 0


@contextmanager
def _weighed() -> Iterator[_Weight]:
    weight = _Weight()
    gc.collect()
    tracemalloc.start()
    yield weight
    gc.collect()
    weight.bytes = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()


def memory_of(stage: Stage[Any], stored: Stored) -> tuple[int, int]:
    """Return the bytes of a store with these states, and of the schedule that goes with it."""
    with _weighed() as of_states:
        store = _copy(stored)
    with _weighed() as of_schedule:
        fold = Fold(stage, 1, store)
        fold.adopt(0)
    return of_states.bytes, of_schedule.bytes


def cached_bytes(stage: Stage[Any], stored: Stored, batches: Sequence[Sequence[Received]]) -> int:
    """Return the bytes of the states that messages make be in use."""
    fold = Fold(stage, 1, _copy(stored))
    fold.adopt(0)
    with _weighed() as weight:
        for records in batches:
            fold.fold(records)
    return weight.bytes


def day_seconds(stage: Stage[Any], stored: Stored, day: date) -> float:
    """Return the seconds of CPU in which a day wakes all of these states."""
    store = _copy(stored)
    fold = Fold(stage, 1, store)
    fold.adopt(0)
    began = day_began(day, 0)
    at = milliseconds(began.known_at)
    record = Received(stage.reads[0].name, 0, 0, CITY.encode(), encode(began), at)
    begin, done = process_time(), 0
    while not done:
        batch = fold.fold([record])
        store.apply(0, batch.states)
        done = batch.handled
    return process_time() - begin


def _copy(stored: Stored) -> MemoryStore:
    """Return a store of the same bytes, with room of their own."""
    store = MemoryStore()
    store.apply(0, {_own(key): _own(value) for key, value in stored.items()})
    return store


def _own(value: bytes) -> bytes:
    return bytes(bytearray(value))
