"""What is known of days: by the calendars that are published, or by the statute alone."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from .statutory_holidays import Occurrence, Regulation, occurring, regulation
from .year_calendar import SATURDAY, YearCalendar

# Years of the library. Later ones are files in calendars/, each with the day from which it is
# known: a newer library must not change what was reckoned before.
LIBRARY = range(2004, 2026)


class KnownDays:
    """What is known of days by some calendars."""

    def __init__(
        self,
        calendars: Iterable[YearCalendar],
        rules: Regulation | None = None,
        library: range = LIBRARY,
    ) -> None:
        self._by_year = {each.year: each for each in calendars}
        self._library = library
        self._rules = rules = rules or regulation()
        self._holidays: dict[int, tuple[Occurrence, ...]] = {}
        self.occasional = rules.occasional.value
        self.occasional_worked = rules.occasional_worked.value
        self.worked_within = timedelta(days=rules.worked_within.value)

    def holidays_of(self, year: int) -> tuple[Occurrence, ...]:
        """Return the statutory holidays of a year."""
        if year not in self._holidays:
            self._holidays[year] = occurring(self._rules, year)
        return self._holidays[year]

    def is_published(self, year: int) -> bool:
        """Say whether a year's calendar is known."""
        return year in self._by_year or year in self._library

    def works(self, day: date) -> bool:
        """Say whether people work on a day; without a calendar, whether it is in the week."""
        for year in (day.year + 1, day.year):  # the next new year may reach into this December
            calendar = self._by_year.get(year)
            works = None if calendar is None else calendar.works(day)
            if works is not None:
                return works
        if day.year in self._library:
            return _library_works(day)
        return day.isoweekday() < SATURDAY

    def assumed(self, day: date) -> Iterator[tuple[int, Occurrence]]:
        """Yield the holidays of unpublished years that may reach a day, with their year."""
        for year in (day.year, day.year + 1):
            if not self.is_published(year):
                for each in self.holidays_of(year):
                    first, last = each.reach
                    if first <= day <= last:
                        yield year, each

    def is_statutory(self, day: date) -> bool:
        """Say whether a day is a statutory one of an unpublished year."""
        return any(day in each.statutory for _, each in self.assumed(day))


@lru_cache(maxsize=10_000)
def _library_works(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))  # it looks through all its years each time
