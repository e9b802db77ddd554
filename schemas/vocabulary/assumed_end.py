"""The end of a term of working days in a year without a calendar: the latest and the earliest."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from .known_days import KnownDays
from .statutory_holidays import Occurrence

_DAY = timedelta(days=1)
_Counted = dict[tuple[int, Occurrence], int]  # days by a holiday of a year


def latest_end(known: KnownDays, start: date, working_days: int) -> date:
    """Return the day by whose end so many working days have passed, whatever the calendar."""
    return next(day for day, least in fewest_after(known, start) if least >= working_days)


def earliest_end(known: KnownDays, start: date, working_days: int) -> date:
    """Return the first day by whose end so many working days could have passed."""
    return next(day for day, most in most_after(known, start) if most >= working_days)


def fewest_after(known: KnownDays, start: date) -> Iterator[tuple[date, int]]:
    """Yield each day after `start`, and how few working days any calendar could give until then.

    Each holiday is off in that run of the longest length which takes most of the days since; and
    so many days are off besides as a single year has had.
    """
    day, worked = start, 0
    days_off: _Counted = {}
    occasional: dict[int, int] = {}
    while day < date.max:
        day += _DAY
        works = known.works(day)
        worked += works
        for year, each in known.assumed(day):
            runs = each.runs()
            days_off[year, each] = max(_days_off(known, run, start, day) for run in runs)
        if works and not known.is_published(day.year):
            occasional[day.year] = min(occasional.get(day.year, 0) + 1, known.occasional)
        yield day, worked - sum(days_off.values()) - sum(occasional.values())


def most_after(known: KnownDays, start: date) -> Iterator[tuple[date, int]]:
    """Yield each day after `start`, and how many working days any calendar could give until then.

    The statutory days alone are off, and as many days of week-ends near each holiday (or for a day
    off of that year alone) are worked as ever were for it.
    """
    day, worked = start, 0
    weekend_days: _Counted = {}
    occasional: dict[int, int] = {}
    while day < date.max:
        day += _DAY
        if known.works(day):
            worked += not known.is_statutory(day)
        elif (near := _holiday_of_weekend_day(known, day, weekend_days)) is not None:
            weekend_days[near] = weekend_days.get(near, 0) + 1
            worked += 1
        elif not known.is_published(day.year):
            more = min(occasional.get(day.year, 0) + 1, known.occasional_worked)
            worked += more - occasional.get(day.year, 0)
            occasional[day.year] = more
        yield day, worked


def _days_off(known: KnownDays, run: Sequence[date], start: date, until: date) -> int:
    return sum(start < day <= until and known.works(day) for day in run)


def _holiday_of_weekend_day(
    known: KnownDays, day: date, weekend_days: _Counted
) -> tuple[int, Occurrence] | None:
    """Return a holiday for which a day of a week-end could be worked (None: for none)."""
    for year in (day.year - 1, day.year, day.year + 1):
        if known.is_published(year):
            continue
        for each in known.holidays_of(year):
            first, last = each.reach
            near = first - known.worked_within <= day <= last + known.worked_within
            free = day not in each.statutory and weekend_days.get((year, each), 0) < each.worked
            if near and free:
                return year, each
    return None
