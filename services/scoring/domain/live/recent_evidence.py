"""On which days departments recorded something: whether a standing rests on too little."""

from bisect import bisect_left, bisect_right, insort
from datetime import date

from schemas.on_record.entry import LedgerEntry
from schemas.vocabulary.thin_data import ThinData
from services.scoring.domain.packs.parts import Sufficiency
from services.scoring.domain.standing.thin_data import evidence_of, sufficient
from services.scoring.domain.standing.validity import Validity


class RecentEvidence:
    """The days of the records that show that somebody looked, by who did."""

    __slots__ = ("_days", "_rules")

    def __init__(self, rules: Sufficiency) -> None:
        self._rules = rules
        self._days: dict[str, list[date]] = {}

    def put(self, entry: LedgerEntry) -> None:
        """Count a record."""
        for name in evidence_of(entry, self._rules):
            insort(self._days.setdefault(name, []), entry.occurred_on)

    def take_off(self, entry: LedgerEntry) -> None:
        """Count a record no more."""
        for name in evidence_of(entry, self._rules):
            days = self._days[name]
            del days[bisect_left(days, entry.occurred_on)]

    def too_little(self, validity: Validity) -> tuple[ThinData, ...]:
        """Return why the records are too few on the day, and note when that may change."""
        latest: dict[str, date] = {}
        for name, days in self._days.items():
            index = bisect_right(days, validity.on)
            if index:
                latest[name] = days[index - 1]
            if index < len(days):
                validity.note(days[index])
        return sufficient(latest, self._rules, validity)
