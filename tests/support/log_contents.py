"""What stands on topics, in a form in which two logs can be compared byte for byte."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from services.chassis.kafka.admin import admin_of
from services.chassis.kafka.connection import connection
from services.chassis.kafka.positions import ends_of
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.fold import Received
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from tests.support.time_limits import until

Row = tuple[int, bytes | None, bytes | None, int]  # partition, key, value, timestamp
Contents = dict[str, list[Row]]


class Input:
    """A message to put on a log, which may be no message at all."""

    def __init__(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, timestamp: int
    ) -> None:
        self.row = (topic, partition, key, value, timestamp)


def put_in_memory(log: MemoryLog, inputs: Iterable[Input]) -> None:
    """Append the inputs."""
    for each in inputs:
        log.append_raw(*each.row)


def put_on_broker(settings: ServiceSettings, inputs: Iterable[Input]) -> None:
    """Publish the inputs as they are, each acknowledged."""
    producer = KafkaProducer(
        **connection(settings),
        max_request_size=4 * 1024 * 1024,
        acks="all",
    )
    sent = []
    for each in inputs:
        topic, partition, key, value, timestamp = each.row
        sent.append(producer.send(topic, value, key, partition=partition, timestamp_ms=timestamp))
    producer.flush()
    for future in sent:
        future.get(10)
    producer.close()


def rows(records: Iterable[Received]) -> list[Row]:
    """Return records in their order, partition by partition."""
    return [
        (record.partition, record.key, record.value, record.timestamp)
        for record in sorted(records, key=lambda r: (r.partition, r.offset))
    ]


def on_broker(settings: ServiceSettings, topics: Sequence[str]) -> Contents:
    """Return what the topics hold now."""
    found: dict[str, list[Received]] = {topic: [] for topic in topics}
    for record in read_from_beginning(settings, topics):
        found[record.topic].append(record)
    return {topic: rows(records) for topic, records in found.items()}


def await_handled(settings: ServiceSettings, stage: Stage[Any], seconds: float) -> None:
    """Wait until a stage's worker has handled all that it reads, and written its views."""
    topics = [topic.name for topic in stage.reads]
    partitions = [
        TopicPartition(name, n) for name in topics for n in range(settings.topic_partitions)
    ]
    with admin_of(settings) as admin:

        def handled() -> bool:
            ends = ends_of(settings, topics)
            committed = admin.list_group_offsets({stage.service: partitions})[stage.service]
            return all(
                max(0, committed[each].offset) >= ends[each.topic][each.partition]
                for each in partitions
            )

        until(handled, seconds)


class Watcher:
    """Counts what arrives on topics, from their beginning."""

    def __init__(self, settings: ServiceSettings, topics: Sequence[str]) -> None:
        self.seen = dict.fromkeys(topics, 0)
        self._consumer = KafkaConsumer(**connection(settings), fetch_max_wait_ms=50)
        places = [
            TopicPartition(topic, partition)
            for topic in topics
            for partition in range(settings.topic_partitions)
        ]
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)

    def await_counts(self, counts: dict[str, int], seconds: float) -> None:
        """Wait until each topic holds so many messages (or more), at most so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(self.seen[topic] >= count for topic, count in counts.items()):
                return
            for place, records in self._consumer.poll(timeout_ms=100).items():
                self.seen[place.topic] += len(records)

    def close(self) -> None:
        """Give the connection back."""
        self._consumer.close()
