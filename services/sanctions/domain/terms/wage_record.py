"""An enterprise's record of paying wages, as far as the records of the city tell it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.records import WageArrears
from schemas.vocabulary.periods import MONTHS_OF_A_YEAR, Window, day_after, window_before


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
        """Say whether the whole window of so many years before the day is known to be clean."""
        return self.clean_from <= self._window(years).first_day

    def had_arrears_within(self, years: int) -> bool:
        """Say whether there were arrears in the window of so many years before the day."""
        return self.arrears_on is not None and self._window(years).contains(self.arrears_on)

    def _window(self, years: int) -> Window:
        return window_before(self.day, months=years * MONTHS_OF_A_YEAR)


def wage_record(day: date, known_since: date, arrears: Iterable[WageArrears]) -> WageRecord:
    """Return the record on a day: arrears found later don't count, nor do later settlements."""
    last = max(
        (min(each.settled_on or day, day) for each in arrears if each.found_on <= day),
        default=None,
    )
    clean_from = known_since if last is None else day_after(last)
    return WageRecord(day=day, clean_from=clean_from, arrears_on=last)
