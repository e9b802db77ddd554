"""An enterprise's standing was assessed."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec

from schemas.records import Registration
from schemas.records.base import RecordPart
from schemas.vocabulary.explanation import (
    BudgetLine,
    ListedSince,
    OverrideLine,
    PartCounts,
    PointsLine,
    RuleSum,
    StatusLine,
)
from schemas.vocabulary.retroactive_grade import RetroactiveGrade
from schemas.vocabulary.thin_data import ThinData

from .base import Body

__all__ = [
    "BudgetLine",
    "OverrideLine",
    "PointsLine",
    "RetroactiveGrade",
    "StandingAssessed",
    "StatusLine",
]


class Decision(RecordPart, frozen=True, kw_only=True):
    """The grade change that went with a standing: its number and hash in the decision log."""

    number: int
    hash: str


class StandingAssessed(Body, frozen=True, kw_only=True):
    """The standing of an enterprise on `day`: score (points of 100), grade and why.

    Published whenever any of it changed; `number` counts the enterprise's standings from 1, so that
    one which comes again is known (0: it was asked for, and not published).

    `base_grade` is the grade that the base score alone would give: whoever is first rated worse
    than that has fallen. `level` is the standardization level in force (1 to 3) or None.
    `changes_next_on` is the next day on which it may change by itself.

    Why: the `base` line, the `sums` of all lines by rule, and of each part of the sheet the
    weightiest lines, in the order of their days: `lines` of points, `overrides`, `statuses` (the
    lists that it is on or fits, and what else it has for a time) and `budgets` (what is left of the
    points of its projects). A sheet has any number of lines, `counts` of each part; a message has
    no more than fit. `lists` are all lists that it is on, `caused_on` is the latest day on which
    something began that makes the grade worse. `sheet_digest` is over all lines (schemas.sheet):
    who has followed `sheet-changed` can tell that none is missing. `sheet_hash` is that of its
    last page.

    `thin_data` says why the standing rests on too little (empty: it does not). `decision` is given
    where the grade changed. Where a record took back what had been published, `revised_grades` are
    the grades of the past by what is known now, each from its first day on: the latest 240, of the
    time before the first of them nothing is said.
    """

    SUBJECT_ACTION: ClassVar[str] = "standing-assessed"

    number: Annotated[int, msgspec.Meta(ge=0)]
    day: date
    name: str | None
    sector: str
    score: Decimal
    grade: str
    base_grade: str
    previous_grade: str | None
    level: int | None
    edition: str
    base: PointsLine
    sums: tuple[RuleSum, ...]
    lines: tuple[PointsLine, ...]
    overrides: tuple[OverrideLine, ...]
    statuses: tuple[StatusLine, ...]
    budgets: tuple[BudgetLine, ...]
    counts: PartCounts
    lists: tuple[ListedSince, ...]
    caused_on: date | None
    sheet_digest: str
    sheet_hash: str | None
    registration: Registration | None
    changes_next_on: date | None
    thin_data: tuple[ThinData, ...]
    revised_grades: tuple[RetroactiveGrade, ...] = ()
    decision: Decision | None = None
    prompted_by: str | None = None
