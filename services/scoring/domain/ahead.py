"""What is ahead of an enterprise, read off its standing and its ledger in one walk.

It is looked for at every assessment, and so cheaply: a danger that is found here may still turn out
to bring nothing (its record may be in dispute), which is seen when the day after is assessed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from schemas.records import HiddenDanger
from schemas.vocabulary.explanation import PointsLine

from .assessment import Standing
from .early_warning_rules import EarlyWarningRules
from .grading import band_of
from .ledger import Entry, Ledger
from .pack import Pack
from .pack_parts import Band
from .recorded_situations import OVERDUE_FROM
from .warned import Matter

EXPIRED = "certificate_expired"
Source = Entry | PointsLine | Band | None  # by what a matter comes (None: by the certificate)


class Ahead:
    """The matters whose lead time was reached, with what each comes by.

    `next_day` is the nearest later day on which a lead time is reached. One that was missed counts
    as reached as long as the matter's day is not over.
    """

    __slots__ = ("next_day", "reached")

    def __init__(self) -> None:
        self.reached: list[tuple[Matter, Source]] = []
        self.next_day: date | None = None

    def note(self, on: date | None, lead: timedelta) -> None:
        """Note the day on which the lead time of a matter's day is reached."""
        if on is not None:
            day = on - lead
            if self.next_day is None or day < self.next_day:
                self.next_day = day


def look_ahead(standing: Standing, ledger: Ledger, pack: Pack, rules: EarlyWarningRules) -> Ahead:
    """Return what is ahead of a standing that rests on a ledger, under its pack."""
    ahead = Ahead()
    if pack.by_situation["danger_overdue"]:
        _dangers(ahead, ledger.entries, standing.day, rules.lead_of_dangers)
    _certificate(ahead, standing, rules.leads_of_certificates)
    _deductions(ahead, standing, rules.lead_of_deductions)
    band = _near(standing, pack, rules.near_lower_grade.value)
    if band is not None:
        ahead.reached.append((Matter("near_lower_grade", band.name, None), band))
    return ahead


def _dangers(ahead: Ahead, entries: Sequence[Entry], today: date, lead: timedelta) -> None:
    """Note the dangers that are open and not yet overdue, each by its record's last revision."""
    last, horizon, nearest = len(entries) - 1, today + lead, None
    for place, entry in enumerate(entries):
        content = entry.content
        if (
            type(content) is HiddenDanger
            and (due_on := content.due_on) >= today
            and content.found_on <= due_on
            and (content.removed_on is None or content.removed_on > due_on)
            and not entry.withdrawn
            and entry.same_as is None
            and (place == last or entries[place + 1].record_id != entry.record_id)
        ):
            if due_on <= horizon:
                ahead.reached.append((Matter("danger_due", entry.record_id, due_on), entry))
            elif nearest is None or due_on < nearest:
                nearest = due_on
    ahead.note(nearest, lead)


def _certificate(ahead: Ahead, standing: Standing, leads: Sequence[timedelta]) -> None:
    """Note the certificate in force by the last of its lead times that was reached."""
    held = standing.certificate
    if held is None or held.ended_by != EXPIRED:
        return
    left, step = held.last_day - standing.day, -1
    for lead in leads:
        if left > lead:
            ahead.note(held.last_day, lead)
            break
        step += 1
    if step >= 0:
        matter = Matter("certificate_expires", held.entry.record_id, held.last_day, step)
        ahead.reached.append((matter, None))


def _deductions(ahead: Ahead, standing: Standing, lead: timedelta) -> None:
    """Note the deductions that end; one that gives way to a graver one does not end by that."""
    horizon, nearest = standing.day + lead, None
    for line in standing.lines:
        last_day = line.last_day
        if last_day is None or (nearest is not None and last_day >= nearest) or line.points >= 0:
            continue
        if line.note is not None and line.note.startswith(OVERDUE_FROM):
            continue
        if last_day > horizon:
            nearest = last_day
        else:
            key = f"{line.rule}:{line.record_id}"
            ahead.reached.append((Matter("deduction_ends", key, last_day), line))
    ahead.note(nearest, lead)


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
