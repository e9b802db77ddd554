"""Working days of the statutory clocks: public holidays and make-up days included.

Vocabulary, because a term of so many working days means the same to whoever counts one: sanctions
its defences, intake what has to be published in seven.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import msgspec

ASSUMED = (
    "The State Council's holidays of {year} are not in the calendar yet: Monday to Friday assumed."
)


class Deadline(msgspec.Struct, frozen=True):
    """The last day of a term, and what is uncertain about it."""

    day: date
    note: str | None


@lru_cache(maxsize=1024)
def deadline_after(start: date, working_days: int) -> Deadline:
    """Return the last day of a term that counts from the day after `start`."""
    day, left, assumed = start, working_days, None
    while left > 0:
        day += timedelta(days=1)
        works, known = _is_working_day(day)
        if not known and assumed is None:
            assumed = ASSUMED.format(year=day.year)
        left -= works
    return Deadline(day, assumed)


def working_days_before(end: date, working_days: int) -> date:
    """Return the working day so many working days before a day (that day: for none)."""
    day, left = end, working_days
    while left > 0:
        day -= timedelta(days=1)
        left -= _is_working_day(day)[0]
    return day


def _is_working_day(day: date) -> tuple[bool, bool]:
    """Return whether people work on a day, and whether the calendar knows it."""
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.isoweekday() < 6, False  # noqa: PLR2004 - Saturday's number in ISO 8601
