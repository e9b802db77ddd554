"""What lines weigh: which of them a message names."""

from typing import Any

from schemas.vocabulary.effect import GradesDown
from schemas.vocabulary.explanation import BudgetLine, OverrideLine, PointsLine, StatusLine

Weight = tuple[Any, ...]  # of a line: the weightiest has the least, two of one weight are equal
_KINDS = ("listed", "status", "proposed")


def weight_of_points(line: PointsLine) -> Weight:
    """Return the weight of points: most of them first, of equals the latest."""
    return -abs(line.points), -line.first_day.toordinal(), line.rule, line.record_id or ""


def weight_of_override(line: OverrideLine) -> Weight:
    """Return the weight of an override: a veto first, then so many grades down."""
    effect = line.effect
    grades = -effect.grades if isinstance(effect, GradesDown) else 0
    down = isinstance(effect, GradesDown)
    return down, grades, -line.first_day.toordinal(), line.rule, line.record_ids


def weight_of_status(line: StatusLine) -> Weight:
    """Return the weight of a status: a list that it is on first, what is proposed last."""
    return _KINDS.index(line.kind), -line.first_day.toordinal(), line.rule, line.record_ids


def weight_of_budget(line: BudgetLine) -> Weight:
    """Return the weight of a budget: the one with least left first."""
    return line.left, line.budget, line.of, line.year
