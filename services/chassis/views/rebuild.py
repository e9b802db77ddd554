"""Building a service's views anew from the log: from its states and the facts that it published."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from schemas.codec import UndecodableError, decode
from schemas.messages import DayBegan
from schemas.topics import Topic
from services.chassis.processing.fold import Received
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.state.codec import StateCodec

from .store import Views

Read = Callable[[str], Iterable[Received]]

WRITES_AT_ONCE = 5000


def rebuild_views(stage: Stage[Any], states_topic: str, read: Read, views: Views) -> int:
    """Drop the views of a stage and write them again; return how many messages they rest on.

    `read` gives all messages that are now on a topic. The service's worker may go on meanwhile:
    what it adds to the log is read in further rounds, until a round finds nothing new. So a view
    that the worker wrote between our reading and our writing does not stay behind its state.
    """
    views.drop(f"{stage.service}:")
    done: dict[tuple[str, int], int] = {}
    total = 0
    while count := _round(stage, states_topic, read, views, done):
        total += count
    return total


def _round(
    stage: Stage[Any],
    states_topic: str,
    read: Read,
    views: Views,
    done: dict[tuple[str, int], int],
) -> int:
    count = 0
    for topic in stage.writes:
        writes: list[ViewWrite] = []
        for record in _new(read(topic.name), done):
            count += 1
            writes.extend(_of_fact(stage, topic, record))
            if len(writes) >= WRITES_AT_ONCE:
                views.apply(writes)
                writes.clear()
        views.apply(writes)
    latest: dict[bytes, bytes | None] = {}
    for record in _new(read(states_topic), done):
        if record.key is not None and not record.key.startswith(b"\x00"):  # the worker's own marks
            count += 1
            latest[record.key] = record.value
    codec = StateCodec(stage.state_type)
    writes = []
    for key, value in latest.items():
        if value is not None:
            writes.extend(stage.view_of_state(key.decode(), codec.decode(value)))
        if len(writes) >= WRITES_AT_ONCE:
            views.apply(writes)
            writes.clear()
    views.apply(writes)
    return count


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
