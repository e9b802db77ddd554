"""Deductions: what each record takes, from which day to which.

Every function here yields the lines of one record that are in force on the agenda's day. A period
of months begins on the day given by the rule and ends with the corresponding day, which counts.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from schemas.records import Commitment, HiddenDanger, Penalty, RectificationChecked
from schemas.vocabulary.explanation import PointsLine
from schemas.vocabulary.legal_basis import Mark

from .accident import Happened, within
from .agenda import Agenda
from .calendar_months import add_months, day_after
from .ledger import Entry
from .pack import Pack
from .pack_parts import Amount, Deduction, Deductions, GeneralPenalty, joined

NOTHING = Decimal()


def penalty(
    entry: Entry, content: Penalty, rules: Deductions, agenda: Agenda
) -> Iterator[PointsLine]:
    """Yield what a penalty takes, by its severity and (general) by the fine."""
    first_day = content.decided_on
    if content.severity == "general":
        tier = _tier(content.fine, rules.penalty_general)
        months = rules.penalty_general.period
        article, mark = joined(tier.article, months.article), tier.mark
        points, period = tier.value, months.value
    else:
        rule = rules.penalty_minor if content.severity == "minor" else rules.penalty_severe
        article, mark = rule.article, rule.mark
        points, period = rule.points.value, rule.period.value
    last_day = add_months(first_day, period)
    if agenda.in_force(first_day, last_day):
        yield line(
            entry,
            f"penalty_{content.severity}",
            -points,
            article,
            mark,
            first_day,
            last_day,
            "credit_repaired",
        )


def _tier(fine: Decimal, rules: GeneralPenalty) -> Amount:
    return [tier.points for tier in rules.tiers if tier.fine_from.value <= fine][-1]


def hidden_danger(
    entry: Entry, content: HiddenDanger, rules: Deductions, agenda: Agenda
) -> Iterator[PointsLine]:
    """Yield what a hidden danger takes.

    A major one takes points from the day it was found; once it is overdue, the greater deduction
    takes the place of that one. An ordinary one takes points only if it was not removed in time.
    """
    removed, due = content.removed_on, content.due_on
    in_time = removed is not None and removed <= due
    if content.level == "major":
        found = rules.major_danger_found
        if in_time:
            yield from _danger_line(
                entry, "major_danger_found", found, content.found_on, removed, agenda
            )
            return
        overdue_from = max(day_after(due), content.found_on)
        if agenda.in_force(content.found_on, due):
            yield line(
                entry,
                "major_danger_found",
                -found.points.value,
                found.article,
                found.mark,
                content.found_on,
                None,
                "danger_removed",
                f"overdue_from:{overdue_from}",
            )
        yield from _danger_line(
            entry, "major_danger_overdue", rules.major_danger_overdue, overdue_from, removed, agenda
        )
    elif not in_time:
        yield from _danger_line(
            entry,
            "danger_overdue",
            rules.danger_overdue,
            max(day_after(due), content.found_on),
            removed,
            agenda,
        )


def _danger_line(  # noqa: PLR0913, PLR0917 - the fields of a line
    entry: Entry, key: str, rule: Deduction, first_day: date, removed: date | None, agenda: Agenda
) -> Iterator[PointsLine]:
    last_day = None if removed is None else add_months(removed, rule.period.value)
    if agenda.in_force(first_day, last_day):
        yield line(
            entry,
            key,
            -rule.points.value,
            rule.article,
            rule.mark,
            first_day,
            last_day,
            "danger_removed" if removed is None else None,
        )


def commitment(
    entry: Entry, content: Commitment, rules: Deductions, agenda: Agenda
) -> Iterator[PointsLine]:
    """Yield what a commitment takes that was not made, or was broken."""
    trouble = commitment_trouble(entry, content)
    if trouble is None:
        return
    key, first_day = trouble
    broken = key == "commitment_broken"
    rule = rules.commitment_broken if broken else rules.commitment_not_made
    last_day = add_months(first_day, rule.period.value)
    if agenda.in_force(first_day, last_day):
        yield line(
            entry,
            key,
            -rule.points.value,
            rule.article,
            rule.mark,
            first_day,
            last_day,
            None if broken else "commitment_made",
        )


def commitment_trouble(entry: Entry, content: Commitment) -> tuple[str, date] | None:
    """Return which rule a commitment falls under, and from which day."""
    if content.broken_on is not None:
        return "commitment_broken", content.broken_on
    if not content.made:
        return "commitment_not_made", entry.occurred_on
    return None


def rectification(
    entry: Entry, content: RectificationChecked, rules: Deductions, agenda: Agenda
) -> Iterator[PointsLine]:
    """Yield what a failed check of a rectification takes: a duty not fulfilled."""
    rule = rules.rectification_failed
    if content.passed:
        return
    last_day = add_months(content.checked_on, rule.period.value)
    if agenda.in_force(content.checked_on, last_day):
        yield line(
            entry,
            "rectification_failed",
            -rule.points.value,
            rule.article,
            rule.mark,
            content.checked_on,
            last_day,
            None,
        )


def accident(event: Happened, pack: Pack, agenda: Agenda) -> Iterator[PointsLine]:
    """Yield what an accident takes: by its class, while the enterprise is found responsible.

    An accident under investigation takes nothing, and says so.
    """
    responsibility = event.content.responsibility
    if responsibility == "not_responsible":
        return
    rules, ordinary = pack.deductions, len(pack.accidents.classes) - 1
    for phase in event.phases:
        name = pack.accidents.classes[phase.rank].name
        if phase.rank < ordinary:
            key, rule = f"accident_{name}", rules.accident_larger_or_worse
        elif phase.deaths:
            key, rule = f"accident_{name}_with_death", rules.accident_with_death
        else:
            key, rule = f"accident_{name}_without_death", rules.accident_without_death
        first_day, last_day = within(phase, event.day, rule.period.value)
        if agenda.in_force(first_day, last_day):
            counts = event.is_attributed
            yield line(
                event.entry,
                key if counts else "accident_under_investigation",
                -rule.points.value if counts else NOTHING,
                rule.article,
                rule.mark,
                first_day,
                last_day,
                None if counts else "responsibility_determined",
                None if counts else "under_investigation",
            )


def line(  # noqa: PLR0913, PLR0917 - the fields of a line
    entry: Entry,
    rule: str,
    points: Decimal,
    article: str,
    mark: Mark,
    first_day: date,
    last_day: date | None,
    ends_when: str | None,
    note: str | None = None,
) -> PointsLine:
    """Return the line of a record."""
    return PointsLine(
        rule=rule,
        points=points,
        article=article,
        mark=mark,
        record_id=entry.record_id,
        document_number=entry.document_number,
        department=entry.department,
        first_day=first_day,
        last_day=last_day,
        ends_when=ends_when,
        note=note,
    )
