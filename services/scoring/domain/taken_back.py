"""What a record took back: the grades of the past by what is known now, against those published."""

from datetime import date

from .assessment import assess
from .ledger import Ledger
from .pack import Rulebooks

Change = tuple[date, str]  # a day, and the grade from then on


def taken_back(
    ledger: Ledger,
    rulebooks: Rulebooks,
    published: tuple[Change, ...],
    today: date,
    *,
    everything: bool,
) -> tuple[Change, ...]:
    """Return the grades from the first published one on; nothing where none was taken back.

    A grade was taken back where on some day it would have been better. Without `everything` nothing
    is looked at where the last grade was no better on its own first day.
    """
    if not published:
        return ()
    since, grade = published[-1]
    first = assess(ledger, rulebooks, since)
    pack = rulebooks.at(first.sector, today)
    if not everything and not pack.is_better(first.grade, grade):
        return ()
    then = _grades(ledger, rulebooks, published[0][0], today)
    days = {day for day, _ in (*published, *then) if day <= today}
    for day in days:
        if pack.is_better(_on(then, day), _on(published, day)):
            return then
    return ()


def _grades(ledger: Ledger, rulebooks: Rulebooks, first: date, today: date) -> tuple[Change, ...]:
    found: list[Change] = []
    day: date | None = first
    while day is not None and day <= today:
        standing = assess(ledger, rulebooks, day)
        if not found or found[-1][1] != standing.grade:
            found.append((day, standing.grade))
        day = standing.changes_next_on
    return tuple(found)


def _on(changes: tuple[Change, ...], day: date) -> str:
    """Return the grade of a day that is not before the first one."""
    return [grade for since, grade in changes if since <= day][-1]
