"""The stages that worked cases go through: records in, what each service publishes out."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from schemas.codec import decode, encode
from schemas.messages import Body, Fact, MeasureChanged, Origin, RecordAdmitted, first_fact
from schemas.topics import MEASURE_CHANGES, SAFETY_RECORDS, Topic
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.disclosure.domain.rules.edition import DisclosureRules
from services.disclosure.stage import load as load_disclosure
from services.disclosure.stage import stage_of as disclosure_stage
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order
from services.sanctions.stage import load, stage_of
from services.scoring.domain.packs.worked_case import CaseRecord, entry_of
from services.scoring.stage import build_stage

CODE = "91990103NBMRN7808U"  # of a region that is assigned to no place
_ONE_DAY = timedelta(days=1)


class Chain:
    """An enterprise's records go through scoring, its standings through sanctions, to the public.

    Under editions of measures and of disclosure (None: the shipped ones).
    """

    def __init__(
        self,
        editions: Sequence[MeasuresEdition] | None = None,
        disclosure: Sequence[DisclosureRules] | None = None,
    ) -> None:
        self.log = MemoryLog()
        self.scoring = MemoryWorker(build_stage(), self.log)
        self.sanctions = MemoryWorker(
            stage_of(tuple(load() if editions is None else editions)), self.log
        )
        rules = load_disclosure() if disclosure is None else disclosure
        self.disclosure = MemoryWorker(disclosure_stage(tuple(rules)), self.log)

    def take(self, record: CaseRecord) -> None:
        """Take a record on the day on which it is known. Raises msgspec.ValidationError."""
        fact = _admitted(record)
        self.log.publish(SAFETY_RECORDS, CODE.encode(), encode(fact), _milliseconds(fact))
        self._run()

    def begin(self, day: date) -> None:
        """Let a day begin."""
        fact = day_began(day, 0)
        key = fact.subject.encode()
        self.log.append_raw(SAFETY_RECORDS.name, 0, key, encode(fact), _milliseconds(fact))
        self._run()

    @property
    def dossier(self) -> Dossier:
        """What sanctions keeps of the enterprise."""
        dossier: Dossier = self.sanctions.state(0, CODE.encode())
        return dossier

    def orders(self, name: str) -> list[Order]:
        """Return the orders of a measure, by its kind and the number of the record."""
        kind, _, number = name.partition(" ")
        instance = f"{CODE}/{number}" if number else ""
        return [o for o in self.dossier.orders if o.terms.key == (kind, instance)]

    def changes(self) -> list[MeasureChanged]:
        """Return all the steps that were published."""
        return [
            body for body in self.published(MEASURE_CHANGES) if isinstance(body, MeasureChanged)
        ]

    def published(self, topic: Topic) -> list[Body]:
        """Return all that was published on a topic."""
        messages = self.log.all(topic.name)
        return [decode(each.value).body for each in messages if each.value is not None]

    def _run(self) -> None:
        run_until_quiet([self.scoring, self.sanctions, self.disclosure])


def days_of(chain: Chain, records: Sequence[CaseRecord], last: date) -> Iterator[date]:
    """Yield each day from the first on which a record is known, once all of that day is taken."""
    waiting = sorted(records, key=lambda record: (record.known_on, record.revision))
    day = waiting[0].known_on
    while day <= last:
        chain.begin(day)
        while waiting and waiting[0].known_on <= day:
            chain.take(waiting.pop(0))
        yield day
        day += _ONE_DAY


def _admitted(record: CaseRecord) -> Fact[RecordAdmitted]:
    """Return a record of a case as intake would admit it, at nine on the day it is known."""
    entry, known_at = entry_of(record), clock_at(record.known_on)()
    identity = f"{CODE}/{record.number}/{record.revision}"
    return first_fact(
        identity=identity,
        source="/safety-credit/intake",
        subject=CODE,
        known_at=known_at,
        body=RecordAdmitted(
            record_id=f"{CODE}/{record.number}",
            revision=record.revision,
            department=record.department,
            document_number=record.number,
            occurred_on=entry.occurred_on,
            content=entry.content,
            origin=Origin(
                report_id=identity,
                department=record.department,
                layout="case",
                submission="case",
                row=1,
            ),
            sources=(record.department,),
            withdrawn=record.withdrawn,
        ),
    )


def _milliseconds(fact: Fact[Any]) -> int:
    return milliseconds(fact.known_at)
