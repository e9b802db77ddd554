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
from services.chassis.clock import day_of
from services.chassis.processing.fact_builder import FactBuilder, Sent
from services.chassis.state.codec import (
    LARGEST_STATE,
    StateCodec,
    StateTooLargeError,
    StateUnreadableError,
)

from .identity import derived_id, partition_of
from .log_messages import Outgoing, Received, day_began, outgoing, read_fact, seed_of, set_aside
from .outcome import Outcome, ViewWrite
from .partition_memory import PartitionMemory
from .stage import Stage

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
        self._memories: dict[int, PartitionMemory[S]] = {}
        self._facts = FactBuilder(stage.service, partitions)
        self._topics = {topic.name: topic for topic in catalogue()}
        self._dead_letters = dead_letters_of(stage.service)
        self._expected: dict[int, list[bytes]] = {}
        for key in map(str.encode, stage.expected_keys):
            self._expected.setdefault(partition_of(key, partitions), []).append(key)

    def adopt(self, partition: int, stored: Iterable[tuple[bytes, bytes]]) -> None:
        """Take a partition over: build its wake schedule from the stored states."""
        memory = self._memories[partition] = PartitionMemory(partition)
        memory.adopt(stored, self._load)

    def drop(self, partition: int) -> None:
        """Forget a partition that another worker took over."""
        self._memories.pop(partition, None)

    def fold(self, records: Sequence[Received]) -> Batch:
        """Return the effect of the messages of one partition, in their order."""
        batch = Batch()
        if not records:
            return batch
        memory = self._memories.setdefault(
            records[0].partition, PartitionMemory(records[0].partition)
        )
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
                self._advance(batch, memory, record, fact)
            else:
                self._handle(batch, memory, record, fact)
        self._finish(batch, memory)
        return batch

    def _handle(
        self, batch: Batch, memory: PartitionMemory[S], record: Received, fact: Fact[Any]
    ) -> None:
        key, stored = record.key or b"", None
        try:
            today = day_of(fact.known_at)
            if memory.day is not None and memory.day > today:
                today = memory.day
            state = self._state(memory, key)
            outcome = self.stage.handlers[type(fact.body)](state, fact, today)
            sent = self._facts.sent(fact, outcome, seed_of(record, fact))
            if memory.grow(key, record.value or b"") > LARGEST_STATE:
                stored = self._codec.storable(outcome.state, outcome.wake_on)
                memory.sizes[key] = len(stored)
        except StateUnreadableError:
            raise
        except StateTooLargeError as error:
            self._set_aside(batch, record, "state_too_large", str(error), fact=fact)
            return
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            self._set_aside(batch, record, "handler_failed", detail, fact=fact)
            return
        self._add_outcome(batch, memory, key, state, outcome, sent, stored)

    def _state(self, memory: PartitionMemory[S], key: bytes) -> S:
        cached = memory.cache.get(key)
        if cached is not None:
            return cached[0]
        stored = self._load(memory.number, key)
        if stored is None:
            return self.stage.blank(key.decode())
        memory.sizes[key] = len(stored)
        try:
            return self._codec.decode(stored)
        except (msgspec.DecodeError, ValueError) as error:
            raise StateUnreadableError(f"{self.stage.service}, key {key!r}: {error}") from error

    def _add_outcome(  # noqa: PLR0913, PLR0917 - one step of the fold, with all that it touches
        self,
        batch: Batch,
        memory: PartitionMemory[S],
        key: bytes,
        before: S,
        outcome: Outcome[S],
        sent: list[Sent],
        stored: bytes | None,
    ) -> None:
        for topic, fact, message in sent:
            batch.publish.append(message)
            batch.views.extend(self.stage.view_of_fact(topic, fact))
        if outcome.state is not before or outcome.wake_on != memory.schedule.day_of(key):
            memory.cache[key] = (outcome.state, outcome.wake_on)
            memory.schedule.put(key, outcome.wake_on)
            memory.touched[key] = stored

    def _finish(self, batch: Batch, memory: PartitionMemory[S]) -> None:
        for key, stored in memory.touched.items():
            state, wake_on = memory.cache[key]
            value = batch.states[key] = stored or self._codec.encode(state, wake_on)
            memory.sizes[key] = len(value)
            batch.views.extend(self.stage.view_of_state(key.decode(), state))
        memory.touched.clear()
        if len(memory.cache) * len(self._memories) > CACHED_STATES:
            memory.forget()

    def _advance(
        self, batch: Batch, memory: PartitionMemory[S], record: Received, fact: Fact[DayBegan]
    ) -> None:
        """Let the days up to that of `fact` begin, one after the other."""
        target = fact.body.day
        if not memory.may_begin(target):
            self._set_aside(batch, record, "absurd_day", f"{target} after {memory.day}")
            return
        day = target if memory.day is None else memory.day + timedelta(days=1)
        while day <= target:
            began = day_began(day, memory.number)
            self._wake_due(batch, memory, record, began)
            for topic in self.stage.relays_days_to:
                batch.publish.append(outgoing(topic, began, encode(began), memory.number))
            batch.states.update([memory.begin(day)])
            day += timedelta(days=1)

    def _wake_due(
        self, batch: Batch, memory: PartitionMemory[S], record: Received, began: Fact[DayBegan]
    ) -> None:
        wake, day = self.stage.wake, began.body.day
        if wake is None:
            return
        for key in self._expected_but_unknown(memory):
            memory.schedule.put(key, day)
        for key in self._keys_for_new_editions(batch, memory, day) or memory.schedule.due(day):
            subject, stored = key.decode(), None
            try:
                state = self._state(memory, key)
                outcome = wake(state, subject, began)
                sent = self._facts.sent(began, outcome, derived_id(began.id, subject))
                if outcome.wake_on is not None and outcome.wake_on <= day:
                    raise ValueError(f"woken on {day}, asks to be woken on {outcome.wake_on}")
                if outcome.state is not state:  # what it grows by, no message tells
                    stored = self._codec.storable(outcome.state, outcome.wake_on)
                    memory.sizes[key] = len(stored)
            except StateUnreadableError:
                raise
            except Exception as error:
                detail = f"{subject} on {day}: {type(error).__name__}: {error}"
                self._set_aside(batch, record, "wake_failed", detail, subject)
                memory.schedule.put(key, day + timedelta(days=1))
                continue
            self._add_outcome(batch, memory, key, state, outcome, sent, stored)

    def _expected_but_unknown(self, memory: PartitionMemory[S]) -> list[bytes]:
        """Return the expected keys for which nothing has come, nor was anything done."""
        return [k for k in self._expected.get(memory.number, ()) if not memory.schedule.knows(k)]

    def _keys_for_new_editions(
        self, batch: Batch, memory: PartitionMemory[S], day: date
    ) -> list[bytes]:
        """Return all keys where an edition began that the partition was not visited for."""
        begun = frozenset(first for first in self.stage.visits_everyone_on if first <= day)
        if begun <= memory.visits:
            return []
        batch.states.update([memory.visit(begun)])
        return memory.schedule.everyone()

    def _set_aside(  # noqa: PLR0913, PLR0917 - the message's position, and its fault
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
        for topic, answer_fact, message in self._facts.sent(letter, answer, letter.id):
            batch.publish.append(message)
            batch.views.extend(self.stage.view_of_fact(topic, answer_fact))
