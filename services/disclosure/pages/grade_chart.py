"""The history of a grade as a line of steps."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from schemas.vocabulary.disclosed_entry import GradeSince

WIDTH, LEFT, RIGHT = 480, 34, 466  # the drawing's units
TOP, STEP = 24, 34


class GradeSpan(NamedTuple):
    """A grade from a day to the day on which it changed (None: it still holds)."""

    grade: str
    first_day: date
    changed_on: date | None


class GradeLevel(NamedTuple):
    """The line of a grade: at which height."""

    grade: str
    y: float


class GradeChart(NamedTuple):
    """What is drawn: the lines of the grades, the steps as a path, and where each begins."""

    width: int
    height: int
    left: int
    right: int
    levels: tuple[GradeLevel, ...]
    path: str
    starts: tuple[tuple[float, float], ...]


def grade_spans(grades: tuple[GradeSince, ...]) -> tuple[GradeSpan, ...]:
    """Return the grades of an enterprise with the days on which they changed, the first first."""
    ends = [after.first_day for _, after in pairwise(grades)]
    return tuple(
        GradeSpan(each.grade, each.first_day, end)
        for each, end in zip(grades, [*ends, None], strict=False)
    )


def grade_chart(
    grades: tuple[GradeSince, ...], names: tuple[str, ...], today: date
) -> GradeChart | None:
    """Return the chart of a history to a day, by the names of grades from the best; None: empty."""
    known = [each for each in grades if each.grade in names]
    if not known:
        return None
    levels = {name: TOP + index * STEP for index, name in enumerate(names)}
    first = known[0].first_day
    days = max((today - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * max((day - first).days, 0) / days, 1)

    starts = tuple((x(each.first_day), float(levels[each.grade])) for each in known)
    path = "M" + " ".join(
        f"{'' if index == 0 else 'H'}{at}{' ' if index == 0 else ' V'}{height}"
        for index, (at, height) in enumerate(starts)
    )
    return GradeChart(
        width=WIDTH,
        height=TOP + len(names) * STEP,
        left=LEFT,
        right=RIGHT,
        levels=tuple(GradeLevel(name, y) for name, y in levels.items()),
        path=f"{path} H{x(today)}",
        starts=starts,
    )
