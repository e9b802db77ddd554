"""Periods in calendar months, as the civil code counts them, and the city's calendar day."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

ONE_DAY = timedelta(days=1)
CITY_TIME = timezone(timedelta(hours=8))  # China has kept one offset, without summer time
_MONTHS = 12


@lru_cache(maxsize=100_000)
def add_months(day: date, months: int) -> date:
    """Return the corresponding day so many months later, or that month's last day.

    《民法典》第二百零二条: the corresponding day is the last of a period; where the month has no
    such day, the month's last day is. Beyond the calendar's end it is the calendar's last day.
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if year > date.max.year:
        return date.max
    month += 1
    try:
        return date(year, month, day.day)
    except ValueError:
        return date(year, month, monthrange(year, month)[1])


def whole_months(first_day: date, last_day: date) -> int | None:
    """Return how many calendar months the days from first to last are; None: not whole ones."""
    following = day_after(last_day)
    if first_day.day != 1 or following.day != 1:
        return None
    return (following.year - first_day.year) * _MONTHS + following.month - first_day.month


def year_end(year: int) -> date:
    """Return the last day of a year."""
    return date(year, _MONTHS, 31)


def year_start(year: int) -> date:
    """Return the first day of a year (beyond the calendar's end: of its last year)."""
    return date(min(year, date.max.year), 1, 1)


def day_after(day: date) -> date:
    """Return the next day (the calendar's last day has none, and stands for ever)."""
    return day + ONE_DAY if day < date.max else day


def day_before(day: date) -> date:
    """Return the day before (the calendar's first day has none)."""
    return day - ONE_DAY if day > date.min else day


def city_day(instant: datetime) -> date:
    """Return the city's calendar day at an instant."""
    return instant.astimezone(CITY_TIME).date()


def end_of(day: date) -> datetime:
    """Return the first instant after a day in the city."""
    return datetime.combine(day_after(day), time(), CITY_TIME)
