"""The states of the partitions that this worker owns, and their log on Kafka.

A state is in the log, acknowledged, before it is in memory. What a worker takes over it reads from
the log up to an end mark that it has just written itself: an end offset may be wrong (the embedded
broker's is), a message that came back is not. Retained partitions are read on from where they
were, so a rebalance costs only what was really taken over.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.kafka.connection import connection
from services.chassis.settings import ServiceSettings

log = logging.getLogger(__name__)

END_MARK = b"\x00end"
_EMPTY: Mapping[bytes, bytes] = {}
POLL_MILLISECONDS = 500
RECORDS_A_POLL = 20_000
FETCH_BYTES = 8 * 1024 * 1024
STALLED_SECONDS = 60.0


class RecoveryStalledError(RuntimeError):
    """The log of the states could not be read to its end."""


class States:
    """Bytes by partition and key, kept in a compacted topic."""

    def __init__(
        self, topic: str, settings: ServiceSettings, producer: AcknowledgedProducer
    ) -> None:
        self.topic = topic
        self._settings = settings
        self._producer = producer
        self._states: dict[int, dict[bytes, bytes]] = {}
        self._positions: dict[int, int] = {}

    @property
    def partitions(self) -> set[int]:
        """Return the partitions that are held."""
        return set(self._states)

    def load(self, partition: int, key: bytes) -> bytes | None:
        """Return the stored bytes of a state."""
        return self._states.get(partition, _EMPTY).get(key)

    def items(self, partition: int) -> Iterable[tuple[bytes, bytes]]:
        """Return what is stored in a partition."""
        return self._states.get(partition, {}).items()

    def drop(self, partition: int) -> None:
        """Forget a partition that another worker took over."""
        self._states.pop(partition, None)
        self._positions.pop(partition, None)

    async def store(self, changes: Mapping[int, Mapping[bytes, bytes]]) -> None:
        """Write states to the log, wait for the acknowledgement, then hold them in memory."""
        ends = await self._producer.send(
            {
                (self.topic, partition): [Message(key, value, None) for key, value in new.items()]
                for partition, new in changes.items()
            }
        )
        for partition, new in changes.items():
            self._states.setdefault(partition, {}).update(new)
        for (_, partition), end in ends.items():
            self._positions[partition] = end

    async def catch_up(self, partitions: Iterable[int]) -> dict[int, int]:
        """Read each partition to the true end of its log; return how many states were read.

        Raises RecoveryStalledError where the end does not come.
        """
        assigned = sorted(partitions)
        if not assigned:
            return {}
        mark = uuid4().bytes
        await self._producer.send(
            {(self.topic, p): [Message(END_MARK, mark, None)] for p in assigned}
        )
        consumer = AIOKafkaConsumer(
            **connection(self._settings),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=FETCH_BYTES,
            fetch_max_wait_ms=POLL_MILLISECONDS // 5,
        )
        await consumer.start()
        try:
            return await self._read_to(mark, consumer, assigned)
        finally:
            await consumer.stop()

    async def _read_to(self, mark: bytes, consumer: Any, assigned: list[int]) -> dict[int, int]:  # noqa: ANN401 - aiokafka ships no types
        waiting = {TopicPartition(self.topic, partition) for partition in assigned}
        consumer.assign(list(waiting))
        for topic_partition in waiting:
            if topic_partition.partition in self._positions:
                consumer.seek(topic_partition, self._positions[topic_partition.partition])
            else:
                await consumer.seek_to_beginning(topic_partition)
        read = dict.fromkeys(assigned, 0)
        last_progress_at = monotonic()
        while waiting:
            polled = await consumer.getmany(
                *waiting, timeout_ms=POLL_MILLISECONDS, max_records=RECORDS_A_POLL
            )
            for topic_partition, records in polled.items():
                last_progress_at = monotonic()
                partition = topic_partition.partition
                read[partition] += self._apply(partition, records)
                if any(r.key == END_MARK and r.value == mark for r in records):
                    waiting.discard(topic_partition)
            if not polled and monotonic() - last_progress_at > STALLED_SECONDS:
                unfinished = sorted(topic_partition.partition for topic_partition in waiting)
                raise RecoveryStalledError(f"{self.topic}: no end in the partitions {unfinished}")
        return read

    def _apply(self, partition: int, records: Sequence[Any]) -> int:
        new: dict[bytes, bytes] = {}
        removed: set[bytes] = set()
        for record in records:
            if record.key == END_MARK:
                continue
            if record.value is None:
                removed.add(record.key)
                new.pop(record.key, None)
            else:
                new[record.key] = record.value
                removed.discard(record.key)
        states = self._states.setdefault(partition, {})
        for key in removed:
            states.pop(key, None)
        states.update(new)
        self._positions[partition] = records[-1].offset + 1
        return len(new) + len(removed)
