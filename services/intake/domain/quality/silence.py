"""Whether a department fell silent against its own rhythm: days in, days out."""

from datetime import date

import msgspec

from schemas.vocabulary.department import Rhythm
from schemas.vocabulary.periods import day_after, period_end


class Pulse(msgspec.Struct, frozen=True, array_like=True):
    """When a department last reported.

    `since` is the day of its last report. Before its first report (`has_reported` is False) it is
    the first day that began here. `silent_since` is the day of the alarm, until it reports again.
    """

    since: date
    has_reported: bool
    silent_since: date | None = None

    @property
    def last_reported_on(self) -> date | None:
        """Return the day of the last report, or None where there was none."""
        return self.since if self.has_reported else None

    def expected_by(self, rhythm: Rhythm) -> date:
        """Return the last day on which a report is in its rhythm; calendar days, no holidays."""
        return period_end(self.since, days=rhythm.silent_after_days)

    def due_on(self, rhythm: Rhythm) -> date | None:
        """Return the day on which it counts as silent if nothing comes (None: it does already)."""
        if self.silent_since is not None:
            return None
        return day_after(self.expected_by(rhythm))

    def covers(self, reported_on: date) -> bool:
        """Return whether a report of that day, or of a later one, is known already."""
        return self.has_reported and reported_on <= self.since


def pulse_after_report(day: date) -> Pulse:
    """Return the pulse after a report."""
    return Pulse(day, has_reported=True)


def pulse_before_reports(day: date) -> Pulse:
    """Return the pulse of a department that has never reported, from the first day on."""
    return Pulse(day, has_reported=False)
