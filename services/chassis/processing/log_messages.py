"""Messages as a log holds them: reading them strictly, setting aside what can't be read."""

import base64
import hashlib
import re
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from schemas.codec import FIRST_INSTANT, LAST_INSTANT, UndecodableError, decode
from schemas.messages import Body, DayBegan, Fact, MessageDeadLettered, ReportSubmitted, first_fact
from schemas.messages.day_began import CITY
from schemas.topics import MAXIMUM_MESSAGE_BYTES, Topic
from schemas.vocabulary.personal_data import mask, mask_bytes
from services.chassis.clock import milliseconds, start_of

from .identity import derived_id, partition_of

EXCERPT_BYTES = 1024
MAXIMUM_DETAIL_CHARACTERS = 2000
MAXIMUM_KEY_BYTES = 1024
OWN_KEYS = b"\x00"  # keys of the chassis itself among the states begin with it
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Received(msgspec.Struct, frozen=True):
    """One message as the log holds it. `timestamp` is the log's, in milliseconds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int

    @property
    def position(self) -> str:
        """Return the position of the message: topic/partition/offset."""
        return f"{self.topic}/{self.partition}/{self.offset}"


class Outgoing(msgspec.Struct, frozen=True):
    """One message to publish. `timestamp` is the instant (milliseconds) at which it was known."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    timestamp: int


def read_fact(record: Received, topic: Topic, partitions: int) -> Fact[Any]:
    """Return the fact that a message holds. Raises UndecodableError with the reason."""
    key, value = _sound(record)
    fact = decode(value)
    kind = type(fact.body)
    if kind not in topic.carries:
        raise UndecodableError(
            "wrong_topic", f"{fact.body.event_type()} does not belong on {topic.name}"
        )
    if isinstance(fact.body, ReportSubmitted):  # departments choose their keys, not their names
        if topic.name != f"reports-{fact.body.department}":
            raise UndecodableError(
                "wrong_department", f"{fact.body.department!r} can't report on {topic.name}"
            )
        return _as_reported(record, fact, fact.body.department)
    if fact.subject.encode() != key:
        raise UndecodableError(
            "key_mismatch", f"the key {key!r} is not the subject {fact.subject!r}"
        )
    if kind is not DayBegan and partition_of(key, partitions) != record.partition:
        # Elsewhere it would meet another state of the same enterprise.
        right = partition_of(key, partitions)
        raise UndecodableError("wrong_partition", f"the key {key!r} belongs in partition {right}")
    return fact


def _sound(record: Received) -> tuple[bytes, bytes]:
    """Return key and value of a message that has both, of a size that can be handled."""
    key, value = record.key, record.value
    if key is None:
        raise UndecodableError("no_key", "a message needs a key: it decides the partition")
    if key.startswith(OWN_KEYS):
        raise UndecodableError("bad_key", "a key may not begin with a zero byte")
    if len(key) > MAXIMUM_KEY_BYTES:
        raise UndecodableError("bad_key", f"{len(key)} bytes, {MAXIMUM_KEY_BYTES} are allowed")
    if value is None:
        raise UndecodableError("no_value", "a message without a value says nothing")
    if len(value) > MAXIMUM_MESSAGE_BYTES:
        raise UndecodableError(
            "too_large", f"{len(value)} bytes, {MAXIMUM_MESSAGE_BYTES} are allowed"
        )
    return key, value


def _as_reported(record: Received, fact: Fact[Body], department: str) -> Fact[Body]:
    """Return a department's report as this system takes it.

    It is known when the log took it, whatever its sender says: nobody can report ahead of the day,
    or make it look as if something had been known before. An id that is no UUID may hold anything,
    and stays behind.
    """
    identity = fact.id
    if not _UUID.fullmatch(identity):
        identity = derived_id("report", department, identity)
    return msgspec.structs.replace(
        fact,
        id=identity,
        source=f"/departments/{department}",
        known_at=instant_of(record.timestamp),
        correlation_id=identity,
        causation_id=None,
    )


def seed_of(record: Received, fact: Fact[Any]) -> str:
    """Return what the ids of a message's consequences follow from: its own id.

    Of a department's report also its bytes: a sender who gives two reports one id sent two reports.
    """
    if not isinstance(fact.body, ReportSubmitted):
        return fact.id
    return f"{fact.id} {hashlib.sha256(record.value or b'').hexdigest()}"


def set_aside(
    service: str,
    record: Received,
    reason: str,
    detail: str,
    about: str,
) -> Fact[MessageDeadLettered]:
    """Return the fact that a message can't be handled; its id follows from position and reason."""
    known_at = instant_of(record.timestamp)
    position = (service, record.topic, record.partition, record.offset)
    identity = derived_id("dead-letter", *position, reason, about)
    body = _dead_letter(service, record, reason, detail)
    source = f"/safety-credit/{service}"
    return first_fact(body, identity=identity, source=source, subject=service, known_at=known_at)


def _dead_letter(service: str, record: Received, reason: str, detail: str) -> MessageDeadLettered:
    """Return what is kept of a message that can't be handled, without personal data."""
    key, value = record.key, record.value or b""
    redacted = mask_bytes(value)
    truncated = len(redacted) > MAXIMUM_MESSAGE_BYTES
    excerpt = redacted[:EXCERPT_BYTES] if truncated else redacted
    return MessageDeadLettered(
        service=service,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        reason=reason,
        detail=mask(detail)[:MAXIMUM_DETAIL_CHARACTERS],
        key=None if key is None else base64.b64encode(mask_bytes(key)[:MAXIMUM_KEY_BYTES]).decode(),
        value=None if record.value is None else base64.b64encode(excerpt).decode(),
        size=len(value),
        sha256=hashlib.sha256(value).hexdigest(),
        truncated=truncated,
    )


def day_began(day: date, partition: int) -> Fact[DayBegan]:
    """Return the fact that a day began, for one partition; its id follows from both."""
    identity = derived_id("day-began", day, partition)
    instant = start_of(day)
    source = "/safety-credit/clock"
    return first_fact(
        DayBegan(day=day), identity=identity, source=source, subject=CITY, known_at=instant
    )


def outgoing(topic: Topic, fact: Fact[Body], value: bytes, partition: int) -> Outgoing:
    """Return an encoded fact as the message to publish; a timestamp is never before 1970."""
    timestamp = max(0, milliseconds(fact.known_at))
    return Outgoing(topic.name, partition, fact.subject.encode(), value, timestamp)


def instant_of(timestamp: int) -> datetime:
    """Return the instant of a log's timestamp; the epoch where a stranger sent an absurd one."""
    try:
        instant = datetime.fromtimestamp(timestamp / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return _EPOCH
    return instant if FIRST_INSTANT <= instant < LAST_INSTANT else _EPOCH
