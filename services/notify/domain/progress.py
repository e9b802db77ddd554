"""How far a receiver has come on each partition: what lies before it need not be read again."""

import heapq
from collections.abc import Mapping

Place = tuple[str, int, int]


class Progress:
    """Offsets that were read, and those of which something is still to be handled."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, int], int] = {}
        self._open: dict[tuple[str, int], dict[int, int]] = {}
        self._order: dict[tuple[str, int], list[int]] = {}
        self._kept: dict[tuple[str, int], int] = {}
        self.open = 0

    def began(self, place: Place, deliveries: int) -> None:
        """Note that a message was read, and in how many deliveries it is to be handled."""
        topic, partition, offset = place
        self._next[topic, partition] = offset + 1
        if deliveries:
            self._open.setdefault((topic, partition), {})[offset] = deliveries
            heapq.heappush(self._order.setdefault((topic, partition), []), offset)
            self.open += deliveries

    def done(self, place: Place) -> None:
        """Note that one of the deliveries of a message was handled."""
        topic, partition, offset = place
        left = self._open.get((topic, partition), {})
        if offset not in left:
            return  # its partition was given away meanwhile
        self.open -= 1
        left[offset] -= 1
        if not left[offset]:
            del left[offset]

    def forget(self, topic: str, partition: int) -> None:
        """Forget a partition: another process reads it now."""
        place = (topic, partition)
        self.open -= sum(self._open.pop(place, {}).values())
        for each in (self._next, self._order, self._kept):
            each.pop(place, None)

    def moved(self) -> dict[tuple[str, int], int]:
        """Return the offset to go on from, of each partition where it is not the one `kept`."""
        found: dict[tuple[str, int], int] = {}
        for place, following in self._next.items():
            order, left = self._order.get(place, []), self._open.get(place, {})
            while order and order[0] not in left:
                heapq.heappop(order)
            position = order[0] if order else following
            if self._kept.get(place) != position:
                found[place] = position
        return found

    def kept(self, positions: Mapping[tuple[str, int], int]) -> None:
        """Note the offsets that are kept, so that they are not told again."""
        self._kept.update(positions)
