"""What the end of an order leaves to do: what is forgone for good, and what has to be paid back."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED
from services.sanctions.domain.terms.measure import GradePeriod, Order, Terms
from services.sanctions.domain.terms.required import plain, yuan

PAY_BACK = "pay_back_yuan"
_CANCELLED = frozenset({"in_force", "carried_out"})  # what is refused or suspended takes nothing


def published_terms(order: Order) -> Terms:
    """Return the terms of an order as they are published, with what is left to do."""
    terms = order.terms
    if order.refund:
        return msgspec.structs.replace(
            terms,
            computation=f"{terms.computation}; {yuan(order.refund)} paid without cause to pay back",
            settlement={PAY_BACK: plain(order.refund)},
        )
    if terms.kind is MeasureKind.TAX_REBATE_CANCELLED and order.was_in_effect:
        return _of_rebate(order) if order.status in ENDED else terms
    return terms


def _of_rebate(order: Order) -> Terms:
    """Return the terms of a cancelled rebate at its end (the amount in yuan).

    The period's rebate is forgone where it was cancelled on the first day of the period; it is paid
    back where the cancellation was undone, or the grade, by what is known now, was another then.
    """
    terms, ended_on = order.terms, order.last.since
    begins = date.fromisoformat(terms.parameters["period_begins"])
    statuses = [
        each.status for each in order.history if each.status not in ENDED and each.since <= begins
    ]
    cancelled = begins <= ended_on and statuses[-1:] and statuses[-1] in _CANCELLED
    if terms.amount is None or not cancelled:
        computation = f"nothing of the period from {begins} is forgone"
        return msgspec.structs.replace(terms, computation=computation)
    revised_grades = order.ended.revised_grades if order.ended else ()
    if order.status == "reversed" or (
        revised_grades and grade_on(revised_grades, begins) != terms.grade
    ):
        outcome, settlement_name = "are to be paid back: the cancellation is undone", PAY_BACK
    else:
        outcome, settlement_name = "are forgone: the period began while cancelled", "forgone_yuan"
    return msgspec.structs.replace(
        terms,
        computation=f"{yuan(terms.amount)} of the period from {begins} {outcome}",
        settlement={settlement_name: plain(terms.amount)},
    )


def grade_on(grades: tuple[GradePeriod, ...], day: date) -> str | None:
    """Return the grade of a day (None: before the first)."""
    grades_until = [change.grade for change in grades if change.first_day <= day]
    return grades_until[-1] if grades_until else None


def overpaid(
    order: Order,
    revised_grades: tuple[GradePeriod, ...],
    due: dict[str, Decimal | None],
    today: date,
) -> Decimal:
    """Return what was paid in premiums beyond what was due, in yuan, by the day.

    `revised_grades` are the grades by what is known now, `due` is a year's premium by grade (yuan),
    as the enterprise is now. What was due in the past is to what was paid as these premiums are to
    each other.
    """
    total = Decimal()
    days = sorted(
        {v.since for v in order.versions} | {c.first_day for c in revised_grades} | {today}
    )
    for since, until in pairwise(days):
        if until > today or since < order.opened_on:
            continue
        paid = [v.terms for v in order.versions if v.since <= since][-1]
        was, is_now = due.get(paid.grade), due.get(grade_on(revised_grades, since) or "")
        if paid.amount and was and is_now and is_now < was:
            total += paid.amount * (was - is_now) / was * (until - since).days
    return total
