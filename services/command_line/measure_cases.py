"""Worked cases of linked measures: records and acts in, orders out, as a jurist writes them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from schemas.codec import decode, encode
from schemas.messages import Fact, MeasureChanged, Origin, RecordAdmitted, first_fact
from schemas.topics import MEASURE_CHANGES, SAFETY_RECORDS
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order
from services.sanctions.stage import load, stage_of
from services.scoring.domain.packs.worked_case import CaseRecord, entry_of
from services.scoring.stage import build_stage

CODE = "91990103NBMRN7808U"  # of a region that is assigned to no place
_ONE_DAY = timedelta(days=1)


class MeasureCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records, and on some days the orders of each measure that is named, in their sequence.

    A measure is named by its kind and, where it bears on a record, that record's number. An order
    is its status, with its amount in yuan where that is given.
    """

    case: str
    records: tuple[CaseRecord, ...]
    expect: Annotated[dict[date, dict[str, str | tuple[str, ...]]], msgspec.Meta(min_length=1)]
    pay_back: dict[str, Decimal] | None = None


class MeasureCases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases about one subject. `of` tells them from the cases of scoring."""

    of: Literal["measures"]
    about: str
    cases: tuple[MeasureCase, ...]


class OtherOrders(msgspec.Struct, frozen=True):
    """A day on which the orders of a measure are others than a case expects."""

    case: str
    day: date
    measure: str
    expected: Any
    actual: Any


class Chain:
    """An enterprise's records go through scoring, and its standings through sanctions."""

    def __init__(self, editions: Sequence[MeasuresEdition] | None = None) -> None:
        self.log = MemoryLog()
        self.scoring = MemoryWorker(build_stage(), self.log)
        self.sanctions = MemoryWorker(
            stage_of(tuple(load() if editions is None else editions)), self.log
        )

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
        messages = self.log.all(MEASURE_CHANGES.name)
        bodies = [decode(each.value).body for each in messages if each.value is not None]
        return [body for body in bodies if isinstance(body, MeasureChanged)]

    def _run(self) -> None:
        run_until_quiet([self.scoring, self.sanctions])


def differences(
    case: MeasureCase, editions: Sequence[MeasuresEdition] | None = None
) -> Iterator[OtherOrders]:
    """Yield where the orders under some editions (None: the shipped ones) differ from a case."""
    chain = Chain(editions)
    records = sorted(case.records, key=lambda record: (record.known_on, record.revision))
    day = records[0].known_on
    while day <= max(case.expect):
        chain.begin(day)
        while records and records[0].known_on <= day:
            chain.take(records.pop(0))
        for name, expected in case.expect.get(day, {}).items():
            every = (expected,) if isinstance(expected, str) else expected
            actual = _as_in_case(chain.orders(name), every)
            if actual != every:
                yield OtherOrders(case.case, day, name, every, actual)
        day += _ONE_DAY
    for name, amount in (case.pay_back or {}).items():
        last = chain.orders(name)[-1].published
        terms = last.terms if last else None
        back = terms.settlement.pay_back if terms and terms.settlement else None
        if back != amount:
            yield OtherOrders(case.case, day - _ONE_DAY, f"{name}: pay back", amount, back)


def _as_in_case(orders: Sequence[Order], expected: Sequence[str]) -> tuple[str, ...]:
    """Return orders as a case writes them: with the amount where the case states one."""
    with_amount = [" " in each for each in expected] + [False] * len(orders)
    return tuple(
        f"{order.status} {order.terms.amount:f}" if stated else str(order.status)
        for order, stated in zip(orders, with_amount, strict=False)
    )


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
