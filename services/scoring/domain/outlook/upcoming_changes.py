"""The upcoming changes of a standing, read from the standing and its ledger in one pass.

This runs at every assessment, so it is cheap: a danger that it lists may have no effect (its record
may be in dispute), which shows when the day after is assessed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from schemas.records import HiddenDanger
from schemas.vocabulary.explanation import PointsLine
from services.scoring.domain.packs.early_warning_rules import EarlyWarningRules
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import Band
from services.scoring.domain.records.ledger import Ledger, LedgerEntry
from services.scoring.domain.standing.assessment import Standing
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
    standing: Standing, ledger: Ledger, pack: Pack, rules: EarlyWarningRules
) -> UpcomingChanges:
    """Return the upcoming changes of the standing of a ledger, under its pack."""
    upcoming = UpcomingChanges()
    if pack.by_situation["danger_overdue"]:
        _dangers(upcoming, ledger.entries, standing.day, rules.lead_of_dangers)
    _certificate(upcoming, standing, rules.leads_of_certificates)
    _deductions(upcoming, standing, rules.lead_of_deductions)
    band = _near(standing, pack, rules.near_lower_grade.value)
    if band is not None:
        upcoming.reached.append((WarningSubject("near_lower_grade", band.name, None), band))
    return upcoming


def _dangers(
    upcoming: UpcomingChanges, entries: Sequence[LedgerEntry], today: date, lead: timedelta
) -> None:
    """Note the dangers that are open and not yet overdue, each by its record's last revision."""
    last, horizon, nearest = len(entries) - 1, today + lead, None
    for index, entry in enumerate(entries):
        content = entry.content
        if (
            type(content) is HiddenDanger
            and (due_on := content.due_on) >= today
            and content.found_on <= due_on
            and (content.removed_on is None or content.removed_on > due_on)
            and not entry.withdrawn
            and entry.same_as is None
            and (index == last or entries[index + 1].record_id != entry.record_id)
        ):
            if due_on <= horizon:
                upcoming.reached.append(
                    (WarningSubject("danger_due", entry.record_id, due_on), entry)
                )
            elif nearest is None or due_on < nearest:
                nearest = due_on
    upcoming.note(nearest, lead)


def _certificate(upcoming: UpcomingChanges, standing: Standing, leads: Sequence[timedelta]) -> None:
    """Note the certificate in force by the last of its lead times that was reached."""
    certificate = standing.certificate
    if certificate is None or certificate.ended_by.kind != "certificate_expired":
        return
    remaining, step = certificate.last_day - standing.day, -1
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


def _deductions(upcoming: UpcomingChanges, standing: Standing, lead: timedelta) -> None:
    """Note the deductions that end; one that gives way to a graver one does not end by that."""
    horizon, nearest = standing.day + lead, None
    for line in standing.lines:
        last_day = line.last_day
        if last_day is None or (nearest is not None and last_day >= nearest) or line.points >= 0:
            continue
        if line.note is not None and line.note.kind == "overdue_from":
            continue
        if last_day > horizon:
            nearest = last_day
        else:
            key = f"{line.rule}:{line.record_id}"
            upcoming.reached.append((WarningSubject("deduction_ends", key, last_day), line))
    upcoming.note(nearest, lead)


def _near(standing: Standing, pack: Pack, limit: Decimal) -> Band | None:
    """Return the band of the grade, where deductions brought the score near a lower one.

    Where the score alone gives the grade: one that an override makes worse is none of the score's.
    Who begins near it, by the base score, has lost nothing and is not warned.
    """
    band = band_of(standing.score, pack)
    if band.name != standing.grade or band is pack.grades[-1]:
        return None
    if standing.score - band.at_least.value > limit:
        return None
    return band if any(line.points < 0 for line in standing.lines[1:]) else None
