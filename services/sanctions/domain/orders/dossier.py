"""The dossier: all that sanctions knows of an enterprise, and the orders as they stand."""

from bisect import bisect_left
from datetime import date
from decimal import Decimal
from typing import TypeVar

import msgspec

from schemas.records import (
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ProjectApplication,
    RectificationChecked,
    TaxRebate,
    WageArrears,
)
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.explanation import GradeReason
from schemas.vocabulary.measure_cause import MeasureCause, RuleDocuments
from services.sanctions.domain.terms.measure import Order

Stake = TaxRebate | CreditLine | ProjectApplication | WageArrears
Act = InterviewHeld | RectificationChecked | MeasureAct
E = TypeVar("E", bound=Stake | Act)


class StandingSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The essentials of the latest standing.

    `grade_since` is the day on which the grade came, `fell_on` and `fell_to` tell of the latest
    fall (None: there was none; in some sectors the first rating counts as one). `reasons` are the
    rules behind the grade, with their documents, `reason_lines` the same and the base
    score in words, `caused_on` is the day of the latest of them. `lists` are the lists that it is
    on, `listed_since` the first day on each.
    `succeeded_by` is the code under which it is on record now, `status` its status in the registry,
    `employees` its size, `district` where it is registered. `number` is that of
    the standing, so that a repeated one changes nothing.
    """

    day: date
    name: str | None
    sector: str
    grade: str
    level: int | None
    reasons: tuple[RuleDocuments, ...]
    registered: bool
    risk_class: int | None
    payroll: Decimal | None
    grade_since: date
    fell_on: date | None
    fell_to: str | None
    caused_on: date | None = None
    lists: tuple[str, ...] = ()
    listed_since: dict[str, date] = {}
    succeeded_by: str | None = None
    status: str | None = None
    employees: int | None = None
    district: str | None = None
    number: int = 0
    reason_lines: tuple[GradeReason, ...] = ()

    @property
    def cause(self) -> MeasureCause:
        """Return the grade and the rules behind it, as the cause of a measure."""
        return MeasureCause(kind="standing", grade=self.grade, rules=self.reasons)


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A stake or an act in its last revision (they are counted), and all who reported it.

    `order` is the number of the order that an act was found to be about.
    """

    record_id: str
    revision: int
    departments: tuple[str, ...]
    content: Stake | Act
    withdrawn: bool
    document_number: str = ""
    order: str | None = None


class UnmatchedAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act that fits no order, with the reason that was published."""

    record_id: str
    reason: ActRefusal


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one enterprise. `entries` are sorted by record.

    Those of one measure among the `orders` stand as they were opened. `edition` names the rules
    under which it was last reviewed, `refused` are the acts on the work list.
    """

    standing: StandingSummary | None = None
    entries: tuple[Filing, ...] = ()
    orders: tuple[Order, ...] = ()
    refused: tuple[UnmatchedAct, ...] = ()
    edition: str | None = None

    def with_entry(self, entry: Filing) -> "Dossier":
        """Return the dossier with a revision of a record; itself where it has that or a later."""
        index = bisect_left(self.entries, entry.record_id, key=lambda known: known.record_id)
        known = self.entries[index : index + 1]
        before = known[0] if known and known[0].record_id == entry.record_id else None
        if before is not None and before.revision >= entry.revision:
            return self
        after = self.entries[index + (before is not None) :]
        return msgspec.structs.replace(self, entries=(*self.entries[:index], entry, *after))

    def records(self, kind: type[E], of: str | None = None) -> list[tuple[str, E]]:
        """Return the records of a kind that stand, with their ids, in the order of these.

        `of` is the department whose records alone count (None: whoever's).
        """
        return [
            (entry.record_id, entry.content)
            for entry in self.entries
            if isinstance(entry.content, kind)
            and not entry.withdrawn
            and (of is None or of in entry.departments)
        ]

    def interviewed_on(self, agency: str, since: date) -> date | None:
        """Return the day of the agency's first interview on a day or later, if there was one."""
        days = [act.held_on for _, act in self.records(InterviewHeld, agency)]
        return min((day for day in days if day >= since), default=None)
