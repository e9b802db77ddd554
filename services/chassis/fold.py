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
from schemas.messages import DayBegan, Fact, MessageDeadLettered
from schemas.topics import catalogue, dead_letters_of

from .clock import day_of
from .identity import derived_id, partition_of
from .log_messages import (
    Outgoing,
    Received,
    day_began,
    outgoing,
    read_fact,
    seed_of,
    set_aside,
)
from .outcome import Outcome, ViewWrite
from .outcome_facts import OutcomeFacts, Sent
from .partition_memory import PartitionMemory
from .stage import Stage
from .state_codec import LARGEST_STATE, StateCodec, StateTooLargeError, StateUnreadableError

__all__ = ["Batch", "Fold", "Outgoing", "Received", "StateUnreadableError", "day_began"]

S = TypeVar("S")

CACHED_STATES = 50_000


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
        self._held: dict[int, PartitionMemory[S]] = {}
        self._facts = OutcomeFacts(stage.service, partitions)
        self._topics = {topic.name: topic for topic in catalogue()}
        self._dead_letters = dead_letters_of(stage.service)
        self._expected: dict[int, list[bytes]] = {}
        for key in map(str.encode, stage.expected_keys):
            self._expected.setdefault(partition_of(key, partitions), []).append(key)

    def adopt(self, partition: int, stored: Iterable[tuple[bytes, bytes]]) -> None:
        """Take a partition over: build its agenda from the stored states."""
        held = self._held[partition] = PartitionMemory(partition)
        held.adopt(stored, self._load)

    def drop(self, partition: int) -> None:
        """Forget a partition that another worker took over."""
        self._held.pop(partition, None)

    def fold(self, records: Sequence[Received]) -> Batch:
        """Return the effect of the messages of one partition, in their order."""
        batch = Batch()
        if not records:
            return batch
        held = self._held.setdefault(records[0].partition, PartitionMemory(records[0].partition))
        for record in records:
            try:
                fact = read_fact(record, self._topics[record.topic], self.partitions)
            except UndecodableError as error:
                self._set_aside(batch, record, error.reason, error.detail)
                continue
            except Exception as error:  # whatever a stranger's bytes may bring about
                self._set_aside(batch, record, "unreadable", f"{type(error).__name__}: {error}")
                continue
            if type(fact.body) is DayBegan:
                self._advance(batch, held, record, fact)
            else:
                self._handle(batch, held, record, fact)
        self._finish(batch, held)
        return batch

    def _handle(
        self, batch: Batch, held: PartitionMemory[S], record: Received, fact: Fact[Any]
    ) -> None:
        key, stored = record.key or b"", None
        try:
            today = day_of(fact.known_at)
            if held.day is not None and held.day > today:
                today = held.day
            state = self._state(held, key)
            outcome = self.stage.handlers[type(fact.body)](state, fact, today)
            sent = self._facts.sent(fact, outcome, seed_of(record, fact))
            if held.grow(key, record.value or b"") > LARGEST_STATE:
                stored = self._codec.storable(outcome.state, outcome.wake_on)
                held.sizes[key] = len(stored)
        except StateUnreadableError:
            raise
        except StateTooLargeError as error:
            self._set_aside(batch, record, "state_too_large", str(error), fact=fact)
            return
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            self._set_aside(batch, record, "handler_failed", detail, fact=fact)
            return
        self._keep(batch, held, key, state, outcome, sent, stored)

    def _state(self, held: PartitionMemory[S], key: bytes) -> S:
        cached = held.cache.get(key)
        if cached is not None:
            return cached[0]
        stored = self._load(held.number, key)
        if stored is None:
            return self.stage.blank(key.decode())
        held.sizes[key] = len(stored)
        try:
            return self._codec.decode(stored)
        except (msgspec.DecodeError, ValueError) as error:
            raise StateUnreadableError(f"{self.stage.service}, key {key!r}: {error}") from error

    def _keep(  # noqa: PLR0913, PLR0917 - one step of the fold, with all that it touches
        self,
        batch: Batch,
        held: PartitionMemory[S],
        key: bytes,
        before: S,
        outcome: Outcome[S],
        sent: list[Sent],
        stored: bytes | None,
    ) -> None:
        for topic, fact, message in sent:
            batch.publish.append(message)
            batch.views.extend(self.stage.view_of_fact(topic, fact))
        if outcome.state is not before or outcome.wake_on != held.agenda.day_of(key):
            held.cache[key] = (outcome.state, outcome.wake_on)
            held.agenda.put(key, outcome.wake_on)
            held.touched[key] = stored

    def _finish(self, batch: Batch, held: PartitionMemory[S]) -> None:
        for key, stored in held.touched.items():
            state, wake_on = held.cache[key]
            value = batch.states[key] = stored or self._codec.encode(state, wake_on)
            held.sizes[key] = len(value)
            batch.views.extend(self.stage.view_of_state(key.decode(), state))
        held.touched.clear()
        if len(held.cache) * len(self._held) > CACHED_STATES:
            held.forget()

    def _advance(
        self, batch: Batch, held: PartitionMemory[S], record: Received, fact: Fact[DayBegan]
    ) -> None:
        """Let the days up to that of `fact` begin, one after the other."""
        target = fact.body.day
        if not held.may_begin(target):
            self._set_aside(batch, record, "absurd_day", f"{target} after {held.day}")
            return
        day = target if held.day is None else held.day + timedelta(days=1)
        while day <= target:
            began = day_began(day, held.number)
            self._wake_due(batch, held, record, began)
            for topic in self.stage.relays_days_to:
                batch.publish.append(outgoing(topic, began, encode(began), held.number))
            batch.states.update([held.begin(day)])
            day += timedelta(days=1)

    def _wake_due(
        self, batch: Batch, held: PartitionMemory[S], record: Received, began: Fact[DayBegan]
    ) -> None:
        wake, day = self.stage.wake, began.body.day
        if wake is None:
            return
        for key in self._unheard_of(held):
            held.agenda.put(key, day)
        for key in self._visited(batch, held, day) or held.agenda.due(day):
            subject, stored = key.decode(), None
            try:
                state = self._state(held, key)
                outcome = wake(state, subject, began)
                sent = self._facts.sent(began, outcome, derived_id(began.id, subject))
                if outcome.wake_on is not None and outcome.wake_on <= day:
                    raise ValueError(f"woken on {day}, asks to be woken on {outcome.wake_on}")
                if outcome.state is not state:  # what it grows by, no message tells
                    stored = self._codec.storable(outcome.state, outcome.wake_on)
                    held.sizes[key] = len(stored)
            except StateUnreadableError:
                raise
            except Exception as error:
                detail = f"{subject} on {day}: {type(error).__name__}: {error}"
                self._set_aside(batch, record, "wake_failed", detail, subject)
                held.agenda.put(key, day + timedelta(days=1))
                continue
            self._keep(batch, held, key, state, outcome, sent, stored)

    def _unheard_of(self, held: PartitionMemory[S]) -> list[bytes]:
        """Return the expected keys for which nothing has come, nor was anything done."""
        return [k for k in self._expected.get(held.number, ()) if not held.agenda.knows(k)]

    def _visited(self, batch: Batch, held: PartitionMemory[S], day: date) -> list[bytes]:
        """Return all keys where an edition began that the partition was not visited for."""
        begun = frozenset(first for first in self.stage.visits_everyone_on if first <= day)
        if begun <= held.visits:
            return []
        batch.states.update([held.visit(begun)])
        return held.agenda.everyone()

    def _set_aside(  # noqa: PLR0913, PLR0917 - where the message stood, and what was wrong
        self,
        batch: Batch,
        record: Received,
        reason: str,
        detail: str,
        about: str = "",
        fact: Fact[Any] | None = None,
    ) -> None:
        letter = set_aside(
            self.stage.service, record, reason, detail, about, redact=self.stage.redact
        )
        body = letter.body
        batch.dead.append(body)
        partition = partition_of(letter.subject.encode(), self.partitions)
        batch.publish.append(outgoing(self._dead_letters, letter, encode(letter), partition))
        answer = Outcome(state=None, publish=self.stage.answer(body, fact))
        for topic, told, message in self._facts.sent(letter, answer, letter.id):
            batch.publish.append(message)
            batch.views.extend(self.stage.view_of_fact(topic, told))
