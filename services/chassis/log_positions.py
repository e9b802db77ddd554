"""Reading topics from given positions: whoever reads keeps for itself how far it has read."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TypeVar

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, OffsetOutOfRangeError

from .fold import Received
from .kafka_admin import admin_of
from .kafka_connection import connection
from .kafka_reader import (
    FETCH_MILLISECONDS,
    POLL_MILLISECONDS,
    TopicUnreadableError,
    asked_again,
)
from .reachability import require_kafka
from .settings import ServiceSettings

T = TypeVar("T")
BOOTSTRAP_MILLISECONDS = 5000  # somebody waits for the answer; whoever follows tries again
AWAY_SECONDS = 5.0
_IDENTITY_BYTES = 8
ENDS_SECONDS, QUIET_SECONDS, ENDS_AT_ONCE = 3.0, 0.3, 1000
Place = tuple[str, int]
"""A topic and a partition."""
Positions = Mapping[Place, int]
"""Of each place the offset of the next message to read."""


class PositionsGoneError(RuntimeError):
    """The log no longer holds, or never held, the messages at a position. The text says where."""


class Stretch(msgspec.Struct, frozen=True):
    """Messages that follow on positions, and where one stands after all of them.

    A position may have moved although no message came: not every offset holds one.
    """

    records: list[Received]
    positions: Positions


class PositionedLog:
    """Reads some topics without a group, from wherever it is told; for one thread at a time.

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
        self._at: dict[Place, int] = {}
        try:
            self.places = tuple(place for topic in topics for place in self._places(topic))
        except BaseException:
            self.close()
            raise

    def beginnings(self) -> dict[Place, int]:
        """Return the positions of the oldest messages that the log holds."""
        return self._offsets(self._consumer.beginning_offsets)

    def ends(self, places: Iterable[Place] | None = None) -> dict[Place, int]:
        """Return the positions behind the newest messages, of all places or of some.

        After a reading ask for places of what was read: of other topics the connection may have
        forgotten who has them. The embedded broker may name earlier ones (it counts a batch as one
        message): there is at least as much as this says.
        """
        return self._offsets(self._consumer.end_offsets, places)

    def read(self, positions: Positions, limit: int, wait_seconds: float) -> Stretch:
        """Return up to `limit` messages from positions on, each partition's in its order.

        Returns as soon as there are any, and without any after `wait_seconds`. Only the places that
        are named are read. Raises PositionsGoneError where the log holds nothing at a position, and
        ConnectionError.
        """
        self._stand_at(positions)
        end = monotonic() + wait_seconds
        try:
            while True:
                left = max(0, min(POLL_MILLISECONDS, int((end - monotonic()) * 1000)))
                found = self._consumer.poll(timeout_ms=left, max_records=limit)
                at = {place: self._position(place) for place in positions}
                if found or at != self._at or monotonic() >= end:
                    break
        except OffsetOutOfRangeError as error:
            self._at = {}  # the next reading begins anew
            raise PositionsGoneError(f"not in the log: {error.args[0]}") from error
        except KafkaError as error:
            self._at = {}
            raise ConnectionError(f"the brokers do not answer: {error}") from error
        self._at = at
        return Stretch(
            [
                Received(r.topic, r.partition, r.offset, r.key, r.value, r.timestamp)
                for records in found.values()
                for r in records
            ],
            at,
        )

    def close(self) -> None:
        """Give the connection back."""
        self._consumer.close()

    def _offsets(
        self,
        ask: Callable[[list[TopicPartition]], dict[TopicPartition, int]],
        places: Iterable[Place] | None = None,
    ) -> dict[Place, int]:
        try:
            named = [TopicPartition(*place) for place in places or self.places]
            found = asked_again(lambda: ask(named), AWAY_SECONDS)
        except KafkaError as error:
            raise ConnectionError(f"the brokers do not answer: {error}") from error
        return {(place.topic, place.partition): offset for place, offset in found.items()}

    def _stand_at(self, positions: Positions) -> None:
        if self._at.keys() != positions.keys():
            self._consumer.assign([TopicPartition(*place) for place in positions])
            self._at = {}
        for place, offset in positions.items():
            if self._at.get(place) != offset:
                self._consumer.seek(TopicPartition(*place), offset)
        self._at = dict(positions)

    def _position(self, place: Place) -> int:
        position: int = self._consumer.position(TopicPartition(*place))
        return position

    def _places(self, topic: str) -> list[Place]:
        try:
            partitions = asked_again(
                lambda: self._consumer.partitions_for_topic(topic), AWAY_SECONDS
            )
        except KafkaError as error:
            raise ConnectionError(f"the brokers do not answer: {error}") from error
        if not partitions:
            raise TopicUnreadableError(f"{topic}: not there, or not for who asks (KAFKA_USERNAME)")
        return [(topic, partition) for partition in sorted(partitions)]


def ends_of(settings: ServiceSettings, topics: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return, by topic, the position behind the newest message of each partition.

    Read on from where the broker says that they end, for the embedded one says it too early; where
    messages keep coming, for some seconds. Raises ConnectionError, TopicUnreadableError.
    """
    log = PositionedLog(settings, topics)
    try:
        found: Positions = log.ends()
        until = monotonic() + ENDS_SECONDS
        while (stretch := log.read(found, ENDS_AT_ONCE, QUIET_SECONDS)).records:
            found = stretch.positions
            if monotonic() > until:
                break
    finally:
        log.close()
    ends: dict[str, list[int]] = {}
    for (topic, _), offset in sorted(found.items()):
        ends.setdefault(topic, []).append(offset)
    return {topic: tuple(offsets) for topic, offsets in ends.items()}


def identity_of(settings: ServiceSettings, topics: Iterable[str]) -> bytes:
    """Return what tells topics from others of the same names: brokers give each an id (KIP-516).

    The same for all logs where the brokers give none. Raises ConnectionError.
    """
    try:
        with admin_of(settings) as admin:
            found = admin.describe_topics(list(topics))
    except KafkaError as error:
        raise ConnectionError(f"the brokers do not answer: {error}") from error
    ids = sorted(f"{topic['name']} {topic.get('topic_id')}" for topic in found)
    return hashlib.sha256("\n".join(ids).encode()).digest()[:_IDENTITY_BYTES]


class PositionedLogs:
    """Connections to the log that threads share: as many as are in use at once."""

    def __init__(self, settings: ServiceSettings, topics: Iterable[str]) -> None:
        self._settings = settings
        self._topics = tuple(topics)
        self._idle: SimpleQueue[PositionedLog] = SimpleQueue()

    def use(self, read: Callable[[PositionedLog], T]) -> T:
        """Return what `read` reads by a connection; one on which it fails is given up."""
        try:
            log = self._idle.get_nowait()
        except Empty:
            log = PositionedLog(self._settings, self._topics)
        try:
            result = read(log)
        except BaseException:
            log.close()
            raise
        self._idle.put(log)
        return result

    def close(self) -> None:
        """Give back the connections that nobody uses."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()
