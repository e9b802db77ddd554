"""A page of a sheet: any number of lines can stand behind a standing."""

from collections.abc import Sequence

import msgspec

from schemas.vocabulary.explanation import (
    BudgetLine,
    OverrideLine,
    PointsLine,
    RuleSum,
    StandingLine,
    StatusLine,
)


class SheetPage(msgspec.Struct, frozen=True, kw_only=True):
    """So many lines of a sheet in its order, of which this is page `number` from 1.

    Of the first page the first line of points is the base score. `sums` are those of all lines.
    """

    number: int
    pages: int
    line_count: int
    sums: tuple[RuleSum, ...]
    points: tuple[PointsLine, ...]
    overrides: tuple[OverrideLine, ...]
    statuses: tuple[StatusLine, ...]
    budgets: tuple[BudgetLine, ...]

    @property
    def lines(self) -> tuple[StandingLine, ...]:
        """All its lines, in the order of the sheet."""
        return *self.points, *self.overrides, *self.statuses, *self.budgets


class NoSuchPageError(ValueError):
    """A sheet has fewer pages."""


def page_of(
    lines: Sequence[StandingLine],
    number: int,
    pages: int,
    line_count: int,
    sums: tuple[RuleSum, ...],
) -> SheetPage:
    """Return the lines of one page as a page."""
    return SheetPage(
        number=number,
        pages=pages,
        line_count=line_count,
        sums=sums,
        points=tuple(line for line in lines if isinstance(line, PointsLine)),
        overrides=tuple(line for line in lines if isinstance(line, OverrideLine)),
        statuses=tuple(line for line in lines if isinstance(line, StatusLine)),
        budgets=tuple(line for line in lines if isinstance(line, BudgetLine)),
    )
