"""Working days with China's holidays and make-up days."""

from datetime import date

import pytest

from schemas.vocabulary.working_days import deadline_after


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-11-10", 10, "2026-11-24"),  # two ordinary week-ends
        ("2026-09-29", 1, "2026-09-30"),
        ("2026-09-30", 1, "2026-10-08"),  # the National Day week lies between
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday that is worked to make up
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-10-01", 1, "2026-10-08"),
    ],
)
def test_holidays_do_not_count_and_make_up_days_do(start, days, last):
    found = deadline_after(date.fromisoformat(start), days)
    assert (found.day.isoformat(), found.note) == (last, None)


def test_beyond_the_published_calendar_the_deadline_says_so():
    found = deadline_after(date(2037, 12, 30), 3)
    assert found.day == date(2038, 1, 4)  # Thursday 31, Friday 1, Monday 4
    assert "2037" in found.note
    assert "assumed" in found.note
