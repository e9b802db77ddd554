"""The statutory holidays of any year, published calendar or not, and how far one may be stretched.

By the regulation on national holidays as amended from 2025-01-01 (statutory_holidays.yaml). The
State Council's calendar of a year joins each to a week-end and moves days to and fro; whatever it
does, it has given no more days in a row so far than stand there as the longest.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import lunar_python
import msgspec

from .rule_value import RuleValue

HolidayName = Literal[
    "new_year",
    "spring_festival",
    "qingming",
    "labour_day",
    "dragon_boat",
    "mid_autumn",
    "national_day",
]
Positive = RuleValue[Annotated[int, msgspec.Meta(ge=1)]]
Count = RuleValue[Annotated[int, msgspec.Meta(ge=0)]]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class BySun(_Strict, frozen=True, kw_only=True, tag_field="by", tag="sun"):
    """A day of the solar calendar."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """Return the day of a year."""
        return date(year, self.month, self.day)


class ByMoon(_Strict, frozen=True, kw_only=True, tag_field="by", tag="moon"):
    """A day of the lunar calendar, or so many days before it."""

    month: int
    day: int
    days_before: int = 0

    def of(self, year: int) -> date:
        """Return the day of the lunar year that begins in a year."""
        solar = lunar_python.Lunar.fromYmd(year, self.month, self.day).getSolar()
        return _day(solar) - timedelta(days=self.days_before)


class BySolarTerm(_Strict, frozen=True, kw_only=True, tag_field="by", tag="solar_term"):
    """The day of a solar term (节气)."""

    name: str

    def of(self, year: int) -> date:
        """Return the day of a year."""
        return _day(lunar_python.Lunar.fromYmd(year, 1, 1).getJieQiTable()[self.name])


class Holiday(_Strict, frozen=True, kw_only=True):
    """A statutory holiday: where it begins, its days, and what calendars have made of it so far.

    `longest` is the most days in a row, `worked` the most days of week-ends worked to make up.
    """

    begins: BySun | ByMoon | BySolarTerm
    days: Positive
    longest: Positive
    worked: Count

    def __post_init__(self) -> None:
        """Refuse a holiday that is longer than the longest."""
        if self.longest.value < self.days.value:
            raise ValueError(f"longest: {self.longest.value} days, fewer than {self.days.value}")


class Regulation(_Strict, frozen=True, kw_only=True):
    """All of them. `occasional` are working days a year that a single year had off besides.

    `occasional_worked` are days of week-ends that were worked for these.
    Days of week-ends that make up for a holiday lie within `worked_within` days of it.
    """

    holidays: Mapping[HolidayName, Holiday]
    worked_within: Positive
    occasional: Count
    occasional_worked: Count


class Occurrence(msgspec.Struct, frozen=True):
    """A holiday in a year: its statutory days, and every day on which it may be off at all."""

    name: HolidayName
    statutory: tuple[date, ...]
    longest: int
    worked: int

    def runs(self) -> Iterator[tuple[date, ...]]:
        """Yield each run of the longest length that holds all the statutory days."""
        spare = self.longest - len(self.statutory)
        for before in range(spare + 1):
            first = self.statutory[0] - timedelta(days=before)
            yield tuple(first + timedelta(days=n) for n in range(self.longest))

    @property
    def reach(self) -> tuple[date, date]:
        """Return the first and the last day on which it may be off."""
        spare = timedelta(days=self.longest - len(self.statutory))
        return self.statutory[0] - spare, self.statutory[-1] + spare


@cache
def regulation() -> Regulation:
    """Return the regulation. Raises ValueError where its file is not as it has to be."""
    file = files(__package__).joinpath("statutory_holidays.yaml")
    try:
        return msgspec.yaml.decode(file.read_bytes(), type=Regulation)
    except msgspec.DecodeError as error:
        raise ValueError(f"statutory_holidays.yaml: {error}") from error


@cache
def occurrences(year: int) -> tuple[Occurrence, ...]:
    """Return the holidays of a year (by the regulation as it is), the earliest first."""
    return occurring(regulation(), year)


def occurring(rules: Regulation, year: int) -> tuple[Occurrence, ...]:
    """Return the holidays of a year by some regulation, the earliest first."""
    occurrences = []
    for name, holiday in rules.holidays.items():
        first = holiday.begins.of(year)
        days = tuple(first + timedelta(days=n) for n in range(holiday.days.value))
        occurrences.append(Occurrence(name, days, holiday.longest.value, holiday.worked.value))
    occurrences.sort(key=lambda each: each.statutory)
    return tuple(occurrences)


def _day(solar: lunar_python.Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
