"""Building a service's views anew from the log: from its states and the facts that it published."""

from collections.abc import Callable, Iterable, Iterator
from time import sleep
from typing import Any

from schemas.codec import UndecodableError, decode
from schemas.messages import DayBegan
from schemas.topics import Topic
from services.chassis.processing.fold import Received
from services.chassis.processing.log_messages import OWN_KEYS
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.state.codec import StateCodec
from services.chassis.state.store import MemoryStore, parts_of

from .store import Views

Read = Callable[[str], Iterable[Received]]

WRITES_AT_ONCE = 5000
QUIET_ROUNDS, QUIET_SECONDS = 2, 1.0
ALL = 0  # keys are in one partition alone, so that it does not matter here


def rebuild_views(
    stage: Stage[Any],
    states_topic: str,
    read: Read,
    views: Views,
    quiet_seconds: float = QUIET_SECONDS,
) -> int:
    """Drop the views of a stage and write them again; return how many messages they rest on.

    `read` gives all messages that are now on a topic. The service's worker may go on meanwhile:
    what it adds to the log is read in further rounds, until some, `quiet_seconds` apart, find
    nothing new: a worker writes the views of a batch before its states. So a view that it wrote
    between our reading and our writing does not stay behind its state.
    """
    views.drop(f"{stage.service}:")
    rebuild, total, quiet = _Rebuild(stage, read, views), 0, 0
    while quiet < QUIET_ROUNDS:
        count = rebuild.facts() + rebuild.states(states_topic)
        total, quiet = total + count, 0 if count else quiet + 1
        if quiet:
            sleep(quiet_seconds)
    return total


class _Rebuild:
    """Writes views from what is new on the log; a round is `facts`, and `states` after them."""

    def __init__(self, stage: Stage[Any], read: Read, views: Views) -> None:
        self._stage, self._read, self._views = stage, read, views
        self._codec: StateCodec[Any] = StateCodec(stage.state_type, stage.layout)
        self._store = MemoryStore()
        self._done: dict[tuple[str, int], int] = {}

    def facts(self) -> int:
        """Write the views of facts; return how many messages are new."""
        count = 0
        for topic in self._stage.writes:
            writes: list[ViewWrite] = []
            for record in _new(self._read(topic.name), self._done):
                count += 1
                writes.extend(_of_fact(self._stage, topic, record))
                self._apply(writes, WRITES_AT_ONCE)
            self._apply(writes)
        return count

    def states(self, topic: str) -> int:
        """Write the views of states; return how many messages are new."""
        count = 0
        latest: dict[bytes, bytes | None] = {}
        for record in _new(self._read(topic), self._done):
            if record.key is not None and not record.key.startswith(OWN_KEYS):
                count += 1
                latest[record.key] = record.value
        self._store.apply(ALL, latest)
        writes: list[ViewWrite] = []
        for key, row_ids in _touched(latest).items():
            writes.extend(self._of_state(key, row_ids))
            self._apply(writes, WRITES_AT_ONCE)
        self._apply(writes)
        return count

    def _of_state(self, key: bytes, row_ids: Iterable[bytes]) -> Iterable[ViewWrite]:
        head = self._store.head(ALL, key)
        if head is None:
            return ()
        rows = self._codec.stored_rows(self._store, ALL, key)
        state = self._codec.with_changes(self._codec.decode(head, rows), rows, row_ids)
        return self._stage.view_of_state(key.decode(), state)

    def _apply(self, writes: list[ViewWrite], least: int = 1) -> None:
        if len(writes) >= least:
            self._views.apply(writes)
            writes.clear()


def _touched(stored_keys: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return the keys of heads, each with the ids of its rows that are among the stored keys."""
    touched: dict[bytes, list[bytes]] = {}
    for stored_key in stored_keys:
        key, row_id = parts_of(stored_key)
        row_ids = touched.setdefault(key, [])
        if row_id is not None:
            row_ids.append(row_id)
    return touched


def _of_fact(stage: Stage[Any], topic: Topic, record: Received) -> Iterable[ViewWrite]:
    try:
        fact = decode(record.value or b"")
    except UndecodableError:
        return ()  # a stranger's bytes: the worker did not publish them, so no view rests on them
    # A day is no outcome of a handler, and the fold makes no view of it either.
    return () if isinstance(fact.body, DayBegan) else tuple(stage.view_of_fact(topic, fact))


def _new(records: Iterable[Received], done: dict[tuple[str, int], int]) -> Iterator[Received]:
    for record in records:
        log_partition = (record.topic, record.partition)
        if record.offset >= done.get(log_partition, 0):
            done[log_partition] = record.offset + 1
            yield record
