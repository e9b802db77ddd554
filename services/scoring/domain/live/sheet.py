"""The sheet of a standing: its lines, what they come to, and what changed of them."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from schemas.sheet import digest_text
from schemas.vocabulary.effect import Effect
from schemas.vocabulary.explanation import (
    BudgetLine,
    ListedSince,
    OverrideLine,
    PartCounts,
    PointsLine,
    RuleSum,
    StandingLine,
    StatusLine,
)
from services.scoring.domain.standing.assessment import Standing
from services.scoring.domain.standing.line_weights import (
    weight_of_budget,
    weight_of_override,
    weight_of_points,
    weight_of_status,
)

from .bounded_lines import bounded
from .rule_sums import RuleSums
from .sheet_part import SheetPart

_DeductionEnd = tuple[date, str, str, str]  # last day, rule, record, id


class Sheet:
    """The lines of a standing as it is now; the base line stands by itself.

    `total` is the sum of all points, `effects` counts those of the overrides.
    """

    __slots__ = (
        "_begins",
        "_digest",
        "_ends",
        "_sums",
        "base",
        "budgets",
        "effects",
        "overrides",
        "points",
        "statuses",
        "total",
    )

    def __init__(self) -> None:
        self.base: SheetPart[PointsLine] = SheetPart(weight_of_points)
        self.points: SheetPart[PointsLine] = SheetPart(weight_of_points)
        self.overrides: SheetPart[OverrideLine] = SheetPart(weight_of_override)
        self.statuses: SheetPart[StatusLine] = SheetPart(weight_of_status)
        self.budgets: SheetPart[BudgetLine] = SheetPart(weight_of_budget)
        self.total = Decimal()
        self.effects: Counter[Effect] = Counter()
        self._sums = RuleSums()
        self._digest: str | None = None  # until it changes
        self._begins: list[date] = []  # of what makes the grade worse
        self._ends: list[_DeductionEnd] = []

    @property
    def parts(self) -> tuple[SheetPart[Any], ...]:
        """All parts: the base line, points, overrides, statuses, budgets."""
        return self.base, self.points, self.overrides, self.statuses, self.budgets

    @property
    def base_line(self) -> PointsLine:
        """The line of the base score."""
        ((line, _),) = self.base.lines.values()
        return line

    @property
    def digest(self) -> str:
        """The digest of all lines, as readers make it (schemas.sheet)."""
        if self._digest is None:
            self._digest = digest_text(sum(part.digest for part in self.parts))
        return self._digest

    @property
    def counts(self) -> PartCounts:
        """How many lines each part has."""
        return PartCounts(
            points=len(self.points.lines),
            overrides=len(self.overrides.lines),
            statuses=len(self.statuses.lines),
            budgets=len(self.budgets.lines),
        )

    @property
    def sums(self) -> tuple[RuleSum, ...]:
        """What the lines of each rule come to, by its name; the base line is none of a rule."""
        return self._sums.all

    @property
    def lists(self) -> tuple[ListedSince, ...]:
        """The lists that it is on, each since the first day of a decision in force."""
        first_days: dict[str, date] = {}
        for line in self.statuses.in_order():
            if line.kind != "listed":
                break  # they weigh more than all others
            first_days[line.name] = min(line.first_day, first_days.get(line.name, line.first_day))
        return tuple(
            ListedSince(name=name, first_day=first_days[name]) for name in sorted(first_days)
        )

    @property
    def caused_on(self) -> date | None:
        """The latest first day of what makes the grade worse (None: nothing does)."""
        return self._begins[-1] if self._begins else None

    @property
    def has_deductions(self) -> bool:
        """Whether any line beside the base takes points."""
        return self._sums.has_deductions

    def has_rule(self, rule: str) -> bool:
        """Say whether a line of points by a rule stands on it."""
        return self._sums.has_points_of(rule)

    def deductions_ending(self, until: date) -> tuple[list[tuple[PointsLine, date]], date | None]:
        """Return the deductions that end until a day, each with its last one.

        And the next day after it on which one ends. One that gives way to a graver one does not
        end by that.
        """
        count = bisect_right(self._ends, until, key=_last_day)
        ending = [(self.points.lines[each[-1]][0], each[0]) for each in self._ends[:count]]
        return ending, self._ends[count][0] if count < len(self._ends) else None

    def put(self, line: StandingLine, *, is_base: bool = False) -> str:
        """Put a line on it; return its id."""
        self._digest = None
        if isinstance(line, PointsLine):
            self.total += line.points
            if is_base:
                return self.base.put(line)
            identity = self.points.put(line)
            self._sums.count(line, line.points, 1)
            if line.points < 0:
                insort(self._begins, line.first_day)
                if (end := _deduction_end(line, identity)) is not None:
                    insort(self._ends, end)
            return identity
        if isinstance(line, OverrideLine):
            self.effects[line.effect] += 1
            self._sums.count(line, Decimal(), 1)
            insort(self._begins, line.first_day)
            return self.overrides.put(line)
        if isinstance(line, StatusLine):
            return self.statuses.put(line)
        return self.budgets.put(line)

    def take_off(self, line: StandingLine, identity: str, *, is_base: bool = False) -> None:
        """Take a line off. Raises KeyError where it is not on it."""
        self._digest = None
        if isinstance(line, PointsLine):
            self.total -= line.points
            if is_base:
                self.base.take_off(identity)
                return
            self.points.take_off(identity)
            self._sums.count(line, -line.points, -1)
            if line.points < 0:
                del self._begins[bisect_left(self._begins, line.first_day)]
                if (end := _deduction_end(line, identity)) is not None:
                    del self._ends[bisect_left(self._ends, end)]
        elif isinstance(line, OverrideLine):
            self.overrides.take_off(identity)
            self.effects[line.effect] -= 1
            if not self.effects[line.effect]:
                del self.effects[line.effect]
            self._sums.count(line, Decimal(), -1)
            del self._begins[bisect_left(self._begins, line.first_day)]
        elif isinstance(line, StatusLine):
            self.statuses.take_off(identity)
        else:
            self.budgets.take_off(identity)

    def mark_published(self) -> None:
        """Begin to count the changes anew."""
        for part in self.parts:
            part.mark_published()

    def count_from(self, before: "Sheet") -> None:
        """Count the changes from what was published of an earlier sheet."""
        for part, earlier in zip(self.parts, before.parts, strict=True):
            part.count_from(earlier)

    @property
    def changed(self) -> bool:
        """Whether anything was put on it or taken off since it was published."""
        return any(part.began or part.ended for part in self.parts)

    def began(self) -> Iterator[StandingLine]:
        """Yield the lines that were put on it since it was published."""
        return chain.from_iterable(part.began.values() for part in self.parts)

    def ended(self) -> Iterator[StandingLine]:
        """Yield the lines that were taken off it since it was published."""
        return chain.from_iterable(part.ended.values() for part in self.parts)


def sheet_of(standing: Standing) -> Sheet:
    """Return the lines of a standing as a sheet: all of them began."""
    sheet = Sheet()
    for number, line in enumerate(lines_of(standing)):
        sheet.put(line, is_base=number == 0)
    return sheet


def lines_of(standing: Standing) -> Iterator[StandingLine]:
    """Yield all lines of a standing as they are published, in the order of a sheet."""
    parts: tuple[Iterable[StandingLine], ...] = (
        standing.lines,
        standing.overrides,
        standing.statuses,
        standing.budgets,
    )
    return map(bounded, chain.from_iterable(parts))


def _deduction_end(line: PointsLine, identity: str) -> _DeductionEnd | None:
    if line.last_day is None or (line.note is not None and line.note.kind == "overdue_from"):
        return None
    return line.last_day, line.rule, line.record_id or "", identity


def _last_day(end: _DeductionEnd) -> date:
    return end[0]
