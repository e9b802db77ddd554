"""The lanes of a receiver: what waits for it, in order, and what may be attempted now.

Of a lane only the first delivery is attempted, and the next only after it; lanes do not wait for
each other. All operations take constant or logarithmic time, but those on a lane that was stopped.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

import msgspec

from .delivery import Delivery


class Lanes:
    """All deliveries of a receiver that this process holds."""

    def __init__(self) -> None:
        self._lanes: dict[str, list[Delivery]] = {}
        self._lane_of: dict[str, str] = {}
        self._busy: set[str] = set()
        self._due: list[tuple[datetime, int, str]] = []
        self._number = count()

    def __len__(self) -> int:
        """Return how many deliveries wait or are under way."""
        return len(self._lane_of)

    def __contains__(self, identity: object) -> bool:
        """Say whether a delivery is held."""
        return identity in self._lane_of

    def __iter__(self) -> Iterator[Delivery]:
        """Iterate over all deliveries, lane by lane."""
        for lane in self._lanes.values():
            yield from lane

    @property
    def busy(self) -> int:
        """Return how many are under way."""
        return len(self._busy)

    def first(self, lane: str) -> Delivery | None:
        """Return the first delivery of a lane."""
        queue = self._lanes.get(lane)
        return queue[0] if queue else None

    def behind(self, delivery: Delivery) -> list[Delivery]:
        """Return what waits behind the first delivery of its lane."""
        return self._lanes.get(delivery.lane, [])[1:]

    def add(self, delivery: Delivery) -> bool:
        """Hold a delivery, before those that stand later on its topic; False if it is held already.

        Nothing is put before one that is under way.
        """
        if delivery.id in self._lane_of:
            return False
        queue = self._lanes.setdefault(delivery.lane, [])
        topic, _, offset = delivery.place
        index = len(queue)
        for position, held in enumerate(queue):
            if held.place[0] == topic and held.place[2] > offset:
                index = max(position, delivery.lane in self._busy)
                break
        queue.insert(index, delivery)
        self._lane_of[delivery.id] = delivery.lane
        if index == 0:
            self._schedule(delivery)
        return True

    def take(self, now: datetime) -> Delivery | None:
        """Return a delivery whose time has come, the longest due first; its lane is then busy."""
        while self._due and self._due[0][0] <= now:
            due_at, _, lane = heapq.heappop(self._due)
            first = self.first(lane)
            if first is None or lane in self._busy or first.due_at != due_at:
                continue  # it was rescheduled, or is gone
            self._busy.add(lane)
            return first
        return None

    def also(self, first: Delivery, wanted: Callable[[Delivery], bool]) -> list[Delivery]:
        """Return those right behind a delivery under way that are wanted with it."""
        found: list[Delivery] = []
        for delivery in self.behind(first):
            if not wanted(delivery):
                break
            found.append(delivery)
        return found

    def next_due(self) -> datetime | None:
        """Return when the next delivery that is not under way is due."""
        while self._due:
            due_at, _, lane = self._due[0]
            first = self.first(lane)
            if first is not None and lane not in self._busy and first.due_at == due_at:
                return due_at
            heapq.heappop(self._due)
        return None

    def remove(self, delivery: Delivery) -> None:
        """Hold a delivery no more; the next of its lane may be attempted."""
        lane = self._lane_of.pop(delivery.id, None)
        if lane is None:
            return
        queue = [held for held in self._lanes[lane] if held.id != delivery.id]
        self._busy.discard(lane)
        if queue:
            self._lanes[lane] = queue
            self._schedule(queue[0])
        else:
            del self._lanes[lane]

    def put_back(self, delivery: Delivery) -> None:
        """Take what was under way back, as it is now: it will be attempted again when it is due."""
        self.update(delivery)
        self._busy.discard(delivery.lane)
        first = self.first(delivery.lane)
        if first is not None:
            self._schedule(first)

    def update(self, delivery: Delivery) -> None:
        """Replace what is held of a delivery."""
        queue = self._lanes.get(delivery.lane, [])
        for index, held in enumerate(queue):
            if held.id == delivery.id:
                queue[index] = delivery

    def hurry(self, now: datetime) -> None:
        """Let what failed before be due now."""
        for lane, queue in self._lanes.items():
            if lane not in self._busy and queue[0].due_at > now and queue[0].deferral is None:
                queue[0] = msgspec.structs.replace(queue[0], due_at=now)
                self._schedule(queue[0])

    def drop(self, gone: Callable[[Delivery], bool]) -> None:
        """Forget deliveries: another process holds them now."""
        for delivery in [held for held in self if gone(held)]:
            self.remove(delivery)

    def _schedule(self, first: Delivery) -> None:
        heapq.heappush(self._due, (first.due_at, next(self._number), first.lane))
