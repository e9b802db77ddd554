"""The fold: from a batch of bytes and the states before, to facts, states and views.

Pure and shared by every shell, so that the in-memory log and Kafka can't differ. The shell reads
and writes; it stores a batch's states only after its facts were acknowledged. If anything fails in
between, the fold is thrown away with the shell, and the batch is folded again from the log.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec

from schemas.codec import UndecodableError, decode, encode
from schemas.messages import Body, DayBegan, Fact, MessageDeadLettered, ReportSubmitted
from schemas.messages.day_began import CITY
from schemas.topics import MAXIMUM_MESSAGE_BYTES, Topic, catalogue, dead_letters_of

from .agenda import Agenda
from .clock import day_of, start_of
from .identity import derived_id, partition_of
from .outcome import Outcome, Publication, Relay, ViewWrite
from .stage import Stage
from .state_codec import StateCodec, wake_day

S = TypeVar("S")

KEPT_BYTES_OF_A_HUGE_MESSAGE = 1024
CACHED_STATES = 50_000
_DAY_KEY = b"\x00day:"


class Received(msgspec.Struct, frozen=True):
    """One message as the log holds it. `timestamp` is the log's, in milliseconds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int


class Outgoing(msgspec.Struct, frozen=True):
    """One message to publish. `timestamp` is the instant (milliseconds) at which it was known."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    timestamp: int


@dataclass
class Batch:
    """The whole effect of some messages of one partition."""

    publish: list[Outgoing] = field(default_factory=list)
    states: dict[bytes, bytes] = field(default_factory=dict)
    views: list[ViewWrite] = field(default_factory=list)
    dead: list[MessageDeadLettered] = field(default_factory=list)


class Fold(Generic[S]):
    """Folds the messages of a stage's partitions.

    `load(partition, key)` returns the stored bytes of a state. `partitions` is the partition count
    that all topics share.
    """

    def __init__(
        self, stage: Stage[S], partitions: int, load: Callable[[int, bytes], bytes | None]
    ) -> None:
        self.stage = stage
        self.partitions = partitions
        self._load = load
        self._codec = StateCodec(stage.state_type)
        self._agendas: dict[int, Agenda] = {}
        self._days: dict[int, date] = {}
        self._cache: dict[bytes, tuple[S, date | None]] = {}
        self._source = f"/safety-credit/{stage.service}"
        self._topics = {topic.name: topic for topic in catalogue()}
        self._dead_letters = dead_letters_of(stage.service)

    def adopt(self, partition: int, stored: Iterable[tuple[bytes, bytes]]) -> None:
        """Take a partition over: build its agenda from the stored states."""
        agenda = self._agendas[partition] = Agenda()
        self._days.pop(partition, None)
        for key, value in stored:
            if not key.startswith(_DAY_KEY):
                agenda.put(key, wake_day(value))
        day = self._load(partition, _day_key(partition))
        if day is not None:
            self._days[partition] = date.fromisoformat(day.decode())

    def drop(self, partition: int) -> None:
        """Forget a partition that another worker took over."""
        self._agendas.pop(partition, None)
        self._days.pop(partition, None)
        self._cache.clear()

    def fold(self, records: Sequence[Received]) -> Batch:
        """Return the effect of the messages of one partition, in their order."""
        batch = Batch()
        touched: dict[bytes, None] = {}
        for record in records:
            try:
                fact = self._decode(record)
            except UndecodableError as error:
                self._set_aside(batch, record, error.reason, error.detail)
                continue
            if isinstance(fact.body, DayBegan):
                self._advance(batch, touched, record, fact)
                continue
            handler = self.stage.handlers[type(fact.body)]
            key = record.key or b""
            today = day_of(fact.known_at)
            today = max(today, self._days.get(record.partition, today))
            try:
                state = self._state(record.partition, key)
                outcome = handler(state, fact, today)
                outgoing = self._outgoing(fact, outcome, fact.id)
            except Exception as error:
                self._set_aside(batch, record, "handler_failed", f"{type(error).__name__}: {error}")
                continue
            self._keep(batch, touched, record.partition, key, state, outcome, outgoing)
        self._finish(batch, touched)
        return batch

    def _decode(self, record: Received) -> Fact[Any]:
        if record.key is None:
            raise UndecodableError("no_key", "a message needs a key: it decides the partition")
        if record.value is None:
            raise UndecodableError("no_value", "a message without a value says nothing")
        if len(record.value) > MAXIMUM_MESSAGE_BYTES:
            raise UndecodableError(
                "too_large", f"{len(record.value)} bytes, {MAXIMUM_MESSAGE_BYTES} are allowed"
            )
        fact = decode(record.value)
        if type(fact.body) not in self._topics[record.topic].carries:
            raise UndecodableError(
                "wrong_topic", f"{fact.body.event_type()} does not belong on {record.topic}"
            )
        if isinstance(fact.body, ReportSubmitted):
            if record.topic != f"reports-{fact.body.department}":
                raise UndecodableError(
                    "wrong_department", f"{fact.body.department!r} can't report on {record.topic}"
                )
        elif fact.subject.encode() != record.key:
            raise UndecodableError(
                "key_mismatch", f"the key {record.key!r} is not the subject {fact.subject!r}"
            )
        return fact

    def _state(self, partition: int, key: bytes) -> S:
        cached = self._cache.get(key)
        if cached is not None:
            return cached[0]
        stored = self._load(partition, key)
        return self._codec.decode(stored) if stored else self.stage.blank(key.decode())

    def _keep(  # noqa: PLR0913, PLR0917 - one step of the fold, with all that it touches
        self,
        batch: Batch,
        touched: dict[bytes, None],
        partition: int,
        key: bytes,
        before: S,
        outcome: Outcome[S],
        outgoing: list[tuple[Topic, Fact[Body], Outgoing]],
    ) -> None:
        for topic, fact, message in outgoing:
            batch.publish.append(message)
            batch.views.extend(self.stage.view_of_fact(topic, fact))
        if outcome.state is not before:
            self._cache[key] = (outcome.state, outcome.wake_on)
            self._agenda(partition).put(key, outcome.wake_on)
            touched[key] = None

    def _finish(self, batch: Batch, touched: dict[bytes, None]) -> None:
        for key in touched:
            state, wake_on = self._cache[key]
            batch.states[key] = self._codec.encode(state, wake_on)
            batch.views.extend(self.stage.view_of_state(key.decode(), state))
        if len(self._cache) > CACHED_STATES:
            self._cache.clear()

    def _advance(
        self, batch: Batch, touched: dict[bytes, None], record: Received, fact: Fact[DayBegan]
    ) -> None:
        """Let the days up to that of `fact` begin, one after the other."""
        partition, target = record.partition, fact.body.day
        before = self._days.get(partition)
        day = target if before is None else before + timedelta(days=1)
        while day <= target:
            began = day_began(day, partition)
            self._wake_due(batch, touched, record, began)
            for topic in self.stage.relays_days_to:
                batch.publish.append(self._message(topic, began, partition))
            self._days[partition] = day
            batch.states[_day_key(partition)] = day.isoformat().encode()
            day += timedelta(days=1)

    def _wake_due(
        self, batch: Batch, touched: dict[bytes, None], record: Received, began: Fact[DayBegan]
    ) -> None:
        wake, day, partition = self.stage.wake, began.body.day, record.partition
        agenda = self._agenda(partition)
        if wake is None:
            return
        for key in agenda.due(day):
            subject = key.decode()
            try:
                state = self._state(partition, key)
                outcome = wake(state, subject, day)
                outgoing = self._outgoing(began, outcome, derived_id(began.id, subject))
                if outcome.wake_on is not None and outcome.wake_on <= day:
                    raise ValueError(f"woken on {day}, asks to be woken on {outcome.wake_on}")
            except Exception as error:
                detail = f"{subject} on {day}: {type(error).__name__}: {error}"
                self._set_aside(batch, record, "wake_failed", detail, subject)
                agenda.put(key, day + timedelta(days=1))
                continue
            self._keep(batch, touched, partition, key, state, outcome, outgoing)

    def _agenda(self, partition: int) -> Agenda:
        return self._agendas.setdefault(partition, Agenda())

    def _outgoing(
        self, cause: Fact[Any], outcome: Outcome[S], seed: str
    ) -> list[tuple[Topic, Fact[Body], Outgoing]]:
        counts: dict[tuple[str, str, str], int] = {}
        result: list[tuple[Topic, Fact[Body], Outgoing]] = []
        # A body that goes to several topics is one fact there, and is encoded once.
        known: dict[tuple[int, str, datetime | None, int], tuple[Fact[Body], Outgoing]] = {}
        for wish in outcome.publish:
            if isinstance(wish, Relay):
                result.append((wish.topic, wish.fact, self._message(wish.topic, wish.fact, None)))
                continue
            place = (wish.topic.name, wish.body.SUBJECT_ACTION, wish.subject)
            ordinal = counts[place] = counts.get(place, -1) + 1
            same = (id(wish.body), wish.subject, wish.occurred_at, ordinal)
            if same in known:
                fact, message = known[same]
                message = msgspec.structs.replace(message, topic=wish.topic.name)
            else:
                fact = self._caused_by(cause, wish, seed, ordinal)
                message = self._message(wish.topic, fact, None)
                known[same] = (fact, message)
            result.append((wish.topic, fact, message))
        return result

    def _caused_by(
        self, cause: Fact[Any], wish: Publication, seed: str, ordinal: int
    ) -> Fact[Body]:
        return Fact(
            id=derived_id(
                seed, self.stage.service, wish.body.SUBJECT_ACTION, wish.subject, ordinal
            ),
            source=self._source,
            subject=wish.subject,
            known_at=cause.known_at,
            occurred_at=wish.occurred_at or cause.occurred_at,
            correlation_id=cause.correlation_id,
            causation_id=cause.id,
            body=wish.body,
        )

    def _message(self, topic: Topic, fact: Fact[Any], partition: int | None) -> Outgoing:
        key = fact.subject.encode()
        if partition is None:
            partition = partition_of(key, self.partitions)
        return Outgoing(topic.name, partition, key, encode(fact), _milliseconds(fact.known_at))

    def _set_aside(
        self, batch: Batch, record: Received, reason: str, detail: str, about: str = ""
    ) -> None:
        value = record.value or b""
        redacted = self.stage.redact(value)
        truncated = len(redacted) > MAXIMUM_MESSAGE_BYTES
        kept = redacted[:KEPT_BYTES_OF_A_HUGE_MESSAGE] if truncated else redacted
        known_at = _instant(record.timestamp)
        place = (self.stage.service, record.topic, record.partition, record.offset)
        body = MessageDeadLettered(
            service=self.stage.service,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
            detail=self.stage.redact(detail.encode()).decode(errors="replace"),
            key=None if record.key is None else _text(self.stage.redact(record.key)),
            value=None if record.value is None else _text(kept),
            size=len(value),
            sha256=hashlib.sha256(value).hexdigest(),
            truncated=truncated,
        )
        identity = derived_id("dead-letter", *place, reason, about)
        fact: Fact[Body] = Fact(
            id=identity,
            source=self._source,
            subject=self.stage.service,
            known_at=known_at,
            occurred_at=known_at,
            correlation_id=identity,
            body=body,
        )
        batch.dead.append(body)
        batch.publish.append(self._message(self._dead_letters, fact, None))


def day_began(day: date, partition: int) -> Fact[DayBegan]:
    """Return the fact that a day began, for one partition; its id follows from both."""
    identity = derived_id("day-began", day, partition)
    instant = start_of(day)
    return Fact(
        id=identity,
        source="/safety-credit/clock",
        subject=CITY,
        known_at=instant,
        occurred_at=instant,
        correlation_id=identity,
        body=DayBegan(day=day),
    )


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _day_key(partition: int) -> bytes:
    return _DAY_KEY + str(partition).encode()


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
