"""An honest log in memory: partitions, offsets, groups, states; the same fold as on Kafka."""

from collections.abc import Iterable, Sequence
from typing import Any

from schemas.topics import Topic
from services.chassis.state.codec import StateCodec
from services.chassis.state.store import MemoryStore, StateStore
from services.chassis.views.store import MemoryViews

from .fold import Fold, Outgoing, Received
from .identity import partition_of
from .stage import Stage


class MemoryLog:
    """Topics of `partitions` partitions each; what is appended stays at its offset."""

    def __init__(self, partitions: int = 1) -> None:
        self.partitions = partitions
        self._logs: dict[tuple[str, int], list[Received]] = {}

    def append(self, message: Outgoing) -> Received:
        """Append a message and return it as a reader will see it."""
        return self.append_raw(
            message.topic, message.partition, message.key, message.value, message.timestamp
        )

    def append_raw(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, timestamp: int
    ) -> Received:
        """Append bytes that may be no message at all (as strangers may publish them)."""
        log = self._logs.setdefault((topic, partition), [])
        record = Received(topic, partition, len(log), key, value, timestamp)
        log.append(record)
        return record

    def publish(self, topic: Topic, key: bytes, value: bytes, timestamp: int) -> Received:
        """Append to the partition of the key."""
        partition = partition_of(key, self.partitions)
        return self.append_raw(topic.name, partition, key, value, timestamp)

    def read(self, topic: str, partition: int, start: int, most: int) -> Sequence[Received]:
        """Return at most `most` messages from offset `start`."""
        return self._logs.get((topic, partition), [])[start : start + most]

    def all(self, topic: str) -> list[Received]:
        """Return a topic's messages, partition by partition."""
        return [
            record
            for partition in range(self.partitions)
            for record in self._logs.get((topic, partition), [])
        ]

    def topics(self) -> Iterable[str]:
        """Return the names of the topics that hold something."""
        return sorted({topic for topic, _ in self._logs})


class MemoryWorker:
    """Runs one stage on a log, with its positions, states and views in memory."""

    def __init__(
        self,
        stage: Stage[Any],
        log: MemoryLog,
        batch: int = 1000,
        store: StateStore | None = None,
    ) -> None:
        self.stage = stage
        self.log = log
        self.batch = batch
        self.store: StateStore = MemoryStore() if store is None else store
        self.views = MemoryViews()
        self._positions: dict[tuple[str, int], int] = {}
        self._fold = Fold(stage, log.partitions, self.store)

    @property
    def states(self) -> dict[tuple[int, bytes], bytes]:
        """Return all that is stored, by partition and stored key."""
        return {
            (partition, key): value
            for partition in self.store.partitions
            for key, value in self.store.stored(partition)
        }

    def state(self, partition: int, key: bytes) -> Any:  # noqa: ANN401 - of the stage's type
        """Return a state as it is stored, or as it begins."""
        codec: StateCodec[Any] = StateCodec(self.stage.state_type, self.stage.layout)
        head, rows = self.store.head(partition, key), codec.stored_rows(self.store, partition, key)
        return self.stage.blank(key.decode()) if head is None else codec.decode(head, rows)

    def restart(self) -> None:
        """Forget all but states and positions, as a crash between batches would."""
        self._fold = Fold(self.stage, self.log.partitions, self.store)
        for partition in range(self.log.partitions):
            self._fold.adopt(partition)

    def run(self) -> int:
        """Handle what is there, and return how many messages that were."""
        handled = 0
        for topic in self.stage.reads:
            for partition in range(self.log.partitions):
                handled += self._run_partition(topic.name, partition)
        return handled

    def _run_partition(self, topic: str, partition: int) -> int:
        log_partition = (topic, partition)
        handled = 0
        while records := self.log.read(
            topic, partition, self._positions.get(log_partition, 0), self.batch
        ):
            effect = self._fold.fold(records)
            for message in effect.publish:
                self.log.append(message)
            self.store.apply(partition, effect.states)
            self.views.apply(effect.views)
            self._positions[log_partition] = records[0].offset + effect.handled
            handled += effect.handled
        return handled


def run_until_quiet(workers: Sequence[MemoryWorker]) -> None:
    """Run the workers in turn until none finds anything to do."""
    while sum([worker.run() for worker in workers]):
        continue
