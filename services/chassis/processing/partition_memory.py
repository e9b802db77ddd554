"""What a fold remembers of a partition between batches, and touches in one."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import date
from typing import Generic, TypeVar

from schemas.codec import FIRST_INSTANT, LAST_INSTANT
from services.chassis.state.codec import wake_day
from services.chassis.state.store import StateStore

from .log_messages import OWN_KEYS
from .wake_schedule import WakeSchedule
from .walk import Walk

S = TypeVar("S")

MOST_DAYS_AT_ONCE = 3_660  # a clock that jumps further was set wrong
_GROWTH = 2  # bytes of a state for each of a message, at most
_FRAME = 1024  # bytes of a state for what stands around a message
_DAY, _VISITS, _WALK = OWN_KEYS + b"day:", OWN_KEYS + b"visits:", OWN_KEYS + b"walk:"


class PartitionMemory(Generic[S]):
    """The partition's day, its wake schedule, its cached states, and the keys of the batch.

    `expected` are keys that are woken though nothing has come for them. `visits` are the first days
    of editions on which, or for which, all keys were woken. `walk` is that of a day that has begun
    to wake its keys, and is not through.
    """

    def __init__(self, number: int, expected: Iterable[bytes] = ()) -> None:
        self.number = number
        self._expected = tuple(expected)
        self.schedule = WakeSchedule()
        self.day: date | None = None
        self.visits: frozenset[date] = frozenset()
        self.walk: Walk | None = None
        self._woken_to: tuple[date, bytes] | None = None
        self.cache: dict[bytes, tuple[S, date | None]] = {}
        self.touched: dict[bytes, bytes | None] = {}  # states as bytes, where they were made
        self.sizes: dict[bytes, int] = {}  # bytes that a state in memory has at most
        self.weight = 0  # bytes of all states in the cache, as they are stored
        self._weights: dict[bytes, int] = {}

    def adopt(self, store: StateStore) -> None:
        """Take up what is stored: who wants to be woken when, the day, the visits."""
        for key, value in store.heads(self.number):
            if not key.startswith(OWN_KEYS):
                self.schedule.put(key, wake_day(value))
        if day := store.head(self.number, self._own_key(_DAY)):
            self.day = date.fromisoformat(day.decode())
        if visits := store.head(self.number, self._own_key(_VISITS)):
            self.visits = frozenset(map(date.fromisoformat, visits.decode().split()))
        if woken_to := store.head(self.number, self._own_key(_WALK)):
            day_text, _, key = woken_to.partition(b" ")
            self._woken_to = date.fromisoformat(day_text.decode()), key

    def grow(self, key: bytes, message: bytes) -> int:
        """Return the bytes that a state has at most after a message was handled."""
        size = self.sizes[key] = self.sizes.get(key, 0) + _GROWTH * len(message) + _FRAME
        return size

    def weigh(self, key: bytes, size: int) -> None:
        """Note how many bytes of a state in the cache are in memory, as they are stored."""
        self.weight += size - self._weights.get(key, 0)
        self._weights[key] = size

    def forget(self, but: Collection[bytes] = ()) -> None:
        """Forget the states in memory but these, that there be room for others."""
        self.cache = {key: self.cache[key] for key in but if key in self.cache}
        self.sizes = {key: self.sizes[key] for key in self.cache}
        self._weights = {key: self._weights[key] for key in self.cache}
        self.weight = sum(self._weights.values())

    def may_begin(self, day: date) -> bool:
        """Say whether a day can be the partition's next: not of another century, not ages ahead."""
        if not FIRST_INSTANT.year < day.year < LAST_INSTANT.year:
            return False
        return self.day is None or (day - self.day).days <= MOST_DAYS_AT_ONCE

    def walk_of(self, day: date, editions: frozenset[date]) -> Walk:
        """Return the walk of a day, which goes on where it was stored.

        It wakes the keys that are due, those that are expected and unknown among them; or all where
        an edition has begun that none was woken for (`editions` are the first days of them).
        """
        if self.walk is not None and self.walk.day == day:
            return self.walk
        for key in self._expected:
            if not self.schedule.knows(key):
                self.schedule.put(key, day)
        begun = frozenset(first for first in editions if first <= day)
        if begun <= self.visits:
            self.walk = Walk(day, self.schedule.due(day), None)
            return self.walk
        keys, done = self.schedule.everyone(), 0
        if self._woken_to is not None and self._woken_to[0] == day:
            done = bisect_right(keys, self._woken_to[1])
        self.walk = Walk(day, keys, begun, done)
        return self.walk

    def keep_walk(self) -> dict[bytes, bytes | None]:
        """Return what is to be stored of a walk that is not through.

        Who is due and was woken is due no more, so that of such a walk nothing has to be stored.
        """
        walk = self.walk
        if walk is None or walk.editions is None or walk.last is None or not walk.left:
            return {}
        return {self._own_key(_WALK): f"{walk.day} ".encode() + walk.last}

    def begin(self, day: date) -> dict[bytes, bytes | None]:
        """Make a day the partition's, its walk is through; return what is to be stored of it."""
        self.day = day
        changes: dict[bytes, bytes | None] = {self._own_key(_DAY): day.isoformat().encode()}
        walk, self.walk = self.walk, None
        if walk is not None and walk.editions is not None:
            self.visits |= walk.editions
            days = " ".join(sorted(map(date.isoformat, self.visits)))
            changes |= {self._own_key(_VISITS): days.encode(), self._own_key(_WALK): None}
        return changes

    def break_off(self) -> None:
        """Forget how far a walk is: it goes on from what is stored."""
        walk, self.walk = self.walk, None
        if walk is not None and walk.editions is not None and walk.last is not None:
            self._woken_to = walk.day, walk.last

    def _own_key(self, name: bytes) -> bytes:
        return name + str(self.number).encode()
