"""Periods and windows of calendar days, by one convention (《民法典》第二百零一条至第二百零四条).

The day on which a period begins does not count. One of months or years ends with the corresponding
day, or with the month's last day where there is none. A window looks back from a day, which counts,
and begins after the corresponding day. Both are about whole days of the city.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import msgspec

ONE_DAY = timedelta(days=1)
MONTHS_OF_A_YEAR = 12


class Window(msgspec.Struct, frozen=True):
    """The days after one day, until another one that counts."""

    after: date
    until: date

    def contains(self, day: date) -> bool:
        """Say whether a day lies in the window."""
        return self.after < day <= self.until

    @property
    def first_day(self) -> date:
        """Return the first day that lies in it."""
        return day_after(self.after)


@lru_cache(maxsize=100_000)
def corresponding_day(day: date, months: int) -> date:
    """Return the corresponding day so many months later (below 0: earlier), or that month's last.

    Beyond the calendar's end it is the calendar's last day. Raises ValueError before its beginning.
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        raise ValueError(f"{months} months from {day}: the calendar begins on {date.min}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_end(begins_on: date, *, months: int = 0, days: int = 0) -> date:
    """Return the last day of a period; the day on which it begins does not count.

    A period of so many months and then days. It is over on that day's evening, so that what may be
    done after it may be done from the day after on.
    """
    end = corresponding_day(begins_on, months)
    return end + timedelta(days=min(days, (date.max - end).days))


def window_before(day: date, *, months: int = 0, days: int = 0) -> Window:
    """Return the window of so many months (or days) that looks back from a day: (day - 12, day].

    Where the month of its beginning has no corresponding day, it begins after that month's last
    day: the window of 2024-02-29 has all days after 2023-02-28, as that of 2024-02-28 has.
    """
    try:
        after = corresponding_day(day, -months) - timedelta(days=days)
    except (ValueError, OverflowError):
        after = date.min
    return Window(after, day)


@lru_cache(maxsize=100_000)
def counts_until(day: date, *, months: int = 0, days: int = 0) -> date:
    """Return the last day whose window of so many months (or days) still contains a day.

    It is the day before the corresponding one; where there is none, the month's last day, because
    the window of the day after that begins after a later one. (One of 29 February counts until
    28 February of the next year, one of 31 August for six months until the end of February.)
    """
    corresponding = corresponding_day(day, months)
    if corresponding == date.max:
        return date.max
    end = corresponding if corresponding.day < day.day else day_before(corresponding)
    return period_end(end, days=days)


def whole_months(first_day: date, last_day: date) -> int | None:
    """Return how many calendar months the days from first to last are; None: not whole ones."""
    following = day_after(last_day)
    if first_day.day != 1 or following.day != 1:
        return None
    years = following.year - first_day.year
    return years * MONTHS_OF_A_YEAR + following.month - first_day.month


def month_end(day: date, months: int = 0) -> date:
    """Return the last day of a day's month, or of the one so many months later."""
    later = corresponding_day(day.replace(day=1), months)
    return later.replace(day=monthrange(later.year, later.month)[1])


def year_end(year: int) -> date:
    """Return the last day of a year (beyond the calendar's end: of its last year)."""
    return date(min(year, date.max.year), MONTHS_OF_A_YEAR, 31)


def year_start(year: int) -> date:
    """Return the first day of a year (beyond the calendar's end: of its last year)."""
    return date(min(year, date.max.year), 1, 1)


def day_after(day: date) -> date:
    """Return the next day (the calendar's last day has none, and stands for ever)."""
    return day + ONE_DAY if day < date.max else day


def day_before(day: date) -> date:
    """Return the day before (the calendar's first day has none)."""
    return day - ONE_DAY if day > date.min else day
