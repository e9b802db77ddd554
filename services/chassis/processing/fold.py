"""The fold: from a batch of bytes and the states before, to facts, states and views.

Pure and shared by every shell, so that the in-memory log and Kafka can't differ. The shell reads
and writes; it stores a batch's states only after its facts were acknowledged. If anything fails in
between, the fold is thrown away with the shell, and the batch is folded again from the log.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Generic, TypeVar

from schemas.codec import UndecodableError, encode
from schemas.messages import DayBegan, Fact
from schemas.topics import catalogue, dead_letters_of
from services.chassis.clock import day_of
from services.chassis.processing.fact_builder import FactBuilder, Sent
from services.chassis.state.codec import (
    LARGEST_STATE,
    StateTooLargeError,
    StateUnreadableError,
)
from services.chassis.state.store import StateStore

from .batch import Batch
from .folded_states import FoldedStates
from .identity import derived_id, partition_of
from .log_messages import Outgoing, Received, day_began, outgoing, read_fact, seed_of, set_aside
from .outcome import Outcome
from .partition_memory import PartitionMemory
from .stage import Stage

__all__ = ["Batch", "Fold", "Outgoing", "Received", "StateUnreadableError", "day_began"]

S = TypeVar("S")

CACHED_BYTES = 64 * 1024 * 1024  # of states as they are stored: in memory they are six times that
MOST_WOKEN = 500  # keys of one batch, for its memory: a day of many is walked in slices


def _never() -> bool:
    return False


class Fold(Generic[S]):
    """Folds the messages of a stage's partitions.

    `store` has the states as they are stored. `partitions` is the partition count that all topics
    share.
    """

    def __init__(self, stage: Stage[S], partitions: int, store: StateStore) -> None:
        self.stage = stage
        self.partitions = partitions
        self._states = FoldedStates(stage, store)
        self._memories: dict[int, PartitionMemory[S]] = {}
        self._facts = FactBuilder(stage.service, partitions)
        self._topics = {topic.name: topic for topic in catalogue()}
        self._dead_letters = dead_letters_of(stage.service)

    def adopt(self, partition: int) -> None:
        """Take a partition over: build its wake schedule from the stored heads."""
        self.drop(partition)
        self._memory(partition).adopt(self._states.store)

    def break_off(self) -> None:
        """Forget how far days are that are under way: they go on from what is stored."""
        for memory in self._memories.values():
            memory.break_off()

    def drop(self, partition: int) -> None:
        """Forget a partition that another worker took over."""
        self._memories.pop(partition, None)

    def fold(self, records: Sequence[Received], time_is_up: Callable[[], bool] = _never) -> Batch:
        """Return the effect of the messages of one partition, in their order.

        No batch wakes more than MOST_WOKEN keys, or a further one when `time_is_up`: what is left
        of a day is folded by the next call.
        """
        batch = Batch()
        if not records:
            return batch
        memory = self._memory(records[0].partition)
        sliced = memory.walk is not None
        for record in records:
            try:
                fact = read_fact(record, self._topics[record.topic], self.partitions)
            except UndecodableError as error:
                self._set_aside(batch, record, error.reason, error.detail)
            except Exception as error:  # whatever a stranger's bytes may bring about
                self._set_aside(batch, record, "unreadable", f"{type(error).__name__}: {error}")
            else:
                if type(fact.body) is not DayBegan:
                    self._handle(batch, memory, record, fact)
                elif not self._advance(batch, memory, record, fact, time_is_up):
                    break
            batch.handled += 1
        touched = self._states.finish(batch, memory)
        if sliced or batch.under_way is not None:
            memory.forget()  # whom a slice has woken, no other one wakes
        self._make_room(memory, touched)
        return batch

    def _make_room(self, memory: PartitionMemory[S], touched: list[bytes]) -> None:
        """Forget states where too many are in memory; what is in use is not read again."""
        if sum(each.weight for each in self._memories.values()) > CACHED_BYTES:
            for each in self._memories.values():
                each.forget(touched if each is memory else ())

    def _memory(self, partition: int) -> PartitionMemory[S]:
        memory = self._memories.get(partition)
        if memory is None:
            keys = map(str.encode, self.stage.expected_keys)
            expected = [key for key in keys if partition_of(key, self.partitions) == partition]
            memory = self._memories[partition] = PartitionMemory(partition, expected)
        return memory

    def _handle(
        self, batch: Batch, memory: PartitionMemory[S], record: Received, fact: Fact[Any]
    ) -> None:
        key, stored = record.key or b"", None
        try:
            known_on = day_of(fact.known_at)
            today = max(known_on, memory.day or known_on)
            state = self._states.load(memory, key)
            outcome = self.stage.handlers[type(fact.body)](state, fact, today)
            sent = self._facts.sent(fact, outcome, seed_of(record, fact))
            if memory.grow(key, record.value or b"") > LARGEST_STATE:
                stored = self._states.codec.storable(outcome.state, outcome.wake_on)
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
        batch.views.extend(self.stage.views_of(self._topics[record.topic], fact, read=True))

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
            batch.views.extend(self.stage.views_of(topic, fact, read=False))
        if outcome.state is not before or outcome.wake_on != memory.schedule.day_of(key):
            memory.cache[key] = (outcome.state, outcome.wake_on)
            memory.schedule.put(key, outcome.wake_on)
            memory.touched[key] = stored

    def _advance(
        self,
        batch: Batch,
        memory: PartitionMemory[S],
        record: Received,
        fact: Fact[DayBegan],
        time_is_up: Callable[[], bool],
    ) -> bool:
        """Let the days up to that of `fact` begin, one after the other; say whether all did.

        A day is passed on after the last key that it wakes.
        """
        target = fact.body.day
        if not memory.may_begin(target):
            self._set_aside(batch, record, "absurd_day", f"{target} after {memory.day}")
            return True
        day = target if memory.day is None else memory.day + timedelta(days=1)
        while day <= target:
            began = day_began(day, memory.number)
            if not self._wake_keys(batch, memory, record, began, time_is_up):
                return False
            for topic in self.stage.relays_days_to:
                batch.publish.append(outgoing(topic, began, encode(began), memory.number))
            batch.states.update(memory.begin(day))
            day += timedelta(days=1)
        return True

    def _wake_keys(
        self,
        batch: Batch,
        memory: PartitionMemory[S],
        record: Received,
        began: Fact[DayBegan],
        time_is_up: Callable[[], bool],
    ) -> bool:
        """Wake keys of a day, one at least, as long as may be; say whether it was all of them."""
        walk = memory.walk_of(began.body.day, self.stage.visits_everyone_on)
        while walk.left and batch.woken < MOST_WOKEN and not (batch.woken and time_is_up()):
            batch.woken += 1
            self._wake(batch, memory, record, began, walk.next())
        batch.states.update(memory.keep_walk())
        batch.under_way = walk.progress if walk.left else None
        return batch.under_way is None

    def _wake(
        self,
        batch: Batch,
        memory: PartitionMemory[S],
        record: Received,
        began: Fact[DayBegan],
        key: bytes,
    ) -> None:
        day, subject, stored = began.body.day, key.decode(), None
        try:
            state = self._states.load(memory, key)
            outcome = self.stage.wake(state, subject, began)
            sent = self._facts.sent(began, outcome, derived_id(began.id, subject))
            if outcome.wake_on is not None and outcome.wake_on <= day:
                raise ValueError(f"woken on {day}, asks to be woken on {outcome.wake_on}")
            if outcome.state is not state:  # what it grows by, no message tells
                stored = self._states.codec.storable(outcome.state, outcome.wake_on)
                memory.sizes[key] = len(stored)
        except StateUnreadableError:
            raise
        except Exception as error:
            detail = f"{subject} on {day}: {type(error).__name__}: {error}"
            self._set_aside(batch, record, "wake_failed", detail, subject)
            memory.schedule.put(key, day + timedelta(days=1))
            return
        self._add_outcome(batch, memory, key, state, outcome, sent, stored)

    def _set_aside(  # noqa: PLR0913, PLR0917 - the message's position, and its fault
        self,
        batch: Batch,
        record: Received,
        reason: str,
        detail: str,
        about: str = "",
        fact: Fact[Any] | None = None,
    ) -> None:
        letter = set_aside(self.stage.service, record, reason, detail, about)
        body = letter.body
        batch.dead.append(body)
        partition = partition_of(letter.subject.encode(), self.partitions)
        batch.publish.append(outgoing(self._dead_letters, letter, encode(letter), partition))
        answer = Outcome(state=None, publish=self.stage.answer(body, fact))
        for topic, answer_fact, message in self._facts.sent(letter, answer, letter.id):
            batch.publish.append(message)
            batch.views.extend(self.stage.views_of(topic, answer_fact, read=False))
