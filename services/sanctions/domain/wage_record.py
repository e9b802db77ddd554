"""An enterprise's record of paying wages, as far as the records of the city tell it."""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from schemas.records import WageArrears


class WageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is known on a day of how an enterprise pays wages.

    `clean_from` is the first day from which no arrears are known: the day after the last ones were
    settled, else the first day on which the enterprise is on record. Nobody is taken to have been
    clean before that. `arrears_on` is the last day of arrears (None: there were none).
    """

    day: date
    clean_from: date
    arrears_on: date | None

    def clean_for(self, years: int) -> bool:
        """Say whether so many whole years without arrears are over on the day."""
        return _after(self.clean_from, years) <= self.day

    def had_arrears_within(self, years: int) -> bool:
        """Say whether there were arrears in so many years, the corresponding day included."""
        return self.arrears_on is not None and not self.clean_for(years)


def wage_record(day: date, known_since: date, arrears: Iterable[WageArrears]) -> WageRecord:
    """Return the record on a day: arrears found later don't count, nor do later settlements."""
    last = max(
        (min(each.settled_on or day, day) for each in arrears if each.found_on <= day),
        default=None,
    )
    clean_from = known_since if last is None else last + timedelta(days=1)
    return WageRecord(day=day, clean_from=clean_from, arrears_on=last)


def _after(day: date, years: int) -> date:
    """Return the corresponding day; that of 29 February is 1 March where there is no other."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return (day + timedelta(days=1)).replace(year=day.year + years)
