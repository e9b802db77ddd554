"""The fold: from a batch of bytes and the states before, to facts, states and views.

Pure and shared by every shell, so that the in-memory log and Kafka can't differ. The shell reads
and writes; it stores a batch's states only after its facts were acknowledged. If anything fails in
between, the fold is thrown away with the shell, and the batch is folded again from the log.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

import msgspec

from schemas.codec import UndecodableError, encode
from schemas.messages import Body, DayBegan, Fact, MessageDeadLettered
from schemas.topics import catalogue, dead_letters_of

from .agenda import Agenda
from .clock import day_of
from .identity import derived_id, partition_of
from .log_messages import (
    OWN_KEYS,
    Outgoing,
    Received,
    day_began,
    dead_letter,
    instant_of,
    outgoing,
    read_fact,
)
from .outcome import Outcome, ViewWrite
from .outcome_facts import OutcomeFacts, Sent
from .stage import Stage
from .state_codec import StateCodec, wake_day

__all__ = ["Batch", "Fold", "Outgoing", "Received", "StateUnreadableError", "day_began"]

S = TypeVar("S")

CACHED_STATES = 50_000
_DAY, _VISITS = OWN_KEYS + b"day:", OWN_KEYS + b"visits:"


class StateUnreadableError(RuntimeError):
    """A stored state is not of this program's type: the worker must not go on with it."""


@dataclass
class Batch:
    """The whole effect of some messages of one partition."""

    publish: list[Outgoing] = field(default_factory=list)
    states: dict[bytes, bytes] = field(default_factory=dict)
    views: list[ViewWrite] = field(default_factory=list)
    dead: list[MessageDeadLettered] = field(default_factory=list)


class _Partition(Generic[S]):
    """What the fold remembers of a partition between batches, and touches in one."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.agenda = Agenda()
        self.day: date | None = None
        self.visits: frozenset[date] = frozenset()  # on which, or for which, all were woken
        self.cache: dict[bytes, tuple[S, date | None]] = {}
        self.touched: dict[bytes, None] = {}


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
        self._held: dict[int, _Partition[S]] = {}
        self._facts = OutcomeFacts(stage.service, partitions)
        self._topics = {topic.name: topic for topic in catalogue()}
        self._dead_letters = dead_letters_of(stage.service)

    def adopt(self, partition: int, stored: Iterable[tuple[bytes, bytes]]) -> None:
        """Take a partition over: build its agenda from the stored states."""
        held = self._held[partition] = _Partition(partition)
        for key, value in stored:
            if not key.startswith(OWN_KEYS):
                held.agenda.put(key, wake_day(value))
        if day := self._load(partition, _own_key(_DAY, partition)):
            held.day = date.fromisoformat(day.decode())
        if visits := self._load(partition, _own_key(_VISITS, partition)):
            held.visits = frozenset(map(date.fromisoformat, visits.decode().split()))

    def drop(self, partition: int) -> None:
        """Forget a partition that another worker took over."""
        self._held.pop(partition, None)

    def fold(self, records: Sequence[Received]) -> Batch:
        """Return the effect of the messages of one partition, in their order."""
        batch = Batch()
        if not records:
            return batch
        held = self._held.setdefault(records[0].partition, _Partition(records[0].partition))
        held.touched.clear()
        for record in records:
            try:
                fact = read_fact(record, self._topics[record.topic], self.partitions)
            except UndecodableError as error:
                self._set_aside(batch, record, error.reason, error.detail)
                continue
            if type(fact.body) is DayBegan:
                self._advance(batch, held, record, fact)
            else:
                self._handle(batch, held, record, fact)
        self._finish(batch, held)
        return batch

    def _handle(self, batch: Batch, held: _Partition[S], record: Received, fact: Fact[Any]) -> None:
        key = record.key or b""
        try:
            today = day_of(fact.known_at)
            if held.day is not None and held.day > today:
                today = held.day
            state = self._state(held, key)
            outcome = self.stage.handlers[type(fact.body)](state, fact, today)
            sent = self._facts.sent(fact, outcome, fact.id)
        except StateUnreadableError:
            raise
        except Exception as error:
            self._set_aside(batch, record, "handler_failed", f"{type(error).__name__}: {error}")
            return
        self._keep(batch, held, key, state, outcome, sent)

    def _state(self, held: _Partition[S], key: bytes) -> S:
        cached = held.cache.get(key)
        if cached is not None:
            return cached[0]
        stored = self._load(held.number, key)
        if stored is None:
            return self.stage.blank(key.decode())
        try:
            return self._codec.decode(stored)
        except (msgspec.DecodeError, ValueError) as error:
            raise StateUnreadableError(f"{self.stage.service}, key {key!r}: {error}") from error

    def _keep(  # noqa: PLR0913, PLR0917 - one step of the fold, with all that it touches
        self,
        batch: Batch,
        held: _Partition[S],
        key: bytes,
        before: S,
        outcome: Outcome[S],
        sent: list[Sent],
    ) -> None:
        for topic, fact, message in sent:
            batch.publish.append(message)
            batch.views.extend(self.stage.view_of_fact(topic, fact))
        if outcome.state is not before or outcome.wake_on != held.agenda.day_of(key):
            held.cache[key] = (outcome.state, outcome.wake_on)
            held.agenda.put(key, outcome.wake_on)
            held.touched[key] = None

    def _finish(self, batch: Batch, held: _Partition[S]) -> None:
        for key in held.touched:
            state, wake_on = held.cache[key]
            batch.states[key] = self._codec.encode(state, wake_on)
            batch.views.extend(self.stage.view_of_state(key.decode(), state))
        if len(held.cache) * len(self._held) > CACHED_STATES:
            held.cache.clear()

    def _advance(
        self, batch: Batch, held: _Partition[S], record: Received, fact: Fact[DayBegan]
    ) -> None:
        """Let the days up to that of `fact` begin, one after the other."""
        target = fact.body.day
        day = target if held.day is None else held.day + timedelta(days=1)
        while day <= target:
            began = day_began(day, held.number)
            self._wake_due(batch, held, record, began)
            for topic in self.stage.relays_days_to:
                batch.publish.append(outgoing(topic, began, encode(began), held.number))
            held.day = day
            batch.states[_own_key(_DAY, held.number)] = day.isoformat().encode()
            day += timedelta(days=1)

    def _wake_due(
        self, batch: Batch, held: _Partition[S], record: Received, began: Fact[DayBegan]
    ) -> None:
        wake, day = self.stage.wake, began.body.day
        if wake is None:
            return
        for key in self._visited(batch, held, day) or held.agenda.due(day):
            subject = key.decode()
            try:
                state = self._state(held, key)
                outcome = wake(state, subject, day)
                sent = self._facts.sent(began, outcome, derived_id(began.id, subject))
                if outcome.wake_on is not None and outcome.wake_on <= day:
                    raise ValueError(f"woken on {day}, asks to be woken on {outcome.wake_on}")
            except StateUnreadableError:
                raise
            except Exception as error:
                detail = f"{subject} on {day}: {type(error).__name__}: {error}"
                self._set_aside(batch, record, "wake_failed", detail, subject)
                held.agenda.put(key, day + timedelta(days=1))
                continue
            self._keep(batch, held, key, state, outcome, sent)

    def _visited(self, batch: Batch, held: _Partition[S], day: date) -> list[bytes]:
        """Return all keys where an edition began that the partition was not visited for."""
        begun = frozenset(first for first in self.stage.visits_everyone_on if first <= day)
        if begun <= held.visits:
            return []
        held.visits |= begun
        days = " ".join(sorted(map(date.isoformat, held.visits)))
        batch.states[_own_key(_VISITS, held.number)] = days.encode()
        return held.agenda.everyone()

    def _set_aside(
        self, batch: Batch, record: Received, reason: str, detail: str, about: str = ""
    ) -> None:
        service = self.stage.service
        body = dead_letter(service, record, reason, detail, self.stage.redact)
        known_at = instant_of(record.timestamp)
        place = (service, record.topic, record.partition, record.offset)
        identity = derived_id("dead-letter", *place, reason, about)
        fact: Fact[Body] = Fact(
            id=identity,
            source=self._facts.source,
            subject=service,
            known_at=known_at,
            occurred_at=known_at,
            correlation_id=identity,
            body=body,
        )
        batch.dead.append(body)
        partition = partition_of(service.encode(), self.partitions)
        batch.publish.append(outgoing(self._dead_letters, fact, encode(fact), partition))


def _own_key(name: bytes, partition: int) -> bytes:
    return name + str(partition).encode()
