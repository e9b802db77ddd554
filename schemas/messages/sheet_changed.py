"""Lines were put on an enterprise's sheet, or taken off it."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from schemas.records.base import RecordPart
from schemas.vocabulary.explanation import (
    BudgetLine,
    OverrideLine,
    PointsLine,
    SheetPartName,
    StatusLine,
)

from .base import Body


class EndedLine(RecordPart, frozen=True, kw_only=True):
    """A line that is no longer on the sheet: its id, and where it stood.

    `record` is the first of its records, or the project of a budget (empty: it has none).
    """

    id: str
    part: SheetPartName
    first_day: date
    rule: str
    record: str


class PutPoints(RecordPart, frozen=True, kw_only=True):
    """A line of points that was put on the sheet, by its id."""

    id: str
    line: PointsLine


class PutOverride(RecordPart, frozen=True, kw_only=True):
    """An override that was put on the sheet, by its id."""

    id: str
    line: OverrideLine


class PutStatus(RecordPart, frozen=True, kw_only=True):
    """A status that was put on the sheet, by its id."""

    id: str
    line: StatusLine


class PutBudget(RecordPart, frozen=True, kw_only=True):
    """A budget that was put on the sheet, by its id."""

    id: str
    line: BudgetLine


class SheetChanged(Body, frozen=True, kw_only=True):
    """What changed on the sheet of an enterprise: all lines behind its standing.

    A change comes in one page or more, before the standing that it leads to. Who takes the `ended`
    lines off and puts the others on it, page by page, has the sheet; after the last page the sum of
    the ids is `digest` (schemas.sheet). A line that says something else now has another id: the one
    ended, the other is new. `restated`: what was on the sheet before is void, for the rules were
    changed since; only the first page of a change says so. Each page has its `hash` and that of the
    enterprise's page before (schemas.decision_log).
    """

    SUBJECT_ACTION: ClassVar[str] = "sheet-changed"

    day: date
    page: Annotated[int, msgspec.Meta(ge=1)]
    pages: Annotated[int, msgspec.Meta(ge=1)]
    digest: str
    previous: str | None
    hash: str
    restated: bool = False
    ended: tuple[EndedLine, ...] = ()
    base: tuple[PutPoints, ...] = ()
    points: tuple[PutPoints, ...] = ()
    overrides: tuple[PutOverride, ...] = ()
    statuses: tuple[PutStatus, ...] = ()
    budgets: tuple[PutBudget, ...] = ()
