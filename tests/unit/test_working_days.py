"""Working days with China's holidays and make-up days, with a year's calendar and without."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import msgspec
import pytest

from schemas.vocabulary.assumed_end import fewest_after, most_after
from schemas.vocabulary.known_days import LIBRARY, KnownDays
from schemas.vocabulary.statutory_holidays import occurrences, regulation
from schemas.vocabulary.working_days import (
    Deadline,
    WorkingCalendar,
    deadline_after,
    working_days_before,
)
from schemas.vocabulary.year_calendar import YearCalendar, calendars_in, year_calendars
from tests.support.calendars import calendar_of_2027
from tests.support.source_tree import ROOT

DAY = timedelta(days=1)
FOLDER = ROOT / "schemas/vocabulary/calendars"
LONGEST_TERM = 60  # working days
PUBLISHED = range(2015, 2027)


def days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY


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
        ("2025-01-24", 3, "2025-02-05"),  # 26 January (Sunday, worked), 27, then 5 February
    ],
)
def test_holidays_do_not_count_and_make_up_days_do(start, days, last):
    for assumed in ("latest", "earliest"):
        found = deadline_after(date.fromisoformat(start), days, assumed=assumed)
        assert found == Deadline(date.fromisoformat(last), None)


def test_the_calendars_that_are_installed_are_those_of_the_library():
    """And a year that the library has is a file too, before a newer one is relied on."""
    known = {each.year: each for each in year_calendars()}
    assert 2026 in known
    newest = max(chinese_calendar.holidays).year
    assert set(range(LIBRARY.stop, newest + 1)) <= set(known)
    for year in known.keys() & set(range(2004, newest + 1)):
        for day in days(date(year, 1, 1), date(year, 12, 31)):
            assert known[year].works(day) is chinese_calendar.is_workday(day), day


def unpublished_from(year: int, rules=None) -> KnownDays:
    """Return what is known where no calendar of a year, or of one after it, is published."""
    return KnownDays((), rules, library=range(2004, year))


@cache
def works(day: date) -> bool:
    return chinese_calendar.is_workday(day)


@pytest.mark.parametrize("year", PUBLISHED)
def test_no_published_calendar_ended_a_term_later_than_is_assumed(year):
    """For each day on which a term may begin, and each term up to the longest."""
    known, last = unpublished_from(year), date(PUBLISHED.stop - 1, 12, 31)
    for start in days(date(year - 1, 12, 1), date(year, 12, 31)):
        passed = 0
        for day, fewest in fewest_after(known, start):
            if day > last or passed > LONGEST_TERM:
                break
            passed += works(day)
            assert fewest <= passed, (start, day)


OLD = msgspec.structs.replace(
    regulation(),
    holidays={  # before 2025: 11 days, without the eve and 2 May
        **regulation().holidays,
        **{
            name: msgspec.structs.replace(
                (holiday := regulation().holidays[name]),
                begins=msgspec.structs.replace(holiday.begins, **begins),
                days=msgspec.structs.replace(holiday.days, value=fewer),
            )
            for name, begins, fewer in (
                ("spring_festival", {"days_before": 0}, 3),
                ("labour_day", {}, 1),
            )
        },
    },
)


@pytest.mark.parametrize("year", PUBLISHED)
def test_no_published_calendar_ended_a_term_earlier_than_is_assumed(year):
    rules = OLD if year < 2025 else regulation()
    known, last = unpublished_from(year, rules), date(year, 12, 31)
    for start in days(date(year - 1, 12, 1), date(year, 12, 31)):
        passed = 0
        for day, most in most_after(known, start):
            if day > last or passed > LONGEST_TERM:
                break
            passed += works(day)
            assert most >= passed, (start, day)


def test_the_statutory_days_of_2027():
    found = {each.name: each.statutory for each in occurrences(2027)}
    assert {name: (each[0].isoformat(), len(each)) for name, each in found.items()} == {
        "new_year": ("2027-01-01", 1),
        "spring_festival": ("2027-02-05", 4),  # from the eve
        "qingming": ("2027-04-05", 1),
        "labour_day": ("2027-05-01", 2),
        "dragon_boat": ("2027-06-09", 1),
        "mid_autumn": ("2027-09-15", 1),
        "national_day": ("2027-10-01", 3),
    }
    assert sum(map(len, found.values())) == 13


@pytest.mark.parametrize("year", range(2008, 2027))
def test_feasts_by_the_moon_and_the_sun_are_those_of_the_published_years(year):
    names = {
        "qingming": "Tomb-sweeping Day",
        "dragon_boat": "Dragon Boat Festival",
        "mid_autumn": "Mid-autumn Festival",
        "spring_festival": "Spring Festival",
        "national_day": "National Day",
    }
    for each in occurrences(year):
        if each.name in names and each.statutory[-1].isoweekday() < 6:
            assert not works(each.statutory[-1]), each


def test_qingming_is_the_fourth_or_the_fifth_of_april_for_long():
    fifth = {
        year
        for year in range(2020, 2061)
        for each in occurrences(year)
        if each.name == "qingming" and each.statutory == (date(year, 4, 5),)
    }
    fourth = set(range(2020, 2061)) - fifth
    assert all(
        each.statutory == (date(year, 4, 4),)
        for year in fourth
        for each in occurrences(year)
        if each.name == "qingming"
    )
    assert fifth == {2022, 2023, 2026, 2027, 2030, 2031, 2034, 2035, 2038, 2039, 2043} | {
        2047,
        2051,
        2055,
        2059,
    }


def test_a_term_across_a_spring_festival_without_a_calendar_ends_after_any():
    """Ten working days from 28 January 2027: the eve is 5 February."""
    latest = deadline_after(date(2027, 1, 28), 10)
    assert latest == Deadline(date(2027, 2, 25), 2027)
    earliest = deadline_after(date(2027, 1, 28), 10, assumed="earliest")
    assert earliest == Deadline(date(2027, 2, 10), 2027)


def test_a_new_year_whose_calendar_is_not_published_may_take_of_the_december_before():
    assert deadline_after(date(2026, 12, 25), 2) == Deadline(date(2026, 12, 29))
    assert deadline_after(date(2026, 12, 25), 3).assumes == 2027
    assert deadline_after(date(2026, 12, 25), 3).day > date(2026, 12, 30)


def test_beyond_the_published_calendar_the_deadline_says_so():
    found = deadline_after(date(2037, 12, 20), 3)
    assert (found.assumes, found.day > date(2037, 12, 23)) == (2037, True)


def test_a_calendar_moves_the_end_of_a_term_from_its_first_day_on():
    published = calendar_of_2027(effective_from=date(2027, 1, 30))
    calendar = WorkingCalendar((*year_calendars(), published))
    start = date(2027, 1, 28)

    def known_on(day: date) -> Deadline:
        return calendar.deadline(start, 10, "latest", day)

    assert known_on(start) == known_on(date(2027, 1, 29)) == Deadline(date(2027, 2, 25), 2027)
    # 29 January, 1 to 4 February, 12, 13 (Saturday, worked), 15 to 17 February.
    assert known_on(date(2027, 1, 30)) == Deadline(date(2027, 2, 17))
    assert calendar.deadline(date(2027, 1, 30), 4, "latest", date(2027, 2, 1)).assumes is None


def test_no_calendar_ends_a_term_on_a_day_that_is_over():
    """Published, or installed, when the true end had passed: what was told holds."""
    for late in (date(2027, 2, 17), date(2027, 2, 20)):
        calendar = WorkingCalendar((*year_calendars(), calendar_of_2027(effective_from=late)))
        for known_on in (late - DAY, late, date(2027, 3, 30)):
            found = calendar.deadline(date(2027, 1, 28), 10, "latest", known_on)
            assert found == Deadline(date(2027, 2, 25), 2027)
    just = WorkingCalendar((*year_calendars(), calendar_of_2027(effective_from=date(2027, 2, 16))))
    found = just.deadline(date(2027, 1, 28), 10, "latest", date(2027, 2, 16))
    assert found == Deadline(date(2027, 2, 17))


def test_working_days_are_counted_back_over_holidays():
    assert working_days_before(date(2026, 10, 9), 2) == date(2026, 9, 30)
    assert working_days_before(date(2027, 2, 9), 1) == date(2027, 2, 4)  # statutory days between
    assert working_days_before(date(2027, 2, 9), 0) == date(2027, 2, 9)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"worked": (date(2027, 2, 15),)}, "2027-02-15 is no day of a week-end"),
        ({"worked": (date(2028, 2, 13),)}, "2028-02-13 is not in 2027"),
        ({"worked": (date(2027, 2, 6),)}, "2027-02-06 stands twice"),
        ({"holidays": ()}, "2027-01-01 is statutory"),
        ({"worked": (date(2026, 11, 28),)}, "2026-11-28 is not in 2027"),
    ],
)
def test_a_calendar_that_can_not_be_the_years_is_refused(change, error):
    plain = msgspec.to_builtins(calendar_of_2027()) | msgspec.to_builtins(change)
    with pytest.raises(msgspec.ValidationError, match=error):
        msgspec.convert(plain, YearCalendar)


@pytest.mark.parametrize(
    ("name", "change", "error"),
    [
        ("2027.yaml", ("year: 2026", "year: 2026"), "2027.yaml: it has to be named 2026.yaml"),
        ("2026.yaml", ("holidays:", "off:"), "2026.yaml: "),
        ("2026.yaml", ("2026-02-15", "2026-02-30"), "2026.yaml: "),
        ("2026.yaml", ("last_day: 2026-02-23", "last_day: 2026-02-17"), "2026-02-18 is statutory"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_by_its_name(tmp_path, name, change, error):
    text = (FOLDER / "2026.yaml").read_text("utf-8")
    (tmp_path / name).write_text(text.replace(*change), "utf-8")
    with pytest.raises(ValueError, match=error):
        calendars_in(tmp_path)
