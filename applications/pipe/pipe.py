"""The stages without a broker: CloudEvents JSON lines in, CloudEvents JSON lines out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from schemas.codec import UndecodableError, decode, encode
from schemas.messages import Body, DayBegan, Fact, ReportSubmitted
from schemas.topics import SERVICES, Topic, catalogue
from services.chassis.clock import day_of, milliseconds
from services.chassis.processing.fold import Outgoing, Received, day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.chassis.processing.stage import Stage


class _RecordingLog(MemoryLog):
    """A log of one partition that remembers the order in which messages were appended."""

    def __init__(self) -> None:
        super().__init__(partitions=1)
        self.appended: list[Received] = []

    def append(self, message: Outgoing) -> Received:
        record = super().append(message)
        self.appended.append(record)
        return record


class Pipe:
    """Feeds lines through some stages, and lets the days begin as the lines' times pass.

    A message that none of the stages reads, or that is read outside or by a later service too, is
    passed on unchanged, so that several pipes in a row do what one does: a service that reads
    several topics may meet their messages in another order. A fact is written once, however many
    topics carry it.
    """

    def __init__(self, stages: Sequence[Stage[Any]]) -> None:
        self._log = _RecordingLog()
        self._workers = [MemoryWorker(stage, self._log) for stage in stages]
        self._reads = [topic for stage in stages for topic in stage.reads]
        services = {stage.service for stage in stages}
        self._leaving = {
            topic.name
            for topic in catalogue()
            if topic.producer in services
            and not (topic.consumers and services.issuperset(topic.consumers))
        }
        here_or_before = set(SERVICES[: SERVICES.index(stages[-1].service) + 1])
        self._wanted_later = {
            body
            for topic in catalogue()
            if not set(topic.consumers) <= here_or_before
            for body in topic.carries
        }
        self._relayed = {body for stage in stages for each in stage.writes for body in each.carries}
        self._days = next((topic for topic in stages[0].reads if DayBegan in topic.carries), None)
        self._today: date | None = None
        self._written: set[str] = set()

    def feed(self, lines: Iterable[bytes], until: date | None = None) -> Iterator[bytes]:
        """Yield what leaves the stages, in order; `until` is the last day that shall begin."""
        for line in lines:
            if not (value := line.strip()):
                continue
            fact, topic = self._fact_and_topic(value)
            if fact is not None:
                yield from self._let_begin(day_of(fact.known_at))
                passes = topic is None or type(fact.body) in self._wanted_later
                if passes and type(fact.body) not in self._relayed:
                    yield from self._pass_on(fact, value)
                if topic is None:
                    continue
            key = fact.subject.encode() if fact else b"unreadable"
            name = (topic or self._reads[0]).name
            timestamp = milliseconds(fact.known_at) if fact else 0
            self._log.append_raw(name, 0, key, value, timestamp)
            if fact is not None and passes and type(fact.body) in self._relayed:
                yield from self._pass_on(fact, value)  # behind what a stage says before relaying it
        yield from self._drain()
        if until is not None:
            yield from self._let_begin(until)

    def _fact_and_topic(self, value: bytes) -> tuple[Fact[Body] | None, Topic | None]:
        """Return the fact and the topic of these stages on which it belongs."""
        try:
            fact = decode(value)
        except UndecodableError:
            return None, None  # the fold will set it aside, with the reason
        for topic in self._reads:
            if type(fact.body) in topic.carries and (
                not isinstance(fact.body, ReportSubmitted)
                or topic.name == f"reports-{fact.body.department}"
            ):
                return fact, topic
        return fact, None

    def _let_begin(self, day: date) -> Iterator[bytes]:
        if self._days is None or (self._today is not None and day <= self._today):
            return
        yield from self._drain()
        first = day if self._today is None else self._today + timedelta(days=1)
        self._today = day
        for number in range((day - first).days + 1):
            began = day_began(first + timedelta(days=number), 0)
            timestamp = milliseconds(began.known_at)
            key = began.subject.encode()
            self._log.append(Outgoing(self._days.name, 0, key, encode(began), timestamp))
        yield from self._drain()

    def _pass_on(self, fact: Fact[Body], line: bytes) -> Iterator[bytes]:
        yield from self._drain()
        yield from self._once(fact.id, line)

    def _drain(self) -> Iterator[bytes]:
        run_until_quiet(self._workers)
        appended, self._log.appended = self._log.appended, []
        for record in appended:
            if record.topic in self._leaving and record.value is not None:
                yield from self._once(decode(record.value).id, record.value)

    def _once(self, identity: str, value: bytes) -> Iterator[bytes]:
        if identity not in self._written:
            self._written.add(identity)
            yield value
