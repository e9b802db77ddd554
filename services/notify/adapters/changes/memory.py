"""The newest changes in memory, each with its position on the log."""

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from heapq import merge
from itertools import count
from threading import Lock

import msgspec

from schemas.codec import UndecodableError, decode
from schemas.messages import Body, Fact, GradeChanged, MeasureChanged
from services.chassis.kafka.positions import Partition, Positions, Stretch
from services.chassis.observability import logger
from services.chassis.processing.fold import Received

_log = logger(__name__)
_KINDS = (GradeChanged, MeasureChanged)


class PublicChange(msgspec.Struct, frozen=True):
    """A public change: its fact, its bytes as published, its partition and offset."""

    partition: Partition
    offset: int
    fact: Fact[Body]
    value: bytes


class FollowingChanges(msgspec.Struct, frozen=True):
    """Changes that follow on positions, and the positions after all of them."""

    changes: list[PublicChange]
    positions: Positions

    @classmethod
    def of(cls, stretch: Stretch, after: Positions) -> "FollowingChanges":
        """Return the changes of a stretch of the log, read on some of the partitions of `after`."""
        changes = [change for record in stretch.records if (change := change_of(record))]
        return cls(changes, dict(after) | dict(stretch.positions))


def change_of(record: Received) -> PublicChange | None:
    """Return the change that a message is (None: it is of another kind, or can't be read)."""
    try:
        fact = decode(record.value or b"")
    except UndecodableError as error:
        _log.warning("unreadable", position=record.position, error=str(error))
        return None
    if not isinstance(fact.body, _KINDS):
        return None
    return PublicChange((record.topic, record.partition), record.offset, fact, record.value or b"")


class _Window:
    """What is held of a partition: all changes from the offset `first` up to before `next`."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.next = first
        self.changes: list[PublicChange] = []
        self.arrivals: list[int] = []

    def since(self, offset: int, most: int) -> list[tuple[int, PublicChange]]:
        begin = bisect_left(self.changes, offset, key=lambda change: change.offset)
        end = begin + most
        return list(zip(self.arrivals[begin:end], self.changes[begin:end], strict=True))

    def forget_until(self, arrival: int) -> int:
        """Forget what arrived before, and return how many changes that were."""
        gone = bisect_left(self.arrivals, arrival)
        if gone:
            self.first = self.changes[gone - 1].offset + 1
            del self.changes[:gone], self.arrivals[:gone]
        return gone


class ChangeMemory:
    """Holds about the `most` newest changes; one thread adds, any may ask.

    It begins at positions, and has every change from there on until it grows too large.
    """

    def __init__(self, begin: Positions, most: int) -> None:
        self._windows = {partition: _Window(offset) for partition, offset in begin.items()}
        self._most = most
        self._count = 0
        self._arrivals = count()
        self._lock = Lock()
        self._listeners: set[Callable[[], object]] = set()

    @property
    def first(self) -> dict[Partition, int]:
        """Return the positions from which on all changes are held."""
        with self._lock:
            return {partition: window.first for partition, window in self._windows.items()}

    @property
    def next(self) -> dict[Partition, int]:
        """Return the positions behind what was read."""
        with self._lock:
            return {partition: window.next for partition, window in self._windows.items()}

    def add(self, stretch: Stretch) -> None:
        """Hold the changes among messages that follow on `next`; then call the listeners."""
        changes = [change for record in stretch.records if (change := change_of(record))]
        with self._lock:
            for change in changes:
                window = self._windows[change.partition]
                window.changes.append(change)
                window.arrivals.append(next(self._arrivals))
            self._count += len(changes)
            for partition, position in stretch.positions.items():
                self._windows[partition].next = position
            if self._count > self._most + self._most // 4:  # a quarter at once: seldom
                self._forget()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def behind(self, after: Positions) -> dict[Partition, int]:
        """Return those positions that lie before what is held."""
        first = self.first
        return {
            partition: offset for partition, offset in after.items() if offset < first[partition]
        }

    def following(self, after: Positions, most: int) -> FollowingChanges | None:
        """Return up to `most` changes after positions, as they arrived (None: some are not held).

        Positions that lie ahead stay as they are.
        """
        with self._lock:
            if any(offset < self._windows[partition].first for partition, offset in after.items()):
                return None
            rows = [
                self._windows[partition].since(offset, most) for partition, offset in after.items()
            ]
            ends = {
                partition: max(off, self._windows[partition].next)
                for partition, off in after.items()
            }
        changes = [change for _arrival, change in merge(*rows, key=lambda row: row[0])]
        if len(changes) <= most and all(len(row) < most for row in rows):
            return FollowingChanges(changes, ends)
        first_changes = changes[:most]
        return FollowingChanges(
            first_changes,
            dict(after) | {change.partition: change.offset + 1 for change in first_changes},
        )

    def listen(self, listener: Callable[[], object]) -> None:
        """Call `listener` after each addition, in the thread that adds."""
        with self._lock:
            self._listeners.add(listener)

    def unlisten(self, listener: Callable[[], object]) -> None:
        """Call it no longer."""
        with self._lock:
            self._listeners.discard(listener)

    def _forget(self) -> None:
        arrivals = sorted(each for window in self._windows.values() for each in window.arrivals)
        oldest = arrivals[-self._most]
        self._count -= sum(window.forget_until(oldest) for window in self._windows.values())


@contextmanager
def woken_by(memory: ChangeMemory) -> Iterator[asyncio.Event]:
    """Give an event that is set after each addition to the memory."""
    news, loop = asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop ended meanwhile: nobody waits any longer
            loop.call_soon_threadsafe(news.set)

    memory.listen(wake)
    try:
        yield news
    finally:
        memory.unlisten(wake)
