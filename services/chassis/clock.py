"""The one clock: the only place that reads the time, and where a day begins."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from schemas.vocabulary import city_day
from schemas.vocabulary.city_day import CITY_TIME as CITY_ZONE

__all__ = ["CITY_ZONE", "Clock", "clock_at", "day_of", "milliseconds", "start_of", "system_clock"]

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the instant now, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """Return the city's calendar day at an instant."""
    return city_day.city_day(instant)


def start_of(day: date) -> datetime:
    """Return the instant (UTC) at which a day begins in the city."""
    return city_day.start_of(day).astimezone(UTC)


def clock_at(day: date) -> Clock:
    """Return a clock that stands at nine in the morning of a day (for stories and tests)."""
    instant = datetime.combine(day, time(9), CITY_ZONE).astimezone(UTC)
    return lambda: instant


def milliseconds(instant: datetime) -> int:
    """Return an instant as the log has it: milliseconds since 1970."""
    return int(instant.timestamp() * 1000)
