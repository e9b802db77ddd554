"""Working days of the statutory clocks: public holidays and make-up days included.

Vocabulary, because a term of so many working days means the same to whoever counts one: sanctions
its defences, intake what has to be published in seven.

For a year whose calendar is not published the statutory days hold all the same. The rest is
unknown, and is assumed in favour of a party: where it has the term, the term ends on the latest day
that any calendar could give; where it waits for an agency, on the earliest.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

import msgspec

from .assumed_end import earliest_end, latest_end
from .known_days import KnownDays
from .year_calendar import YearCalendar, year_calendars

Assumed = Literal["latest", "earliest"]  # of the days that any calendar could give
_DAY = timedelta(days=1)


class Deadline(msgspec.Struct, frozen=True):
    """The last day of a term. `assumes` is the year whose calendar it assumes (None: none)."""

    day: date
    assumes: int | None = None


class WorkingCalendar:
    """The calendars that are installed, each known from a day on."""

    def __init__(self, calendars: Iterable[YearCalendar]) -> None:
        in_order = sorted(calendars, key=lambda each: (each.effective_from, each.year))
        self.calendars = tuple(in_order)
        self.begins = [each.effective_from for each in in_order]
        self.known = [KnownDays(in_order[:count]) for count in range(len(in_order) + 1)]

    def deadline(
        self, start: date, working_days: int, assumed: Assumed, known_on: date
    ) -> Deadline:
        """Return the last day of a term that counts from the day after `start`, as known on a day.

        A calendar that begins while the term runs moves its end; never to a day that is over by
        then, because nobody could have kept it.
        """
        last = bisect_right(self.begins, known_on)
        at_start = min(bisect_right(self.begins, start), last)
        deadline = _reckoned(self, start, working_days, assumed, at_start)
        for count in range(at_start + 1, last + 1):
            if deadline.assumes is None:
                break
            moved = _reckoned(self, start, working_days, assumed, count)
            if moved.day > self.begins[count - 1]:
                deadline = moved
        return deadline

    def days_before(self, end: date, working_days: int, known_on: date) -> date:
        """Return the working day so many working days before a day (that day: for none)."""
        known = self.known[bisect_right(self.begins, known_on)]
        day, left = end, working_days
        while left > 0:
            day -= _DAY
            left -= known.works(day) and not known.is_statutory(day)
        return day


@lru_cache(maxsize=4096)
def _reckoned(
    calendar: WorkingCalendar, start: date, working_days: int, assumed: Assumed, count: int
) -> Deadline:
    known = calendar.known[count]
    day, left, assumes = start, working_days, None
    while left > 0:
        day += _DAY
        if not known.is_published(day.year):
            assumes = day.year
        elif (near := next(known.assumed(day), None)) is not None and known.works(day):
            assumes = near[0]
        if assumes is not None:
            end = latest_end if assumed == "latest" else earliest_end
            return Deadline(end(known, start, working_days), assumes)
        left -= known.works(day)
    return Deadline(day)


@cache
def working_calendar() -> WorkingCalendar:
    """Return the calendar with the years that are installed."""
    return WorkingCalendar(year_calendars())


def deadline_after(
    start: date, working_days: int, *, assumed: Assumed = "latest", known_on: date = date.max
) -> Deadline:
    """Return the last day of a term that counts from the day after `start`, as known on a day.

    Where a year's calendar is not published it is assumed in favour of a party: the `latest` end
    for who has the term, the `earliest` for who waits for it.
    """
    return working_calendar().deadline(start, working_days, assumed, known_on)


def working_days_before(end: date, working_days: int, *, known_on: date = date.max) -> date:
    """Return the working day so many working days before a day (that day: for none)."""
    return working_calendar().days_before(end, working_days, known_on)
