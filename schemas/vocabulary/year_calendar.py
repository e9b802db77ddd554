"""The State Council's holidays of a year (国务院办公厅关于部分节假日安排的通知), one file a year.

A file in calendars/ is an edition: the clocks go by it from its first day on, so that what was
reckoned before it was published can be reckoned again in the same way.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from .legal_basis import Text
from .statutory_holidays import HolidayName, occurrences

SATURDAY = 6  # in ISO 8601


class Off(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A holiday as a year has it, from its first to its last day, week-ends within it included."""

    holiday: HolidayName
    first_day: date
    last_day: date

    def days(self) -> Iterator[date]:
        """Yield its days."""
        for number in range((self.last_day - self.first_day).days + 1):
            yield self.first_day + timedelta(days=number)


class YearCalendar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The holidays of a `year`, and the days of its week-ends that are `worked` to make up.

    `effective_from` is the first day on which clocks go by it, `article` the notice itself. The new
    year's holiday may begin in the December before. Raises ValueError where the statutory days are
    not all off, a day stands twice, or lies in another year.
    """

    year: int
    effective_from: date
    article: Text
    holidays: tuple[Off, ...]
    worked: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a calendar that can't be the year's."""
        for off in self.holidays:
            if off.last_day < off.first_day:
                raise ValueError(f"holidays: {off.holiday} ends before it begins")
        days = [day for off in self.holidays for day in off.days()]
        for day, times in Counter([*days, *self.worked]).items():
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise ValueError(f"{day} is not in {self.year}, nor in the December before")
            if times > 1:
                raise ValueError(f"{day} stands twice")
        for day in self.worked:
            if day.isoweekday() < SATURDAY:
                raise ValueError(f"worked: {day} is no day of a week-end")
        for each in occurrences(self.year):
            if missing := [day for day in each.statutory if self.works(day)]:
                raise ValueError(f"holidays: {missing[0]} is statutory ({each.name}), and missing")

    def works(self, day: date) -> bool | None:
        """Say whether people work on a day; None: the calendar is not about it."""
        if day in self.worked:
            return True
        if any(off.first_day <= day <= off.last_day for off in self.holidays):
            return False
        return day.isoweekday() < SATURDAY if day.year == self.year else None


@cache
def year_calendars() -> tuple[YearCalendar, ...]:
    """Return the calendars in calendars/*.yaml, the earliest first. Raises ValueError."""
    return calendars_in(files(__package__).joinpath("calendars"))


def calendars_in(folder: Traversable) -> tuple[YearCalendar, ...]:
    """Return the calendars in a folder's *.yaml files, the earliest first.

    Raises ValueError naming the file that is not as it has to be.
    """
    by_year: dict[int, YearCalendar] = {}
    for file in folder.iterdir():
        if not file.name.endswith(".yaml"):
            continue
        try:
            calendar = msgspec.yaml.decode(file.read_bytes(), type=YearCalendar)
        except (msgspec.DecodeError, ValueError) as error:
            raise ValueError(f"calendars/{file.name}: {error}") from error
        if file.name != f"{calendar.year}.yaml":
            raise ValueError(f"calendars/{file.name}: it has to be named {calendar.year}.yaml")
        by_year[calendar.year] = calendar
    return tuple(by_year[year] for year in sorted(by_year))
