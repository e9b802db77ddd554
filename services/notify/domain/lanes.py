"""The lanes of a receiver: what waits for it, in order, and what may be attempted now.

Of a lane only the first delivery is attempted, and the next only after it; lanes do not wait for
each other. All operations take constant or logarithmic time, but those on a lane that was stopped.
"""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count, islice

import msgspec

from .delivery import Delivery


class Lanes:
    """All deliveries of a receiver that this process holds."""

    def __init__(self) -> None:
        self._lanes: dict[str, OrderedDict[str, Delivery]] = {}
        self._lane_of: dict[str, str] = {}
        self._latest: dict[str, dict[str, int]] = {}  # the greatest offset of each topic, by lane
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
            yield from lane.values()

    @property
    def busy(self) -> int:
        """Return how many lanes have something under way."""
        return len(self._busy)

    def first(self, lane: str) -> Delivery | None:
        """Return the first delivery of a lane."""
        queue = self._lanes.get(lane)
        return next(iter(queue.values())) if queue else None

    def behind(self, delivery: Delivery) -> list[Delivery]:
        """Return what waits behind the first delivery of its lane."""
        return list(islice(self._lanes.get(delivery.lane, {}).values(), 1, None))

    def add(self, delivery: Delivery) -> bool:
        """Hold a delivery, before those that stand later on its topic; False if it is held already.

        Nothing is put before one that is under way.
        """
        if delivery.id in self._lane_of:
            return False
        queue = self._lanes.setdefault(delivery.lane, OrderedDict())
        self._lane_of[delivery.id] = delivery.lane
        alone = not queue
        latest = self._latest.setdefault(delivery.lane, {})
        topic, _, offset = delivery.position
        queue[delivery.id] = delivery
        if alone:
            self._schedule(delivery)
        elif offset < latest.get(topic, -1):
            self._put_in_order(delivery, queue)
        latest[topic] = max(latest.get(topic, -1), offset)
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

    def also(
        self, first: Delivery, belongs: Callable[[Delivery], bool], most: int
    ) -> list[Delivery]:
        """Return those right behind a delivery under way that belong with it, up to `most`."""
        batch: list[Delivery] = []
        for delivery in islice(self._lanes.get(first.lane, {}).values(), 1, most + 1):
            if not belongs(delivery):
                break
            batch.append(delivery)
        return batch

    def remove(self, delivery: Delivery) -> None:
        """Hold a delivery no more; if it was the first, the next of its lane may be attempted."""
        lane = self._lane_of.pop(delivery.id, None)
        if lane is None:
            return
        queue = self._lanes[lane]
        was_first = next(iter(queue)) == delivery.id
        del queue[delivery.id]
        if was_first:
            self._busy.discard(lane)
        if not queue:
            del self._lanes[lane]
            del self._latest[lane]
        elif was_first:
            self._schedule(next(iter(queue.values())))

    def put_back(self, delivery: Delivery) -> None:
        """Take what was under way back, as it is now: it will be attempted again when it is due."""
        self.update(delivery)
        self._busy.discard(delivery.lane)
        first = self.first(delivery.lane)
        if first is not None:
            self._schedule(first)

    def update(self, delivery: Delivery) -> None:
        """Replace what is held of a delivery."""
        if delivery.id in self._lane_of:
            self._lanes[delivery.lane][delivery.id] = delivery

    def hurry(self, now: datetime) -> None:
        """Let what failed before be due now."""
        for lane in self._lanes.keys() - self._busy:
            first = self.first(lane)
            if first is not None and first.due_at > now and first.deferral is None:
                hurried = msgspec.structs.replace(first, due_at=now)
                self.update(hurried)
                self._schedule(hurried)

    def drop(self, gone: Callable[[Delivery], bool]) -> None:
        """Forget deliveries that are not under way: another process holds them now."""
        under_way = {lane: next(iter(self._lanes[lane])) for lane in self._busy}
        for delivery in [delivery for delivery in self if gone(delivery)]:
            if under_way.get(delivery.lane) != delivery.id:
                self.remove(delivery)

    def _put_in_order(self, new: Delivery, queue: OrderedDict[str, Delivery]) -> None:
        """Put what was added last before those that stand later: after a crash, or when resent."""
        earlier = list(queue.values())[:-1]
        later = (i for i, each in enumerate(earlier) if _stands_before(new, each))
        index = max(next(later, len(earlier)), new.lane in self._busy)
        queue.clear()
        queue.update((each.id, each) for each in (*earlier[:index], new, *earlier[index:]))
        if index == 0:
            self._schedule(new)

    def _schedule(self, first: Delivery) -> None:
        heapq.heappush(self._due, (first.due_at, next(self._number), first.lane))


def _stands_before(new: Delivery, other: Delivery) -> bool:
    return new.position[0] == other.position[0] and new.position[2] < other.position[2]
