"""Periods and windows at every month's end and every leap day, in both directions."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary.periods import (
    Window,
    corresponding_day,
    counts_until,
    day_after,
    month_end,
    period_end,
    window_before,
)

DAY = timedelta(days=1)
LENGTHS = (1, 2, 3, 6, 12, 24, 36)
YEARS = (2023, 2024, 2025, 2027, 2028, 2099, 2100)  # 2100 is no leap year
ENDS = [
    date(year, month, day)
    for year in YEARS
    for month in range(1, 13)
    for day in sorted({28, 29, 30, 31, monthrange(year, month)[1]})
    if day <= monthrange(year, month)[1]
]


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begins", "months", "last"),
    [
        ("2026-05-31", 3, "2026-08-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-02-28", 36, "2028-02-28"),  # the corresponding day, though the month has one more
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-04-30", 6, "2026-10-30"),
        ("2099-02-28", 12, "2100-02-28"),
        ("9999-06-30", 12, "9999-12-31"),
    ],
)
def test_the_last_day_of_a_period_of_months(begins, months, last):
    assert period_end(d(begins), months=months) == d(last)


def test_the_day_on_which_a_period_of_days_begins_does_not_count():
    assert period_end(d("2026-02-27"), days=3) == d("2026-03-02")
    assert period_end(d("2026-02-27"), days=0) == d("2026-02-27")
    assert period_end(date.max - DAY, days=30) == date.max


@pytest.mark.parametrize(
    ("of", "months", "first"),
    [
        ("2025-02-28", 12, "2024-02-29"),  # the leap day lies in it
        ("2024-02-29", 12, "2023-03-01"),
        ("2024-02-28", 12, "2023-03-01"),
        ("2024-03-01", 12, "2023-03-02"),
        ("2026-08-31", 3, "2026-06-01"),
        ("2026-08-31", 6, "2026-03-01"),  # after 28 February
        ("2026-03-31", 1, "2026-03-01"),
        ("2026-03-28", 1, "2026-03-01"),
        ("2026-02-28", 1, "2026-01-29"),
        ("2028-02-29", 24, "2026-03-01"),
        ("2026-05-31", 12, "2025-06-01"),
    ],
)
def test_the_first_day_of_a_window(of, months, first):
    window = window_before(d(of), months=months)
    assert window.first_day == d(first)
    assert window.contains(d(first))
    assert not window.contains(d(first) - DAY)
    assert window.contains(d(of))
    assert not window.contains(d(of) + DAY)


@pytest.mark.parametrize("months", LENGTHS)
def test_all_month_ends_in_both_directions(months):
    for day in ENDS:
        end, back = corresponding_day(day, months), corresponding_day(day, -months)
        for found, sign in ((end, 1), (back, -1)):
            whole = (day.year * 12 + day.month - 1) + sign * months
            assert (found.year * 12 + found.month - 1) == whole
            assert found.day == min(day.day, monthrange(found.year, found.month)[1])
        assert period_end(day, months=months) == end
        assert window_before(day, months=months) == Window(back, day)
        assert window_before(day, months=months).first_day == day_after(back)


@pytest.mark.parametrize("months", LENGTHS)
def test_a_day_counts_until_the_last_window_that_has_it(months):
    for day in ENDS:
        last = counts_until(day, months=months)
        assert window_before(last, months=months).contains(day)
        assert not window_before(last + DAY, months=months).contains(day)
        end = period_end(day, months=months)
        # A period's own last day is the corresponding one, which lies in no window of its length,
        # but where the month has no such day.
        assert last == (end if end.day < day.day else end - DAY)


DAYS = st.dates(date(1950, 1, 1), date(2190, 12, 31))


@given(DAYS, st.integers(0, 400), st.integers(1, 40))
def test_a_window_has_a_day_as_long_as_it_counts(day, later, months):
    on = day + timedelta(days=later)
    has = window_before(on, months=months).contains(day)
    assert has == (day <= on <= counts_until(day, months=months))


@given(DAYS, DAYS, st.integers(1, 40))
def test_later_days_have_later_windows_and_ends(one, other, months):
    earlier, later = sorted((one, other))
    assert period_end(earlier, months=months) <= period_end(later, months=months)
    assert counts_until(earlier, months=months) <= counts_until(later, months=months)
    windows = [window_before(day, months=months) for day in (earlier, later)]
    assert windows[0].after <= windows[1].after


@given(DAYS, st.integers(1, 400))
def test_windows_of_days(day, days):
    window = window_before(day, days=days)
    assert (window.until - window.after).days == days
    assert counts_until(window.first_day, days=days) == day


def test_a_window_beyond_the_calendars_beginning_has_every_day():
    assert window_before(date(5, 1, 1), months=120).contains(date(1, 1, 2))
    with pytest.raises(ValueError, match="the calendar begins on"):
        corresponding_day(date(1, 1, 31), -1)


def test_the_last_day_of_a_month():
    assert month_end(d("2026-01-31"), 1) == d("2026-02-28")
    assert month_end(d("2027-12-05"), 2) == d("2028-02-29")
    assert month_end(d("2026-04-01")) == d("2026-04-30")
