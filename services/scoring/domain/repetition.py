"""Repetition: so many records within a rolling window of months.

A record counts from its own day until the day before the corresponding day so many months later:
on day D those of (D - 12 months, D] count.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.vocabulary.explanation import OverrideLine

from .agenda import Agenda
from .calendar_months import add_months, day_after, day_before
from .grading import down, to
from .ledger import Entry
from .override import line
from .pack_parts import Repeated, joined

Dated = tuple[date, Entry]


def repeated(
    key: str, dated: list[Dated], rule: Repeated, agenda: Agenda
) -> Iterator[OverrideLine]:
    """Yield the overrides of records that repeat, if they do on the agenda's day."""
    months, on = rule.window.value, agenda.on
    if sum(on < add_months(day, months) for day, _ in dated) < rule.count.value:
        return  # too few still count or will: neither now nor later are they enough
    dated.sort(key=_order)
    for first_day, last_day in runs_of([day for day, _ in dated], rule.count.value, months):
        if not agenda.in_force(first_day, last_day):
            continue
        counted = [entry for day, entry in dated if day <= on < add_months(day, months)]
        for day, _ in dated:  # who is counted changes, even where the effect does not
            agenda.note(day)
            agenda.note(add_months(day, months))
        days = (first_day, last_day)
        if steps := rule.steps:
            basis = (joined(steps.article, rule.window.article), steps.mark)
            yield line(key, down(steps.value), basis, counted, days)
        if grade := rule.grade:
            basis = (joined(grade.article, rule.window.article), grade.mark)
            yield line(key, to(grade.value), basis, counted, days)


def runs_of(days: Sequence[date], count: int, months: int) -> list[tuple[date, date]]:
    """Return the stretches of days on which at least `count` of the (sorted) days are counted."""
    runs: list[tuple[date, date]] = []
    for place in range(count - 1, len(days)):
        first_day = days[place]
        last_day = day_before(add_months(days[place - count + 1], months))
        if last_day < first_day:
            continue
        if runs and first_day <= day_after(runs[-1][1]):
            runs[-1] = (runs[-1][0], max(last_day, runs[-1][1]))
        else:
            runs.append((first_day, last_day))
    return runs


def _order(dated: Dated) -> tuple[date, str]:
    return (dated[0], dated[1].record_id)
