"""What a process outside a worker needs of a log: to publish, and to know that it was kept."""

from typing import Protocol


class Publishing(Protocol):
    """Publisher (services.chassis.kafka_producer) keeps it; so do logs in tests."""

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        """Hand a message over. `timestamp` is in milliseconds."""

    def flush(self) -> None:
        """Wait until all that was published is acknowledged; raise if something is not."""
