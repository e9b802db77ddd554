"""The states of the partitions that this worker owns, and their log on Kafka.

A state is in the log, acknowledged, before it is in the store. What a worker takes over it reads
from the log up to an end mark that it has just written itself: an end offset may be wrong (the
embedded broker's is), a message that came back is not. Retained partitions are read on from where
they were, so a rebalance costs only what was really taken over.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from time import monotonic
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.kafka.connection import connection
from services.chassis.settings import ServiceSettings
from services.chassis.state.store import Changes, StateStore

log = logging.getLogger(__name__)

END_MARK = b"\x00end"
POLL_MILLISECONDS = 500
RECORDS_A_POLL = 20_000
FETCH_BYTES = 8 * 1024 * 1024
STALLED_SECONDS = 60.0
_KEY_AND_VALUE = attrgetter("key", "value")


def log_consumer(settings: ServiceSettings) -> Any:  # noqa: ANN401 - aiokafka ships no types
    """Return the client that reads the log of states; it is yet to be started and assigned."""
    return AIOKafkaConsumer(
        **connection(settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_wait_ms=POLL_MILLISECONDS // 5,
    )


class RecoveryStalledError(RuntimeError):
    """The log of the states could not be read to its end."""


class States:
    """A store of states whose truth is a compacted topic."""

    def __init__(
        self,
        topic: str,
        settings: ServiceSettings,
        producer: AcknowledgedProducer,
        store: StateStore,
    ) -> None:
        self.topic = topic
        self.store = store
        self._settings = settings
        self._producer = producer

    async def write(self, changes: Mapping[int, Changes]) -> None:
        """Write states to the log, wait for the acknowledgement, then put them into the store."""
        ends = await self._producer.send(
            {
                (self.topic, partition): [Message(key, value, None) for key, value in new.items()]
                for partition, new in changes.items()
            }
        )
        for partition, new in changes.items():
            self.store.apply(partition, new, ends.get((self.topic, partition)))

    async def catch_up(self, partitions: Iterable[int]) -> dict[int, int]:
        """Read each partition to the true end of its log; return how many messages were read.

        Raises RecoveryStalledError where the end does not come.
        """
        assigned = sorted(partitions)
        if not assigned:
            return {}
        mark = uuid4().bytes
        ends = await self._producer.send(
            {(self.topic, p): [Message(END_MARK, mark, None)] for p in assigned}
        )
        for (_, partition), end in ends.items():
            if (self.store.position(partition) or 0) >= end:  # no log is shorter than it was
                log.warning("%s/%d is another log than the states are of", self.topic, partition)
                self.store.clear(partition)
        consumer = log_consumer(self._settings)
        await consumer.start()
        try:
            return await self._read_to(mark, consumer, assigned)
        finally:
            await consumer.stop()

    async def _read_to(self, mark: bytes, consumer: Any, assigned: list[int]) -> dict[int, int]:  # noqa: ANN401 - aiokafka ships no types
        waiting = {TopicPartition(self.topic, partition) for partition in assigned}
        consumer.assign(list(waiting))
        for topic_partition in waiting:
            position = self.store.position(topic_partition.partition)
            if position is None:
                await consumer.seek_to_beginning(topic_partition)
            else:
                consumer.seek(topic_partition, position)
        read = dict.fromkeys(assigned, 0)
        last_progress_at = monotonic()
        while waiting:
            polled = await consumer.getmany(
                *waiting, timeout_ms=POLL_MILLISECONDS, max_records=RECORDS_A_POLL
            )
            for topic_partition, records in polled.items():
                last_progress_at = monotonic()
                partition = topic_partition.partition
                count, ended = self._load(partition, records, mark)
                read[partition] += count
                if ended:
                    waiting.discard(topic_partition)
            if not polled and monotonic() - last_progress_at > STALLED_SECONDS:
                unfinished = sorted(topic_partition.partition for topic_partition in waiting)
                raise RecoveryStalledError(f"{self.topic}: no end in the partitions {unfinished}")
        return read

    def _load(self, partition: int, records: Sequence[Any], mark: bytes) -> tuple[int, bool]:
        """Store what was polled; return how many messages it is, and whether the end mark came.

        There may be millions, and marks are rare: they are looked for once one was stored.
        """
        self.store.load(partition, map(_KEY_AND_VALUE, records), records[-1].offset + 1)
        if self.store.head(partition, END_MARK) is None:
            return len(records), False
        self.store.apply(partition, {END_MARK: None})
        marks = [record.value for record in records if record.key == END_MARK]
        return len(records) - len(marks), mark in marks
