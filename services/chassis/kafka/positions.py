"""Reading topics from given positions: whoever reads keeps for itself how far it has read."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from time import monotonic, sleep
from typing import TypeVar

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import (
    KafkaError,
    LeaderNotAvailableError,
    OffsetOutOfRangeError,
    TopicAuthorizationFailedError,
)

from services.chassis.processing.fold import Received
from services.chassis.reachability import require_kafka
from services.chassis.settings import ServiceSettings

from .admin import admin_of
from .connection import connection
from .errors import PositionsGoneError, TopicUnreadableError

T = TypeVar("T")
BOOTSTRAP_MILLISECONDS = 5000  # somebody waits for the answer; whoever follows tries again
POLL_MILLISECONDS = 250
FETCH_MILLISECONDS = 100
# While a broker of several is away, questions that went to it are asked again: the others answer.
AWAY_SECONDS, AGAIN_SECONDS = 5.0, 0.2
_IDENTITY_BYTES = 8
ENDS_SECONDS, QUIET_SECONDS, ENDS_AT_ONCE = 3.0, 0.3, 1000
Partition = tuple[str, int]
"""Topic and number of a partition."""
Positions = Mapping[Partition, int]
"""By partition, the offset of the next message to read."""


class Stretch(msgspec.Struct, frozen=True):
    """Messages that follow on positions, and the positions after all of them.

    A position may have moved although no message came: not every offset holds one.
    """

    records: list[Received]
    positions: Positions


class PositionedLog:
    """Reads some topics without a group, from the positions given to `read`; for one thread.

    Raises ConnectionError where no broker answers, TopicUnreadableError where there is no topic.
    """

    def __init__(self, settings: ServiceSettings, topics: Iterable[str]) -> None:
        require_kafka(settings)
        try:
            self._consumer = KafkaConsumer(
                **connection(settings),
                client_id="safety-credit-positions",
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="none",  # a gap is told, never jumped over
                fetch_max_wait_ms=FETCH_MILLISECONDS,
                bootstrap_timeout_ms=BOOTSTRAP_MILLISECONDS,
            )
        except KafkaError as error:
            raise ConnectionError(f"the brokers can't be reached: {error}") from error
        self._at: dict[Partition, int] = {}
        try:
            self.partitions = tuple(
                partition for topic in topics for partition in self._partitions_of(topic)
            )
        except BaseException:
            self.close()
            raise

    def beginnings(self) -> dict[Partition, int]:
        """Return the positions of the oldest messages that the log holds."""
        return self._offsets(self._consumer.beginning_offsets)

    def ends(self, partitions: Iterable[Partition] | None = None) -> dict[Partition, int]:
        """Return the positions behind the newest messages, of all partitions or of some.

        After a reading ask for partitions that were read: of other topics the connection may have
        forgotten which broker has them. The embedded broker may give earlier positions (it counts a
        batch as one message), never later ones.
        """
        return self._offsets(self._consumer.end_offsets, partitions)

    def since(self, instant: int) -> dict[Partition, int]:
        """Return where the messages from an instant (ms) on begin; of none: where the log ends."""
        ends = self.ends()

        def first(named: list[TopicPartition]) -> dict[TopicPartition, int]:
            found = self._consumer.offsets_for_times(dict.fromkeys(named, instant))
            return {each: at.offset if (at := found.get(each)) else ends[each] for each in named}

        return self._offsets(first)

    def read(self, positions: Positions, limit: int, wait_seconds: float) -> Stretch:
        """Return up to `limit` messages from positions on, each partition's in its order.

        Returns as soon as there are any, and without any after `wait_seconds`. Only the partitions
        in `positions` are read. Raises PositionsGoneError where the log holds nothing at a
        position, and ConnectionError.
        """
        self._stand_at(positions)
        end = monotonic() + wait_seconds
        try:
            while True:
                left = max(0, min(POLL_MILLISECONDS, int((end - monotonic()) * 1000)))
                polled = self._consumer.poll(timeout_ms=left, max_records=limit)
                at = {partition: self._position(partition) for partition in positions}
                if polled or at != self._at or monotonic() >= end:
                    break
        except OffsetOutOfRangeError as error:
            self._at = {}  # the next reading begins anew
            raise PositionsGoneError(f"not in the log: {error.args[0]}") from error
        except KafkaError as error:
            self._at = {}
            raise _failure(error) from error
        self._at = at
        return Stretch(
            [
                Received(r.topic, r.partition, r.offset, r.key, r.value, r.timestamp)
                for records in polled.values()
                for r in records
            ],
            at,
        )

    def close(self) -> None:
        """Give the connection back."""
        self._consumer.close()

    def _offsets(
        self,
        request: Callable[[list[TopicPartition]], dict[TopicPartition, int]],
        partitions: Iterable[Partition] | None = None,
    ) -> dict[Partition, int]:
        try:
            named = [
                TopicPartition(*topic_partition)
                for topic_partition in partitions or self.partitions
            ]
            answer = retry_while_away(lambda: _whole(request, named))
        except KafkaError as error:
            raise _failure(error) from error
        return {
            (topic_partition.topic, topic_partition.partition): offset
            for topic_partition, offset in answer.items()
        }

    def _stand_at(self, positions: Positions) -> None:
        if self._at.keys() != positions.keys():
            self._consumer.assign([TopicPartition(*partition) for partition in positions])
            self._at = {}
        for partition, offset in positions.items():
            if self._at.get(partition) != offset:
                self._consumer.seek(TopicPartition(*partition), offset)
        self._at = dict(positions)

    def _position(self, partition: Partition) -> int:
        position: int = self._consumer.position(TopicPartition(*partition))
        return position

    def _partitions_of(self, topic: str) -> list[Partition]:
        try:
            partitions = retry_while_away(lambda: self._consumer.partitions_for_topic(topic))
        except KafkaError as error:
            raise _failure(error) from error
        if not partitions:
            raise TopicUnreadableError(f"{topic}: not there, or not for who asks (KAFKA_USERNAME)")
        return [(topic, partition) for partition in sorted(partitions)]


def _whole(
    request: Callable[[list[TopicPartition]], dict[TopicPartition, int]],
    named: list[TopicPartition],
) -> dict[TopicPartition, int]:
    """Return the offsets of all partitions that are named.

    kafka-python leaves out those whose leader it does not know: they would be taken for empty.
    Raises LeaderNotAvailableError, which it takes for passing.
    """
    answer = request(named)
    if missing := [each for each in named if each not in answer]:
        raise LeaderNotAvailableError(f"no leader is known of {missing}")
    return answer


def _failure(error: KafkaError) -> Exception:
    if isinstance(error, TopicAuthorizationFailedError):
        return TopicUnreadableError(f"not for who asks (KAFKA_USERNAME): {error}")
    return ConnectionError(f"the brokers do not answer: {error}")


def retry_while_away(request: Callable[[], T], seconds: float = AWAY_SECONDS) -> T:
    """Return what `request` does; where a broker is away, ask again for so many seconds.

    kafka-python gives up at the first broker that it can't connect to, though others live.
    Raises the last error of kafka-python.
    """
    until = monotonic() + seconds
    while True:
        try:
            return request()
        except KafkaError as error:
            if not error.retriable or monotonic() >= until:
                raise
        sleep(AGAIN_SECONDS)


def ends_of(settings: ServiceSettings, topics: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return, by topic, the position behind the newest message of each partition.

    Read on from where the broker says that they end, for the embedded one says it too early; where
    messages keep coming, for some seconds. Raises ConnectionError, TopicUnreadableError.
    """
    log = PositionedLog(settings, topics)
    try:
        reached: Positions = log.ends()
        until = monotonic() + ENDS_SECONDS
        while (stretch := log.read(reached, ENDS_AT_ONCE, QUIET_SECONDS)).records:
            reached = stretch.positions
            if monotonic() > until:
                break
    finally:
        log.close()
    ends: dict[str, list[int]] = {}
    for (topic, _), offset in sorted(reached.items()):
        ends.setdefault(topic, []).append(offset)
    return {topic: tuple(offsets) for topic, offsets in ends.items()}


def identity_of(settings: ServiceSettings, topics: Iterable[str]) -> bytes:
    """Return what tells topics from others of the same names: brokers give each an id (KIP-516).

    The same for all logs where the brokers give none. Raises ConnectionError.
    """
    try:
        with admin_of(settings) as admin:
            descriptions = admin.describe_topics(list(topics))
    except KafkaError as error:
        raise _failure(error) from error
    ids = sorted(f"{topic['name']} {topic.get('topic_id')}" for topic in descriptions)
    return hashlib.sha256("\n".join(ids).encode()).digest()[:_IDENTITY_BYTES]
