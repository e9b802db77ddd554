"""Building a service's views anew from the log: from its states and the facts that it published."""

from collections.abc import Callable, Iterable, Iterator
from time import sleep
from typing import Any

from schemas.messages import DayBegan
from schemas.topics import Topic
from services.chassis.processing.fold import Received
from services.chassis.processing.handled import HANDLED, decode_handled
from services.chassis.processing.log_messages import OWN_KEYS, read_fact
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.state.codec import StateCodec
from services.chassis.state.store import MemoryStore, parts_of

from .store import ViewBuilder

Read = Callable[[str], Iterable[Received]]

WRITES_AT_ONCE = 5000
QUIET_ROUNDS, QUIET_SECONDS = 2, 1.0


def rebuild_views(  # noqa: PLR0913 - what is read, and where it is written
    stage: Stage[Any],
    states_topic: str,
    read: Read,
    views: ViewBuilder,
    partitions: int,
    *,
    messages: int = 0,
    quiet_seconds: float = QUIET_SECONDS,
) -> int:
    """Drop the views of a stage and write them again; return how many messages they rest on.

    `read` gives all messages that are now on a topic, some `messages` in all. The service's worker
    may go on meanwhile: what it adds to the log is read in further rounds, until some,
    `quiet_seconds` apart, find nothing new: a worker writes the views of a batch before its states.
    So a view that it wrote between our reading and our writing does not stay behind its state. A
    worker takes over the views of a partition as soon as they are whole up to where it is.
    """
    views.drop(f"{stage.service}:")
    for partition in range(partitions):
        views.rebuild(partition, messages)
    rebuild, total, quiet = _Rebuild(stage, read, views, partitions), 0, 0
    while quiet < QUIET_ROUNDS:
        count = rebuild.states(states_topic) + rebuild.facts()
        rebuild.finish()
        total, quiet = total + count, 0 if count else quiet + 1
        if quiet:
            sleep(quiet_seconds)
    return total


class _Rebuild:
    """Writes views from what is new on the log; a round is `states`, `facts` after them, `finish`.

    States hold what was handled only after its facts were acknowledged: so facts that are read
    after them are all that `finish` vouches for. Partitions that the worker has taken over are left
    to it.
    """

    def __init__(self, stage: Stage[Any], read: Read, views: ViewBuilder, partitions: int) -> None:
        self._stage, self._read, self._views = stage, read, views
        self._codec: StateCodec[Any] = StateCodec(stage.state_type, stage.layout)
        self._store = MemoryStore()
        self._done: dict[tuple[str, int], int] = {}
        self._handled: dict[int, dict[str, int]] = {}
        self._partitions = partitions
        self._ours = set(range(partitions))
        self._waiting: dict[int, list[ViewWrite]] = {}
        self._count = 0

    def facts(self) -> int:
        """Write the views of facts; return how many messages are new."""
        before = self._count
        for topic in self._stage.writes:
            for record in self._new(topic.name):
                self._add(record.partition, self._of_fact(topic, record))
            self._write_all()
        return self._count - before

    def states(self, topic: str) -> int:
        """Write the views of states; return how many messages are new."""
        before = self._count
        latest: dict[int, dict[bytes, bytes | None]] = {}
        for record in self._new(topic):
            if record.key == HANDLED and record.value is not None:
                self._handled[record.partition] = decode_handled(record.value)
            elif record.key is not None and not record.key.startswith(OWN_KEYS):
                latest.setdefault(record.partition, {})[record.key] = record.value
        for partition, changes in latest.items():
            self._store.apply(partition, changes)
            for key, row_ids in _touched(changes).items():
                self._add(partition, self._of_state(partition, key, row_ids))
        self._write_all()
        return self._count - before

    def finish(self) -> None:
        """Mark the views as whole up to what the states hold."""
        for partition in sorted(self._ours):
            if not self._views.finish(partition, self._handled.get(partition, {})):
                self._ours.discard(partition)

    def _of_state(
        self, partition: int, key: bytes, row_ids: Iterable[bytes]
    ) -> Iterable[ViewWrite]:
        head = self._store.head(partition, key)
        if head is None:
            return ()
        rows = self._codec.stored_rows(self._store, partition, key)
        state = self._codec.with_changes(self._codec.decode(head, rows), rows, row_ids)
        return self._stage.view_of_state(key.decode(), state)

    def _of_fact(self, topic: Topic, record: Received) -> Iterable[ViewWrite]:
        try:
            fact = read_fact(record, topic, self._partitions)
        except Exception:  # a stranger's bytes, whatever they are: the worker made no view of them
            return ()
        # A day is no outcome of a handler, and the fold makes no view of it either.
        return () if isinstance(fact.body, DayBegan) else self._stage.view_of_fact(topic, fact)

    def _add(self, partition: int, writes: Iterable[ViewWrite]) -> None:
        waiting = self._waiting.setdefault(partition, [])
        waiting.extend(writes)
        if len(waiting) >= WRITES_AT_ONCE:
            self._write(partition)

    def _write_all(self) -> None:
        for partition in list(self._waiting):
            self._write(partition)

    def _write(self, partition: int) -> None:
        writes = self._waiting.pop(partition, [])
        if not writes or partition not in self._ours:
            return
        self._views.read_so_far(partition, self._count)
        if not self._views.write(partition, writes, {}):
            self._ours.discard(partition)

    def _new(self, topic: str) -> Iterator[Received]:
        for record in self._read(topic):
            log_partition = (record.topic, record.partition)
            if record.offset >= self._done.get(log_partition, 0):
                self._done[log_partition] = record.offset + 1
                self._count += 1
                yield record


def _touched(stored_keys: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return the keys of heads, each with the ids of its rows that are among the stored keys."""
    touched: dict[bytes, list[bytes]] = {}
    for stored_key in stored_keys:
        key, row_id = parts_of(stored_key)
        row_ids = touched.setdefault(key, [])
        if row_id is not None:
            row_ids.append(row_id)
    return touched
