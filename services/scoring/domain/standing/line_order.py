"""The order of the lines of a sheet: part by part, in each by the first day."""

from datetime import date

import msgspec

from schemas.vocabulary.explanation import (
    BudgetLine,
    OverrideLine,
    PointsLine,
    SheetPartName,
    StandingLine,
    StatusLine,
)
from schemas.vocabulary.periods import year_start

PART_NAMES: tuple[SheetPartName, ...] = ("base", "points", "overrides", "statuses", "budgets")


class LinePosition(msgspec.Struct, frozen=True, order=True, gc=False):
    """Where a line stands on a sheet: `part` is the index of its part's name."""

    part: int
    first_day: date
    rule: str
    record: str

    @property
    def part_name(self) -> SheetPartName:
        """The name of its part."""
        return PART_NAMES[self.part]


def position_of(part: SheetPartName, line: StandingLine) -> LinePosition:
    """Return where a line of a part stands."""
    index = PART_NAMES.index(part)
    if isinstance(line, BudgetLine):
        return LinePosition(index, year_start(line.year), line.budget, line.of)
    if isinstance(line, PointsLine):
        return LinePosition(index, line.first_day, line.rule, line.record_id or "")
    return LinePosition(index, line.first_day, line.rule, "".join(line.record_ids[:1]))


def line_order(line: PointsLine) -> tuple[date, str, str]:
    """Return by what lines of points are sorted."""
    return line.first_day, line.rule, line.record_id or ""


def override_order(line: OverrideLine | StatusLine) -> tuple[date, str, tuple[str, ...]]:
    """Return by what overrides and statuses are sorted."""
    return line.first_day, line.rule, line.record_ids


def budget_order(line: BudgetLine) -> tuple[str, str]:
    """Return by what budgets are sorted."""
    return line.budget, line.of
