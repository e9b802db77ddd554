"""What a record took back: the grades of the past by what is known now, against those published."""

from datetime import date

from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import assess

from .live_assessment import LiveAssessment

Change = tuple[date, str]  # a day, and the grade from then on


def revised_grades(
    ledger: Ledger,
    rulebooks: Rulebooks,
    published: tuple[Change, ...],
    today: date,
    *,
    everything: bool,
) -> tuple[Change, ...]:
    """Return the grades by what is known now, from the first published one on; or none.

    None: on no day the grade would have been better than the one published. Without `everything`
    the other days are not assessed where the last grade is no better on its own first day.
    """
    if not published:
        return ()
    since, grade = published[-1]
    first = assess(ledger, rulebooks, since)
    pack = rulebooks.at(first.sector, today)
    if not everything and not pack.is_better(first.grade, grade):
        return ()
    revised = _grades(ledger, rulebooks, published[0][0], today)
    days = {day for day, _ in (*published, *revised) if day <= today}
    for day in days:
        if pack.is_better(_on(revised, day), _on(published, day)):
            return revised
    return ()


def _grades(ledger: Ledger, rulebooks: Rulebooks, first: date, today: date) -> tuple[Change, ...]:
    live = LiveAssessment(ledger, rulebooks, first)
    changes = [(first, live.rating.grade)]
    while (day := live.changes_next_on) is not None and day <= today:
        live = live.followed(ledger, (), day)
        if changes[-1][1] != (grade := live.rating.grade):
            changes.append((day, grade))
    return tuple(changes)


def _on(changes: tuple[Change, ...], day: date) -> str:
    """Return the grade of a day that is not before the first one."""
    return [grade for since, grade in changes if since <= day][-1]
