"""The lines of a rule whose sum has a limit, as they come and go."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from schemas.vocabulary.explanation import PointsLine
from schemas.vocabulary.periods import day_after
from services.scoring.domain.standing.limited_points import beyond_limit, counted_until
from services.scoring.domain.standing.validity import Validity

_Start = tuple[date, str, int]  # first day, record, which of the record's lines
_End = tuple[date, bool, _Start]  # last day, whether there is none, the start


class LimitedSum:
    """The lines in the order in which they count; one that is over is kept no more.

    It gives the lines of `limited_points`, without a look at each: a fleet has thousands.
    """

    __slots__ = ("_ends", "_lines", "_starts")

    def __init__(self) -> None:
        self._lines: dict[_Start, PointsLine] = {}
        self._starts: list[_Start] = []
        self._ends: list[_End] = []

    def put(self, index: int, line: PointsLine) -> None:
        """Add a line: that of its record with this index."""
        if line.last_day is None or line.last_day >= line.first_day:
            start, end = _days(index, line)
            self._lines[start] = line
            insort(self._starts, start)
            insort(self._ends, end)

    def take_off(self, index: int, line: PointsLine) -> None:
        """Take a line off, if it is still there."""
        start, end = _days(index, line)
        if self._lines.pop(start, None) is not None:
            del self._starts[bisect_left(self._starts, start)]
            del self._ends[bisect_left(self._ends, end)]

    def lines(self, limit: Decimal, validity: Validity) -> list[PointsLine]:
        """Return the lines that count on the day, and the one of those beyond the limit."""
        self._forget_before(validity.on)
        count = bisect_right(self._starts, validity.on, key=_first_day)
        if count < len(self._starts):
            validity.note(self._starts[count][0])
        for end, is_open, start in self._ends:
            if start[0] <= validity.on:
                if not is_open:
                    validity.note(day_after(end))
                break
        lines = counted_until(self._in_force(count), limit)
        if len(lines) < count:
            first = self._lines[self._starts[len(lines)]]
            last_day = self._last_day_beyond(set(self._starts[: len(lines)]), validity.on)
            lines.append(beyond_limit(first, count - len(lines), last_day))
        return lines

    def _in_force(self, count: int) -> Iterator[PointsLine]:
        return (self._lines[self._starts[index]] for index in range(count))

    def _last_day_beyond(self, counted: set[_Start], on: date) -> date | None:
        """Return the last day of the lines in force that are not counted (None: one has none)."""
        return next(
            None if is_open else end
            for end, is_open, start in reversed(self._ends)
            if start not in counted and start[0] <= on
        )

    def _forget_before(self, day: date) -> None:
        over = bisect_left(self._ends, day, key=_end_day)
        for _, _, start in self._ends[:over]:
            del self._lines[start]
            del self._starts[bisect_left(self._starts, start)]
        del self._ends[:over]


def _days(index: int, line: PointsLine) -> tuple[_Start, _End]:
    start = (line.first_day, line.record_id or "", index)
    is_open = line.last_day is None
    return start, (line.last_day or date.max, is_open, start)


def _first_day(start: _Start) -> date:
    return start[0]


def _end_day(end: _End) -> date:
    return end[0]
