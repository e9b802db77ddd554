"""Overrides: what makes a grade worse than the score alone would.

The functions on one record yield all its overrides, whenever they are in force.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.records import Commitment, HiddenDanger, TrafficPoints
from schemas.vocabulary.explanation import OverrideLine
from schemas.vocabulary.legal_basis import Mark

from .accident import Happened, within
from .calendar_months import add_months, day_after, day_before
from .deduction import commitment_trouble
from .grading import down, to
from .ledger import Entry
from .pack import Pack
from .pack_parts import joined


def of_accident(entry: Entry, event: Happened, pack: Pack) -> Iterator[OverrideLine]:
    """Yield the overrides of an accident: by its class with responsibility, by its concealment."""
    rules, ordinary = pack.overrides, len(pack.accidents.classes) - 1
    for phase in event.phases if event.is_attributed else ():
        if phase.rank < ordinary:
            key, period = "larger_accident", rules.larger_accident.period
            grade = rules.larger_accident.grade
            effect, article, mark = to(grade.value), grade.article, grade.mark
        else:
            key, period = "ordinary_accident", rules.ordinary_accident.period
            steps = rules.ordinary_accident.steps
            effect, article, mark = down(steps.value), steps.article, steps.mark
        basis = (joined(article, period.article), mark)
        yield line(key, effect, basis, [entry], within(phase, event.counts_from, period.value))
    if event.content.concealed:
        grade, period = rules.concealed_accident.grade, rules.concealed_accident.period
        basis = (joined(grade.article, period.article), grade.mark)
        days = (event.day, add_months(event.day, period.value))
        yield line("concealed_accident", to(grade.value), basis, [entry], days)


def of_danger(entry: Entry, content: HiddenDanger, pack: Pack) -> Iterator[OverrideLine]:
    """Yield the override of a listed major danger, while it is overdue."""
    if content.level != "major" or content.listed_by is None:
        return
    removed, grade = content.removed_on, pack.overrides.listed_danger_overdue
    first_day = max(day_after(content.due_on), content.found_on)
    last_day = None if removed is None else day_before(removed)
    if last_day is None or first_day <= last_day:
        yield line(
            "listed_danger_overdue",
            to(grade.value),
            (grade.article, grade.mark),
            [entry],
            (first_day, last_day),
            "danger_removed" if last_day is None else None,
        )


def of_commitment(entry: Entry, content: Commitment, pack: Pack) -> Iterator[OverrideLine]:
    """Yield the override of an enterprise without level whose commitment is missing or broken."""
    if trouble := commitment_trouble(entry, content, pack.deductions):
        steps = pack.overrides.commitment_without_level
        yield line(
            "commitment_without_level",
            down(steps.value),
            (steps.article, steps.mark),
            [entry],
            trouble[2],
            "certificate_granted",
        )


def of_crash(entry: Entry, content: TrafficPoints, pack: Pack) -> Iterator[OverrideLine]:
    """Yield the veto of a deadly road crash at fault."""
    veto, crash = pack.overrides.deadly_crash, content.crash
    if crash is None or crash.deaths < veto.deaths.value or crash.fault not in veto.faults.value:
        return
    basis = (joined(veto.grade.article, veto.period.article), veto.grade.mark)
    days = (content.recorded_on, add_months(content.recorded_on, veto.period.value))
    yield line("deadly_crash", to(veto.grade.value), basis, [entry], days)


def line(  # noqa: PLR0913, PLR0917 - the fields of a line
    rule: str,
    effect: str,
    basis: tuple[str, Mark],
    entries: Sequence[Entry],
    days: tuple[date, date | None],
    ends_when: str | None = None,
) -> OverrideLine:
    """Return the line of an override."""
    return OverrideLine(
        rule=rule,
        effect=effect,
        article=basis[0],
        mark=basis[1],
        record_ids=tuple(entry.record_id for entry in entries),
        document_numbers=tuple(entry.document_number for entry in entries),
        first_day=days[0],
        last_day=days[1],
        ends_when=ends_when,
    )
