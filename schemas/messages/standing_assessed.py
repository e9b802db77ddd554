"""An enterprise's standing was assessed, with each point explained."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

import msgspec

from schemas.records import Registration
from schemas.vocabulary.legal_basis import Mark

from .base import Body


class PointsLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why some points were given or taken: the record, the rule, the days.

    `points` is signed. `first_day` is the first, `last_day` the last day on which it counts (None:
    until `ends_when` happens). `ends_when` names what would end it sooner.
    """

    rule: str
    points: Decimal
    article: str
    mark: Mark
    record_id: str | None
    document_number: str | None
    department: str | None
    first_day: date
    last_day: date | None
    ends_when: str | None = None
    note: str | None = None


class OverrideLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the grade is worse than the score alone would give: steps down, or a veto to a grade."""

    rule: str
    effect: str
    article: str
    mark: Mark
    record_ids: tuple[str, ...]
    document_numbers: tuple[str, ...]
    first_day: date
    last_day: date | None
    ends_when: str | None = None


class StandingAssessed(Body, frozen=True, kw_only=True):
    """The standing of an enterprise on `day`: score (points of 100), grade and the explanation.

    Published whenever any of it changed. `level` is the standardization level in force (1 to 3) or
    None. `changes_next_on` is the next day on which it may change by itself. `thin_data` marks a
    standing that rests on too little (no registration on file).
    """

    SUBJECT_ACTION: ClassVar[str] = "standing-assessed"

    day: date
    name: str | None
    sector: str
    score: Decimal
    grade: str
    previous_grade: str | None
    level: int | None
    edition: str
    lines: tuple[PointsLine, ...]
    overrides: tuple[OverrideLine, ...]
    registration: Registration | None
    changes_next_on: date | None
    thin_data: bool
    prompted_by: str | None = None
