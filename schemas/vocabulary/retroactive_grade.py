"""The grades of the past by what is known now."""

from datetime import date

import msgspec


class RetroactiveGrade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A grade by what is known now, from a day on until the next one's day."""

    first_day: date
    grade: str


def grade_on(grades: tuple[RetroactiveGrade, ...], day: date) -> str | None:
    """Return the grade of a day (None: before the first)."""
    grades_until = [change.grade for change in grades if change.first_day <= day]
    return grades_until[-1] if grades_until else None
