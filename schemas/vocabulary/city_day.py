"""The city's calendar day: the one place where an instant becomes a day, and a day instants."""

from datetime import date, datetime, time, timedelta, timezone

from .periods import day_after

# One offset for all of China. Its summer times (1986 to 1991) are left out: who writes a time of
# those years writes what the clock showed, and the day is as it stands there.
CITY_TIME = timezone(timedelta(hours=8))


def city_day(instant: datetime) -> date:
    """Return the city's calendar day at an instant: 23:59:59.999999 belongs to its day.

    Raises OverflowError where the calendar has no such day, ValueError for a time of no zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant}: of which zone?")
    return instant.astimezone(CITY_TIME).date()


def start_of(day: date) -> datetime:
    """Return the first instant of a day in the city."""
    return datetime.combine(day, time(), CITY_TIME)


def end_of(day: date) -> datetime:
    """Return the first instant after a day in the city."""
    return start_of(day_after(day))
