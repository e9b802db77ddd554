"""Scoring and sanctions one after the other, in memory, as a case of linked measures needs them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec

from schemas.codec import decode
from schemas.messages import MeasureChanged
from schemas.topics import MEASURE_CHANGES
from services.chassis.memory_log import MemoryWorker
from services.chassis.state_codec import StateCodec
from services.sanctions.domain.dossier import Dossier
from services.sanctions.domain.measure import Order
from services.sanctions.stage import build_stage
from services.scoring.domain.worked_case import CaseRecord, entry_of
from tests.support.safety_records import CODE, Scoring, admitted

ONE_DAY = timedelta(days=1)


class MeasureCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records, and on some days the orders of each measure that is named, in their sequence.

    A measure is named by its kind and, where it bears on a record, that record's number. An order
    is its status, with its amount in yuan where that is given.
    """

    case: str
    records: tuple[CaseRecord, ...]
    expect: Annotated[dict[date, dict[str, str | tuple[str, ...]]], msgspec.Meta(min_length=1)]
    pay_back: dict[str, str] | None = None


class MeasureCases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases about one subject."""

    about: str
    cases: tuple[MeasureCase, ...]


class Chain:
    """An enterprise's records go through scoring, and its standings through sanctions."""

    def __init__(self, rulebooks: Path | None = None) -> None:
        self.scoring = Scoring()
        self.sanctions = MemoryWorker(build_stage(rulebooks), self.scoring.log)

    def take(self, record: CaseRecord) -> None:
        """Take a record on the day on which it is known."""
        entry = entry_of(record)
        self.scoring.take(
            admitted(
                entry.content,
                number=record.number,
                known_on=record.known_on,
                occurred_on=record.occurred_on,
                revision=record.revision,
                withdrawn=record.withdrawn,
                department=record.department,
            )
        )
        self.sanctions.run()

    def begin(self, day: date) -> None:
        """Let a day begin."""
        self.scoring.begin(day)
        self.sanctions.run()

    @property
    def dossier(self) -> Dossier:
        """What sanctions keeps of the enterprise."""
        state = self.sanctions.states.get((0, CODE.encode()))
        return StateCodec(Dossier).decode(state) if state else Dossier()

    def orders(self, name: str) -> list[Order]:
        """Return the orders of a measure, by its kind and the number of the record."""
        kind, _, number = name.partition(" ")
        instance = f"{CODE}/{number}" if number else ""
        return [o for o in self.dossier.orders if o.terms.key == (kind, instance)]

    def changes(self) -> list[MeasureChanged]:
        """Return all the steps that were told."""
        told = [decode(each.value).body for each in self.scoring.log.all(MEASURE_CHANGES.name)]
        return [body for body in told if isinstance(body, MeasureChanged)]


def differences(case: MeasureCase) -> list[tuple[date, str, Any, Any]]:
    """Return the days and measures on which the orders are others than the case expects."""
    chain, found = Chain(), []
    records = sorted(case.records, key=lambda record: (record.known_on, record.revision))
    day = records[0].known_on
    while day <= max(case.expect):
        chain.begin(day)
        while records and records[0].known_on <= day:
            chain.take(records.pop(0))
        for name, said in case.expect.get(day, {}).items():
            wanted = [said] if isinstance(said, str) else list(said)
            orders = chain.orders(name)
            given = [
                f"{order.status} {order.terms.amount:f}" if " " in want else order.status
                for order, want in zip(orders, (*wanted, *[""] * len(orders)), strict=False)
            ]
            if given != wanted:
                found.append((day, name, wanted, given))
        day += ONE_DAY
    for name, amount in (case.pay_back or {}).items():
        last = chain.orders(name)[-1].told
        terms = last.terms if last else None
        back = (terms.parameters | terms.settlement).get("pay_back_yuan") if terms else None
        if back != amount:
            found.append((day, f"{name}: pay back", amount, back))
    return found
