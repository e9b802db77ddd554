"""Reading and publishing on a log in memory, in the forms that the commands use on Kafka."""

from collections.abc import Callable, Iterable

from services.chassis.processing.fold import Received
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker


def reading(log: MemoryLog, *workers: MemoryWorker) -> Callable[[str], Iterable[Received]]:
    """Return a function that gives all messages of a topic; `<service>-states` are the states."""

    def read(topic: str) -> Iterable[Received]:
        for worker in workers:
            if topic == f"{worker.stage.service}-states":
                states = worker.states.items()
                return [
                    Received(topic, partition, offset, key, value, 0)
                    for offset, ((partition, key), value) in enumerate(states)
                ]
        return log.all(topic)

    return read


class MemoryPublisher:
    """Publishes to a log in memory, at the flush."""

    def __init__(self, log: MemoryLog) -> None:
        self.log = log
        self.pending: list[tuple[str, int, bytes, bytes, int]] = []

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        """Hand a message over."""
        place = partition_of(key, self.log.partitions) if partition is None else partition
        self.pending.append((topic, place, key, value, timestamp))

    def flush(self) -> None:
        """Append what was handed over."""
        pending, self.pending = self.pending, []
        for message in pending:
            self.log.append_raw(*message)
