"""Reading outside a worker: a topic from its beginning, or as it grows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from services.chassis.processing.fold import Received
from services.chassis.reachability import require_kafka

from .connection import connection

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

T = TypeVar("T")

# A broker's end offset may lie before the true end (the embedded one counts a batch as one
# record), so the end is believed only after this many polls in a row that brought nothing.
EMPTY_POLLS = 2
POLL_MILLISECONDS = 250
FETCH_MILLISECONDS = 100
STALLED_SECONDS = 30.0
# While a broker of several is away, questions that went to it are asked again: the others answer.
AWAY_SECONDS, AGAIN_SECONDS = 15.0, 0.2


class TopicUnreadableError(RuntimeError):
    """The broker has no such topic, or hides it from who asks."""


class ReadStalledError(RuntimeError):
    """The broker says that there is more, but does not send it."""


def read_from_beginning(
    settings: ServiceSettings, topic: str | Sequence[str]
) -> Iterator[Received]:
    """Yield all messages that are now on topics, partition order kept, without a group.

    Raises NotReachableError, TopicUnreadableError, ReadStalledError.
    """
    topics = [topic] if isinstance(topic, str) else list(topic)
    consumer = _consumer(settings, None)
    try:
        topic_partitions = [
            topic_partition for name in topics for topic_partition in _partitions(consumer, name)
        ]
        consumer.assign(topic_partitions)
        consumer.seek_to_beginning(*topic_partitions)
        ends = retry_while_away(lambda: consumer.end_offsets(topic_partitions))
        empty, last_progress_at = 0, monotonic()
        while empty < EMPTY_POLLS:
            polled = consumer.poll(timeout_ms=POLL_MILLISECONDS)
            for records in polled.values():
                yield from map(_received, records)
            if polled:
                empty, last_progress_at = 0, monotonic()
            elif all(
                consumer.position(topic_partition) >= ends[topic_partition]
                for topic_partition in topic_partitions
            ):
                empty += 1
            elif monotonic() - last_progress_at > STALLED_SECONDS:
                raise ReadStalledError(f"{topics}: nothing came for {STALLED_SECONDS} s")
    finally:
        consumer.close()


def follow(
    settings: ServiceSettings,
    topic: str | Sequence[str],
    group: str | None = None,
    *,
    from_beginning: bool = True,
    stop: Event | None = None,
) -> Generator[Received]:
    """Yield messages as they come, until `stop` is set.

    With a group, a message counts as handled when the next one is asked for: whoever raises while
    handling one gets it again after a restart (at least once). Without a group, nothing is kept.
    `from_beginning` is where a group that has no position yet, or no group, begins.
    """
    topics = [topic] if isinstance(topic, str) else list(topic)
    consumer = _consumer(settings, group, "earliest" if from_beginning else "latest")
    try:
        if group is None:
            topic_partitions = [
                topic_partition
                for name in topics
                for topic_partition in _partitions(consumer, name)
            ]
            consumer.assign(topic_partitions)
            (consumer.seek_to_beginning if from_beginning else consumer.seek_to_end)(
                *topic_partitions
            )
        else:
            consumer.subscribe(topics)
        while stop is None or not stop.is_set():
            polled = consumer.poll(timeout_ms=POLL_MILLISECONDS)
            for records in polled.values():
                for record in records:
                    if stop is not None and stop.is_set():
                        return
                    yield _received(record)
                    if group is not None:
                        _mark(consumer, record)
    finally:
        consumer.close()


def retry_while_away(request: Callable[[], T], seconds: float = AWAY_SECONDS) -> T:
    """Return what `request` does; where a broker is away, ask again for so many seconds.

    kafka-python gives up at the first broker that it can't connect to, though others live.
    Raises the last error of kafka-python.
    """
    from kafka.errors import KafkaError  # noqa: PLC0415 - heavy: only where Kafka is used

    until = monotonic() + seconds
    while True:
        try:
            return request()
        except KafkaError as error:
            if not error.retriable or monotonic() >= until:
                raise
        sleep(AGAIN_SECONDS)


def _mark(consumer: Any, record: Any) -> None:  # noqa: ANN401 - kafka-python ships no types
    from kafka import TopicPartition  # noqa: PLC0415 - heavy: only where Kafka is used
    from kafka.structs import OffsetAndMetadata  # noqa: PLC0415 - as above

    topic_partition = TopicPartition(record.topic, record.partition)
    consumer.commit({topic_partition: OffsetAndMetadata(record.offset + 1, "", -1)})


def _partitions(consumer: Any, topic: str) -> list[Any]:  # noqa: ANN401 - kafka-python ships no types
    from kafka import TopicPartition  # noqa: PLC0415 - heavy: only where Kafka is used

    partitions = retry_while_away(lambda: consumer.partitions_for_topic(topic))
    if not partitions:
        raise TopicUnreadableError(f"{topic}: not there, or not for who asks (KAFKA_USERNAME)")
    return [TopicPartition(topic, partition) for partition in sorted(partitions)]


def _consumer(settings: ServiceSettings, group: str | None, reset: str = "earliest") -> Any:  # noqa: ANN401 - kafka-python ships no types
    from kafka import KafkaConsumer  # noqa: PLC0415 - heavy: only where Kafka is used

    require_kafka(settings)
    session = int(settings.kafka_session_timeout_seconds * 1000)
    return KafkaConsumer(
        **connection(settings),
        client_id="safety-credit-reader",
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset=reset,
        fetch_max_wait_ms=FETCH_MILLISECONDS,
        session_timeout_ms=session,
        heartbeat_interval_ms=session // 5,
        # A joining member waits for half of this on the embedded broker.
        max_poll_interval_ms=max(session, int(settings.kafka_rebalance_timeout_seconds * 1000)),
    )


def _received(record: Any) -> Received:  # noqa: ANN401 - kafka-python ships no types
    return Received(
        record.topic, record.partition, record.offset, record.key, record.value, record.timestamp
    )
