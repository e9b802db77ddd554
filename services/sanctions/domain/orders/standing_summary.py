"""The essentials of an enterprise's latest standing: what its measures hang on."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.explanation import GradeReason
from schemas.vocabulary.measure_cause import RuleDocuments


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
