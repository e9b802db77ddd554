"""The upcoming changes of a standing, read from the standing and its ledger in one pass.

This runs at every assessment, so it is cheap: a danger that it lists may have no effect (its record
may be in dispute), which shows when the day after is assessed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from schemas.on_record.entry import LedgerEntry
from schemas.vocabulary.explanation import PointsLine
from services.scoring.domain.live.danger_terms import DangerTerms
from services.scoring.domain.live.live_assessment import LiveAssessment
from services.scoring.domain.live.sheet import Sheet
from services.scoring.domain.packs.early_warning_rules import EarlyWarningRules
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import Band
from services.scoring.domain.standing.assessment import Rating
from services.scoring.domain.standing.grading import band_of

from .issued_warnings import WarningSubject

EXPIRED = "certificate_expired"
Source = (
    LedgerEntry | PointsLine | Band | None
)  # what the change comes from (None: by the certificate)


class UpcomingChanges:
    """The changes whose lead time was reached, each with its source.

    `next_day` is the nearest later day on which a lead time is reached. One that was missed counts
    as reached as long as the day of the change is not over.
    """

    __slots__ = ("next_day", "reached")

    def __init__(self) -> None:
        self.reached: list[tuple[WarningSubject, Source]] = []
        self.next_day: date | None = None

    def note(self, on: date | None, lead: timedelta) -> None:
        """Note the day on which the lead time of a change on a day is reached."""
        if on is not None:
            day = on - lead
            if self.next_day is None or day < self.next_day:
                self.next_day = day


def upcoming_changes(
    live: LiveAssessment, rating: Rating, rules: EarlyWarningRules
) -> UpcomingChanges:
    """Return the upcoming changes of a live assessment, of which this is the rating."""
    upcoming = UpcomingChanges()
    if live.pack.by_situation["danger_overdue"]:
        _dangers(upcoming, live.dangers, rating.day, rules.lead_of_dangers)
    _certificate(upcoming, rating, rules.leads_of_certificates)
    _deductions(upcoming, live.sheet, rating.day, rules.lead_of_deductions)
    band = _near(live.sheet, rating, live.pack, rules.near_lower_grade.value)
    if band is not None:
        upcoming.reached.append((WarningSubject("near_lower_grade", band.name, None), band))
    return upcoming


def _dangers(upcoming: UpcomingChanges, dangers: DangerTerms, today: date, lead: timedelta) -> None:
    """Note the dangers that are open and not yet overdue, each by its record's last revision."""
    entries, nearest = dangers.ending(today, today + lead)
    for entry, due_on in entries:
        upcoming.reached.append((WarningSubject("danger_due", entry.record_id, due_on), entry))
    upcoming.note(nearest, lead)


def _certificate(upcoming: UpcomingChanges, rating: Rating, leads: Sequence[timedelta]) -> None:
    """Note the certificate in force by the last of its lead times that was reached."""
    certificate = rating.certificate
    if certificate is None or certificate.ended_by.kind != "certificate_expired":
        return
    remaining, step = certificate.last_day - rating.day, -1
    for lead in leads:
        if remaining > lead:
            upcoming.note(certificate.last_day, lead)
            break
        step += 1
    if step >= 0:
        subject = WarningSubject(
            "certificate_expires", certificate.entry.record_id, certificate.last_day, step
        )
        upcoming.reached.append((subject, None))


def _deductions(upcoming: UpcomingChanges, sheet: Sheet, today: date, lead: timedelta) -> None:
    """Note the deductions that end."""
    lines, nearest = sheet.deductions_ending(today + lead)
    for line, last_day in lines:
        key = f"{line.rule}:{line.record_id}"
        upcoming.reached.append((WarningSubject("deduction_ends", key, last_day), line))
    upcoming.note(nearest, lead)


def _near(sheet: Sheet, rating: Rating, pack: Pack, limit: Decimal) -> Band | None:
    """Return the band of the grade, where deductions brought the score near a lower one.

    Where the score alone gives the grade: one that an override makes worse is none of the score's.
    Who begins near it, by the base score, has lost nothing and is not warned.
    """
    band = band_of(rating.score, pack)
    if band.name != rating.grade or band is pack.grades[-1]:
        return None
    if rating.score - band.at_least.value > limit:
        return None
    return band if sheet.has_deductions else None
