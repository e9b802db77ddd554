"""Deductions: what each record takes, from which day to which.

Every function here yields all lines of one record, whenever they are in force. A period of months
begins on the day given by the rule and ends with the corresponding day, which still counts.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from schemas.records import Commitment, HiddenDanger, Penalty, RectificationChecked
from schemas.vocabulary.explanation import PointsLine
from schemas.vocabulary.legal_basis import Mark

from .accident import Happened, within
from .calendar_months import add_months, day_after
from .ledger import Entry
from .pack import Pack
from .pack_parts import Amount, Deduction, Deductions, GeneralPenalty, joined

NOTHING = Decimal()


def penalty(entry: Entry, content: Penalty, rules: Deductions) -> Iterator[PointsLine]:
    """Yield what a penalty takes, by its severity and (general) by the fine."""
    first_day = content.decided_on
    if content.severity == "general":
        points, period = _tier(content.fine, rules.penalty_general), rules.penalty_general.period
    else:
        rule = rules.penalty_minor if content.severity == "minor" else rules.penalty_severe
        points, period = rule.points, rule.period
    yield line(
        entry,
        f"penalty_{content.severity}",
        -points.value,
        (joined(points.article, period.article), points.mark),
        (first_day, add_months(first_day, period.value)),
        "credit_repaired",
    )


def _tier(fine: Decimal, rules: GeneralPenalty) -> Amount:
    return [tier.points for tier in rules.tiers if tier.fine_from.value <= fine][-1]


def hidden_danger(entry: Entry, content: HiddenDanger, rules: Deductions) -> Iterator[PointsLine]:
    """Yield what a hidden danger takes.

    A major one takes points from the day it was found; once it is overdue, the greater deduction
    takes the place of that one. An ordinary one takes points only if it was not removed in time.
    """
    removed, found_on = content.removed_on, content.found_on
    in_time = removed is not None and removed <= content.due_on
    overdue_from = max(day_after(content.due_on), found_on)
    if content.level == "major":
        found = rules.major_danger_found
        if in_time:
            yield _of_danger(entry, "major_danger_found", found, found_on, removed)
            return
        if found_on <= content.due_on:
            yield line(
                entry,
                "major_danger_found",
                -found.points.value,
                (found.article, found.mark),
                (found_on, content.due_on),
                "danger_removed",
                f"overdue_from:{overdue_from}",
            )
        overdue = rules.major_danger_overdue
        yield _of_danger(entry, "major_danger_overdue", overdue, overdue_from, removed)
    elif not in_time:
        yield _of_danger(entry, "danger_overdue", rules.danger_overdue, overdue_from, removed)


def _of_danger(
    entry: Entry, key: str, rule: Deduction, first_day: date, removed: date | None
) -> PointsLine:
    last_day = None if removed is None else add_months(removed, rule.period.value)
    ends_when = "danger_removed" if removed is None else None
    basis = (rule.article, rule.mark)
    return line(entry, key, -rule.points.value, basis, (first_day, last_day), ends_when)


def commitment(entry: Entry, content: Commitment, rules: Deductions) -> Iterator[PointsLine]:
    """Yield what a commitment takes that was not made, or was broken."""
    if trouble := commitment_trouble(entry, content, rules):
        key, rule, days = trouble
        ends_when = "commitment_made" if key == "commitment_not_made" else None
        yield line(entry, key, -rule.points.value, (rule.article, rule.mark), days, ends_when)


def commitment_trouble(
    entry: Entry, content: Commitment, rules: Deductions
) -> tuple[str, Deduction, tuple[date, date]] | None:
    """Return the rule that a commitment falls under, and its first and last day."""
    if content.broken_on is not None:
        key, rule, day = "commitment_broken", rules.commitment_broken, content.broken_on
    elif not content.made:
        key, rule, day = "commitment_not_made", rules.commitment_not_made, entry.occurred_on
    else:
        return None
    return key, rule, (day, add_months(day, rule.period.value))


def rectification(
    entry: Entry, content: RectificationChecked, rules: Deductions
) -> Iterator[PointsLine]:
    """Yield what a failed check of a rectification takes: a duty not fulfilled."""
    rule = rules.rectification_failed
    if not content.passed:
        days = (content.checked_on, add_months(content.checked_on, rule.period.value))
        basis = (rule.article, rule.mark)
        yield line(entry, "rectification_failed", -rule.points.value, basis, days)


def accident(entry: Entry, event: Happened, pack: Pack) -> Iterator[PointsLine]:
    """Yield what an accident takes: by its class, while the enterprise is found responsible.

    An accident under investigation takes nothing, and says so.
    """
    if event.content.responsibility == "not_responsible":
        return
    rules, ordinary = pack.deductions, len(pack.accidents.classes) - 1
    for phase in event.phases:
        key = f"accident_{pack.accidents.classes[phase.rank].name}"
        if phase.rank < ordinary:
            rule = rules.accident_larger_or_worse
        elif phase.deaths:
            key, rule = f"{key}_with_death", rules.accident_with_death
        else:
            key, rule = f"{key}_without_death", rules.accident_without_death
        days = within(phase, event.counts_from, rule.period.value)
        basis = (rule.article, rule.mark)
        if event.is_attributed:
            yield line(entry, key, -rule.points.value, basis, days)
        else:
            ends_when, note = "responsibility_determined", "under_investigation"
            yield line(entry, "accident_under_investigation", NOTHING, basis, days, ends_when, note)


def line(  # noqa: PLR0913, PLR0917 - the fields of a line
    entry: Entry,
    rule: str,
    points: Decimal,
    basis: tuple[str, Mark],
    days: tuple[date, date | None],
    ends_when: str | None = None,
    note: str | None = None,
) -> PointsLine:
    """Return the line of a record."""
    return PointsLine(
        rule=rule,
        points=points,
        article=basis[0],
        mark=basis[1],
        record_id=entry.record_id,
        document_number=entry.document_number,
        departments=entry.sources,
        first_day=days[0],
        last_day=days[1],
        ends_when=ends_when,
        note=note,
    )
