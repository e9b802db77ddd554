"""The offset of each partition before which all messages of a receiver are handled."""

import heapq
from collections.abc import Mapping

Position = tuple[str, int, int]


class Progress:
    """Offsets that were read, and those of which something is still to be handled."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, int], int] = {}
        self._open: dict[tuple[str, int], dict[int, int]] = {}
        self._order: dict[tuple[str, int], list[int]] = {}
        self._committed: dict[tuple[str, int], int] = {}
        self.open = 0

    def began(self, position: Position, deliveries: int) -> None:
        """Note that a message was read, and in how many deliveries it is to be handled."""
        topic, partition, offset = position
        self._next[topic, partition] = offset + 1
        if deliveries:
            self._open.setdefault((topic, partition), {})[offset] = deliveries
            heapq.heappush(self._order.setdefault((topic, partition), []), offset)
            self.open += deliveries

    def done(self, position: Position) -> None:
        """Note that one of the deliveries of a message was handled."""
        topic, partition, offset = position
        left = self._open.get((topic, partition), {})
        if offset not in left:
            return  # its partition was revoked meanwhile
        self.open -= 1
        left[offset] -= 1
        if not left[offset]:
            del left[offset]

    def forget(self, topic: str, partition: int) -> None:
        """Forget a partition: another process reads it now."""
        topic_partition = (topic, partition)
        self.open -= sum(self._open.pop(topic_partition, {}).values())
        for each in (self._next, self._order, self._committed):
            each.pop(topic_partition, None)

    def moved(self) -> dict[tuple[str, int], int]:
        """Return the offset to commit, of each partition where it is not `committed` already."""
        positions: dict[tuple[str, int], int] = {}
        for partition, following in self._next.items():
            order, left = self._order.get(partition, []), self._open.get(partition, {})
            while order and order[0] not in left:
                heapq.heappop(order)
            offset = order[0] if order else following
            if self._committed.get(partition) != offset:
                positions[partition] = offset
        return positions

    def committed(self, positions: Mapping[tuple[str, int], int]) -> None:
        """Note the offsets that were committed, so that `moved` does not return them again."""
        self._committed.update(positions)
