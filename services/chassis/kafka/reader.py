"""Reading outside a worker: topics from their beginning, or as they grow."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

from .errors import ReadStalledError

if TYPE_CHECKING:
    from threading import Event

    from services.chassis.processing.fold import Received
    from services.chassis.settings import ServiceSettings

    from .positions import PositionedLog, Positions

# A broker's end offset may lie before the true end (the embedded one counts a batch as one
# record), so the end is believed only after this many polls in a row that brought nothing.
EMPTY_POLLS = 2
STALLED_SECONDS = 30.0
POLL_SECONDS = 0.25
MOST_READ = 500  # messages of one reading


def read_from_beginning(
    settings: ServiceSettings, topic: str | Sequence[str]
) -> Iterator[Received]:
    """Yield all messages that are now on topics, partition order kept, without a group.

    Raises NotReachableError, ConnectionError, TopicUnreadableError, PositionsGoneError,
    ReadStalledError.
    """
    with closing(_log(settings, _names(topic))) as log:
        yield from _to_end(log, log.beginnings())


def read_unhandled(
    settings: ServiceSettings, service: str, topic: str, numbers: Iterable[int]
) -> Iterator[Received]:
    """Yield the messages of some partitions that a service's worker may not have handled yet.

    They begin where its offsets are committed, after its views were written. Raises as
    read_from_beginning.
    """
    from kafka import TopicPartition  # noqa: PLC0415 - heavy: only where Kafka is used

    from .admin import admin_of  # noqa: PLC0415 - as above

    with closing(_log(settings, [topic])) as log:
        wanted = {(topic, number) for number in numbers}
        begins = {each: at for each, at in log.beginnings().items() if each in wanted}
        if not begins:
            return
        with admin_of(settings) as admin:
            named = [TopicPartition(*each) for each in begins]
            committed = admin.list_group_offsets({service: named})[service]
        yield from _to_end(
            log,
            {each: max(at, committed[TopicPartition(*each)].offset) for each, at in begins.items()},
        )


def _to_end(log: PositionedLog, positions: Positions) -> Iterator[Received]:
    """Yield what is now in the log from positions on. Raises ReadStalledError."""
    ends = log.ends(positions)
    empty, last_progress_at = 0, monotonic()
    while empty < EMPTY_POLLS:
        stretch = log.read(positions, MOST_READ, POLL_SECONDS)
        yield from stretch.records
        moved, positions = stretch.positions != positions, stretch.positions
        if moved:
            empty, last_progress_at = 0, monotonic()
        elif all(positions[partition] >= end for partition, end in ends.items()):
            empty += 1
        elif monotonic() - last_progress_at > STALLED_SECONDS:
            topics = sorted({topic for topic, _ in positions})
            raise ReadStalledError(f"{topics}: nothing came for {STALLED_SECONDS} s")


def extent_of(settings: ServiceSettings, topic: str | Sequence[str]) -> bytes:
    """Return a text of what is now on topics: which they are, from where to where each goes.

    Of two extents of one text the messages are the same. Raises as read_from_beginning.
    """
    from .positions import identity_of  # noqa: PLC0415 - heavy: only where Kafka is used

    topics = _names(topic)
    with closing(_log(settings, topics)) as log:
        spans = [sorted(offsets.items()) for offsets in (log.beginnings(), log.ends())]
    return identity_of(settings, topics) + repr(spans).encode()


def follow(
    settings: ServiceSettings,
    topic: str | Sequence[str],
    *,
    from_beginning: bool = True,
    stop: Event | None = None,
) -> Generator[Received]:
    """Yield messages as they come, until `stop` is set; without a group, nothing is kept.

    Without `from_beginning` it yields what comes from now on. Raises as read_from_beginning, but
    ReadStalledError.
    """
    with closing(_log(settings, _names(topic))) as log:
        positions: Positions = log.beginnings() if from_beginning else log.ends()
        while stop is None or not stop.is_set():
            stretch = log.read(positions, MOST_READ, POLL_SECONDS)
            for record in stretch.records:
                if stop is not None and stop.is_set():
                    return
                yield record
            positions = stretch.positions


def _names(topic: str | Sequence[str]) -> list[str]:
    return [topic] if isinstance(topic, str) else list(topic)


def _log(settings: ServiceSettings, topics: list[str]) -> PositionedLog:
    from .positions import PositionedLog  # noqa: PLC0415 - heavy: only where Kafka is used

    return PositionedLog(settings, topics)
