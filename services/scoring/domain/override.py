"""Overrides: what makes a grade worse than the score alone would.

Rolling windows: a record counts from its own day until the day before the corresponding day so
many months later, so that on day D those of (D - 12 months, D] count.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.records import Commitment, HiddenDanger, Penalty, TrafficPoints
from schemas.vocabulary.explanation import OverrideLine
from schemas.vocabulary.legal_basis import Mark

from .accident import Happened, within
from .agenda import Agenda
from .calendar_months import add_months, day_after, day_before
from .deduction import commitment_trouble
from .grading import down, to
from .ledger import Entry
from .pack import Pack
from .pack_parts import Deductions, Repeated, joined

Dated = tuple[date, Entry]


def of_accidents(events: Sequence[Happened], pack: Pack, agenda: Agenda) -> Iterator[OverrideLine]:
    """Yield the overrides of accidents."""
    rules, ordinary = pack.overrides, len(pack.accidents.classes) - 1
    attributed = [event for event in events if event.is_attributed]
    for event in attributed:
        for phase in event.phases:
            if phase.rank < ordinary:
                veto = rules.larger_accident
                key, effect, period = "larger_accident", to(veto.grade.value), veto.period
                article, mark = joined(veto.grade.article, period.article), veto.grade.mark
            else:
                single = rules.ordinary_accident
                key, effect, period = "ordinary_accident", down(single.steps.value), single.period
                article, mark = joined(single.steps.article, period.article), single.steps.mark
            first_day, last_day = within(phase, event.day, period.value)
            if agenda.in_force(first_day, last_day):
                yield _line(key, effect, article, mark, [event.entry], first_day, last_day)
    for event in events:
        if event.content.concealed:
            veto = rules.concealed_accident
            last_day = add_months(event.day, veto.period.value)
            if agenda.in_force(event.day, last_day):
                yield _line(
                    "concealed_accident",
                    to(veto.grade.value),
                    joined(veto.grade.article, veto.period.article),
                    veto.grade.mark,
                    [event.entry],
                    event.day,
                    last_day,
                )
    dated = [(event.day, event.entry) for event in attributed]
    yield from _repeated("repeated_accidents", dated, rules.repeated_accidents, agenda)


def of_penalties(
    penalties: Sequence[tuple[Entry, Penalty]], pack: Pack, agenda: Agenda
) -> Iterator[OverrideLine]:
    """Yield the override of repeated penalties, of whatever severity."""
    dated = [(content.decided_on, entry) for entry, content in penalties]
    yield from _repeated("repeated_penalties", dated, pack.overrides.repeated_penalties, agenda)


def of_danger(
    entry: Entry, content: HiddenDanger, pack: Pack, agenda: Agenda
) -> Iterator[OverrideLine]:
    """Yield the override of a listed major danger, while it is overdue."""
    if content.level != "major" or content.listed_by is None:
        return
    first_day = max(day_after(content.due_on), content.found_on)
    last_day = None if content.removed_on is None else day_before(content.removed_on)
    veto = pack.overrides.listed_danger_overdue
    if agenda.in_force(first_day, last_day):
        yield _line(
            "listed_danger_overdue",
            to(veto.value),
            veto.article,
            veto.mark,
            [entry],
            first_day,
            last_day,
            "danger_removed" if last_day is None else None,
        )


def of_commitment(
    entry: Entry, content: Commitment, pack: Pack, rules: Deductions, agenda: Agenda
) -> Iterator[OverrideLine]:
    """Yield the override of an enterprise without level whose commitment is missing or broken."""
    trouble = commitment_trouble(entry, content)
    if trouble is None:
        return
    key, first_day = trouble
    rule = rules.commitment_broken if key == "commitment_broken" else rules.commitment_not_made
    last_day = add_months(first_day, rule.period.value)
    steps = pack.overrides.commitment_without_level
    if agenda.in_force(first_day, last_day):
        yield _line(
            "commitment_without_level",
            down(steps.value),
            steps.article,
            steps.mark,
            [entry],
            first_day,
            last_day,
            "certificate_granted",
        )


def of_crash(
    entry: Entry, content: TrafficPoints, pack: Pack, agenda: Agenda
) -> Iterator[OverrideLine]:
    """Yield the veto of a deadly road crash at fault."""
    veto, crash = pack.overrides.deadly_crash, content.crash
    if crash is None or crash.deaths < veto.deaths.value or crash.fault not in veto.faults.value:
        return
    last_day = add_months(content.recorded_on, veto.period.value)
    if agenda.in_force(content.recorded_on, last_day):
        yield _line(
            "deadly_crash",
            to(veto.grade.value),
            joined(veto.grade.article, veto.period.article),
            veto.grade.mark,
            [entry],
            content.recorded_on,
            last_day,
        )


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


def _repeated(
    key: str, dated: list[Dated], rule: Repeated, agenda: Agenda
) -> Iterator[OverrideLine]:
    if len(dated) < rule.count.value:
        return
    dated.sort(key=lambda pair: (pair[0], pair[1].record_id))
    months, on = rule.window.value, agenda.on
    for first_day, last_day in runs_of([day for day, _ in dated], rule.count.value, months):
        if agenda.in_force(first_day, last_day):
            counted = [entry for day, entry in dated if day <= on < add_months(day, months)]
            for day, _ in dated:  # who is counted changes, even where the effect does not
                agenda.note(day)
                agenda.note(add_months(day, months))
            for effect, basis in (
                (rule.steps and down(rule.steps.value), rule.steps),
                (rule.grade and to(rule.grade.value), rule.grade),
            ):
                if effect and basis:
                    article = joined(basis.article, rule.window.article)
                    yield _line(key, effect, article, basis.mark, counted, first_day, last_day)


def _line(  # noqa: PLR0913, PLR0917 - the fields of a line
    rule: str,
    effect: str,
    article: str,
    mark: Mark,
    entries: Sequence[Entry],
    first_day: date,
    last_day: date | None,
    ends_when: str | None = None,
) -> OverrideLine:
    return OverrideLine(
        rule=rule,
        effect=effect,
        article=article,
        mark=mark,
        record_ids=tuple(entry.record_id for entry in entries),
        document_numbers=tuple(entry.document_number for entry in entries),
        first_day=first_day,
        last_day=last_day,
        ends_when=ends_when,
    )
