"""What a fold remembers of a partition between batches, and touches in one."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Generic, TypeVar

from schemas.codec import FIRST_INSTANT, LAST_INSTANT
from services.chassis.state.codec import wake_day

from .log_messages import OWN_KEYS
from .wake_schedule import WakeSchedule

S = TypeVar("S")

MOST_DAYS_AT_ONCE = 3_660  # a clock that jumps further was set wrong
_GROWTH = 2  # bytes of a state for each of a message, at most
_FRAME = 1024  # bytes of a state for what stands around a message
_DAY, _VISITS = OWN_KEYS + b"day:", OWN_KEYS + b"visits:"


class PartitionMemory(Generic[S]):
    """The partition's day, its wake schedule, its cached states, and the keys of the batch.

    `visits` are the first days of editions on which, or for which, all keys were woken.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.schedule = WakeSchedule()
        self.day: date | None = None
        self.visits: frozenset[date] = frozenset()
        self.cache: dict[bytes, tuple[S, date | None]] = {}
        self.touched: dict[bytes, bytes | None] = {}  # states as bytes, where they were made
        self.sizes: dict[bytes, int] = {}  # bytes that a state in memory has at most

    def adopt(
        self, stored: Iterable[tuple[bytes, bytes]], load: Callable[[int, bytes], bytes | None]
    ) -> None:
        """Take up what is stored: who wants to be woken when, the day, the visits."""
        for key, value in stored:
            if not key.startswith(OWN_KEYS):
                self.schedule.put(key, wake_day(value))
        if day := load(self.number, self._own_key(_DAY)):
            self.day = date.fromisoformat(day.decode())
        if visits := load(self.number, self._own_key(_VISITS)):
            self.visits = frozenset(map(date.fromisoformat, visits.decode().split()))

    def grow(self, key: bytes, message: bytes) -> int:
        """Return the bytes that a state has at most after a message was handled."""
        size = self.sizes[key] = self.sizes.get(key, 0) + _GROWTH * len(message) + _FRAME
        return size

    def forget(self) -> None:
        """Forget the states in memory, that there be room for others."""
        self.cache.clear()
        self.sizes.clear()

    def may_begin(self, day: date) -> bool:
        """Say whether a day can be the partition's next: not of another century, not ages ahead."""
        if not FIRST_INSTANT.year < day.year < LAST_INSTANT.year:
            return False
        return self.day is None or (day - self.day).days <= MOST_DAYS_AT_ONCE

    def begin(self, day: date) -> tuple[bytes, bytes]:
        """Make a day the partition's; return what is to be stored of it."""
        self.day = day
        return self._own_key(_DAY), day.isoformat().encode()

    def visit(self, first_days: frozenset[date]) -> tuple[bytes, bytes]:
        """Note that all keys are woken for these editions; return what is to be stored of it."""
        self.visits |= first_days
        days = " ".join(sorted(map(date.isoformat, self.visits)))
        return self._own_key(_VISITS), days.encode()

    def _own_key(self, name: bytes) -> bytes:
        return name + str(self.number).encode()
