"""Publishing outside a worker: every message is acknowledged, or `flush` says which was not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from schemas.topics import MAXIMUM_MESSAGE_BYTES
from services.chassis.processing.identity import partition_of
from services.chassis.processing.publishing import FlushedAtTheEnd
from services.chassis.reachability import require_kafka

from .connection import connection

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

ACKNOWLEDGE_SECONDS = 30.0


class NotAcknowledgedError(RuntimeError):
    """The broker did not acknowledge some message. The text names the first, `where` its topic."""

    def __init__(self, text: str, where: str = "") -> None:
        super().__init__(text)
        self.where = where


class Publisher(FlushedAtTheEnd):
    """Publishes to the partition of the key, as the workers do.

    `timeout_seconds` is how long a message may take until the broker has acknowledged it. Raises
    NotReachableError where no broker answers.
    """

    def __init__(
        self, settings: ServiceSettings, timeout_seconds: float = ACKNOWLEDGE_SECONDS
    ) -> None:
        from kafka import KafkaProducer  # noqa: PLC0415 - heavy: only where Kafka is used

        require_kafka(settings)
        self._timeout_seconds = timeout_seconds
        self._partitions = settings.topic_partitions
        self._pending: list[tuple[str, bytes, Any]] = []
        self._producer = KafkaProducer(
            **connection(settings),
            client_id="safety-credit-publisher",
            acks="all",
            linger_ms=5,
            batch_size=256 * 1024,
            max_request_size=4 * MAXIMUM_MESSAGE_BYTES,
            request_timeout_ms=int(timeout_seconds * 500),
            delivery_timeout_ms=int(timeout_seconds * 1000),
            max_block_ms=int(timeout_seconds * 1000),
        )

    def publish(
        self,
        topic: str,
        key: bytes,
        value: bytes | None,
        timestamp: int,
        partition: int | None = None,
    ) -> None:
        """Hand a message over. `timestamp` is in milliseconds. Call `flush` before you rely on it.

        `value` None erases the key from a compacted topic.

        Raises an error of kafka-python at once where the message can't be sent at all.
        """
        if partition is None:
            partition = partition_of(key, self._partitions)
        sent = self._producer.send(
            topic, value=value, key=key, partition=partition, timestamp_ms=timestamp
        )
        self._pending.append((topic, key, sent))

    def flush(self) -> None:
        """Wait until all that was published is acknowledged; raises NotAcknowledgedError if not."""
        from kafka.errors import KafkaTimeoutError  # noqa: PLC0415 - heavy: only where Kafka is used

        with suppress(KafkaTimeoutError):  # then what is not acknowledged is told below
            self._producer.flush(timeout=self._timeout_seconds * 2)
        pending, self._pending = self._pending, []
        failed = [entry for entry in pending if not entry[2].succeeded()]
        if failed:
            topic, key, sent = failed[0]
            raise NotAcknowledgedError(
                f"{len(failed)} of {len(pending)} messages; the first is on {topic} with the key "
                f"{key!r}: {sent.exception}",
                topic,
            ) from sent.exception

    def close(self) -> None:
        """Give the connection back. What was not flushed may be lost."""
        self._producer.close(timeout=self._timeout_seconds)
