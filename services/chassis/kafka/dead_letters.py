"""Dead letters: what could not be handled, listed, and published again when the cause is mended."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import msgspec

from schemas.codec import UndecodableError, decode, encode
from schemas.messages import DayBegan, Fact, MessageDeadLettered, MessageReplayed
from schemas.topics import dead_letters_of
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import Received
from services.chassis.processing.identity import derived_id

Read = Callable[[str], Iterable[Received]]


class NotReplayableError(ValueError):
    """A dead letter that can't be published again as it is. The text says what to do instead."""


class Publishes(Protocol):
    """What replaying needs of a publisher."""

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        """Hand a message over."""

    def flush(self) -> None:
        """Wait until all that was published is acknowledged."""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter, when its message was known, and when it was published again."""

    id: str
    known_at: datetime
    body: MessageDeadLettered
    replayed_at: tuple[datetime, ...] = ()

    @property
    def position(self) -> str:
        """Return the message's position: topic/partition/offset."""
        return f"{self.body.topic}/{self.body.partition}/{self.body.offset}"

    @property
    def value(self) -> bytes | None:
        """Return what was kept of the message (its personal data masked)."""
        return None if self.body.value is None else base64.b64decode(self.body.value)

    @property
    def key(self) -> bytes | None:
        """Return the message's key."""
        return None if self.body.key is None else base64.b64decode(self.body.key)


def dead_letters(records: Mapping[str, Iterable[Received]]) -> list[DeadLetter]:
    """Return dead letters, each once, in the order in which they were known.

    `records` are the messages on the topic of dead letters of each service.
    """
    facts: dict[str, Fact[MessageDeadLettered]] = {}
    replays: dict[str, dict[str, datetime]] = {}
    for of_service in records.values():
        for fact in _facts(of_service):
            body = fact.body
            if isinstance(body, MessageReplayed):
                replays.setdefault(body.dead_letter, {})[fact.id] = fact.known_at
            elif isinstance(body, MessageDeadLettered):
                facts[fact.id] = fact
    letters = [
        DeadLetter(
            id=identity,
            known_at=fact.known_at,
            body=fact.body,
            replayed_at=tuple(sorted(replays.get(identity, {}).values())),
        )
        for identity, fact in facts.items()
    ]
    return sorted(letters, key=lambda letter: (letter.known_at, letter.position, letter.id))


def _facts(records: Iterable[Received]) -> Iterator[Fact]:  # type: ignore[type-arg] # of any body
    for record in records:
        try:
            yield decode(record.value or b"")
        except UndecodableError:
            continue  # a stranger's bytes on the dead letters' topic are no dead letter


def replay(letter: DeadLetter, publisher: Publishes, read: Read, now: datetime) -> None:
    """Publish the original bytes and key at the end of the original topic, and record that.

    Raises NotReplayableError where that would not be the message that came, or would not help.
    """
    body = letter.body
    key, value = _original(letter, read)
    timestamp = milliseconds(letter.known_at)
    publisher.publish(body.topic, key, value, timestamp)
    publisher.flush()
    fact: Fact[MessageReplayed] = Fact(
        id=derived_id("replay", letter.id, now.isoformat()),
        source="/safety-credit/dead-letters",
        subject=body.service,
        known_at=now,
        occurred_at=now,
        correlation_id=letter.id,
        causation_id=letter.id,
        body=MessageReplayed(dead_letter=letter.id, topic=body.topic),
    )
    topic = dead_letters_of(body.service).name
    publisher.publish(topic, body.service.encode(), encode(fact), milliseconds(now))
    publisher.flush()


def _original(letter: DeadLetter, read: Read) -> tuple[bytes, bytes]:
    key, value, body = letter.key, letter.value, letter.body
    if body.truncated:
        raise NotReplayableError(
            f"only its first bytes are kept. The whole ({body.size} bytes) stands at"
            f" {letter.position} until that topic's retention ends, and is too large to be handled:"
            " let its sender split it"
        )
    if key is None or value is None:
        missing = "key" if key is None else "value"
        raise NotReplayableError(f"it has no {missing}; its sender has to send it again with one")
    if sha256(value).hexdigest() != body.sha256:
        value = _original_value(letter, read)  # what is kept has its personal data masked
    if _is_day(value):
        raise NotReplayableError(
            "a day begins once; what was to be woken on it is woken again on each later day"
        )
    return key, value


def _original_value(letter: DeadLetter, read: Read) -> bytes:
    body = letter.body
    for record in read(body.topic):
        if (record.partition, record.offset) == (body.partition, body.offset):
            value = record.value or b""
            if sha256(value).hexdigest() == body.sha256:
                return value
    raise NotReplayableError(
        f"its personal data is masked here, and {letter.position} no longer holds the original: its"
        " sender has to send it again"
    )


def _is_day(value: bytes) -> bool:
    try:
        return isinstance(decode(value).body, DayBegan)
    except UndecodableError:
        return False
