"""What is published of orders that a review brought to a day: their steps, and their terms."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_status import Reached
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.orders.settlements import published_terms
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import (
    Order,
    OrderStep,
    PublishedStatus,
    Term,
    Terms,
)

from .standing_summary import StandingSummary
from .step_deadlines import term_to_announce


def steps_of(
    orders: Sequence[Order],
    known: Iterable[Order],
    standing: StandingSummary,
    edition: MeasuresEdition,
) -> tuple[list[Order], tuple[OrderStep, ...]]:
    """Return the orders with what is published of them, and the steps: ends first."""
    histories = {order.number: order.history for order in known}
    published_orders: list[Order] = []
    ended: list[OrderStep] = []
    opening_steps: list[OrderStep] = []
    for order in orders:
        last, terms, before = order.last, published_terms(order), order.published
        step_count = 0
        if before is not None:
            same = _same_steps(histories.get(order.number, ()), order.history)
            step_count = min(before.step_count, same)
        current = PublishedStatus(
            status=last.status,
            since=last.since,
            terms=terms,
            cause=_cause(order, terms, standing),
            deadline=last.deadline,
            step_count=len(order.history),
        )
        if before is not None and _is_unchanged(current, before):
            if before.step_count != step_count:
                before = msgspec.structs.replace(before, step_count=step_count)
                published_orders.append(msgspec.structs.replace(order, published=before))
            else:
                published_orders.append(order)
            continue
        published_orders.append(msgspec.structs.replace(order, published=current))
        grade, cause = terms.grade, current.cause
        if not order.is_open:
            grade, cause = standing.grade, _why_ended(order, standing, edition)
        step = OrderStep(
            order=order,
            terms=terms,
            from_status=before.status if before else None,
            grade=grade,
            cause=cause,
            step_count=step_count,
        )
        (opening_steps if order.is_open else ended).append(step)
    return published_orders, (*ended, *opening_steps)


def terms_of(
    orders: Sequence[Order], editions: Sequence[MeasuresEdition], today: date
) -> tuple[list[Order], tuple[Term, ...]]:
    """Return the orders with their announced terms marked, and the terms to announce."""
    orders_after: list[Order] = []
    terms: list[Term] = []
    for order in orders:
        edition = in_force(editions, order.opened_on)
        term = None
        if order.is_open and edition is not None:
            term = term_to_announce(order, edition.procedure, today)
        if term is None:
            orders_after.append(order)
            continue
        terms.append(term)
        if term.passed:
            orders_after.append(msgspec.structs.replace(order, alarmed=term.deadline))
        else:
            orders_after.append(msgspec.structs.replace(order, reminded=term.deadline))
    return orders_after, tuple(terms)


def why_gone(standing: StandingSummary, edition: MeasuresEdition) -> MeasureCause | None:
    """Return why nothing can be required of a code that is no more (None: it can)."""
    if standing.succeeded_by is not None:
        return MeasureCause(kind="succeeded", succeeded_by=standing.succeeded_by)
    if standing.status in edition.deregistered.value:
        return MeasureCause(kind="deregistered", registry_status=standing.status)
    return None


def _same_steps(before: Sequence[Reached], after: Sequence[Reached]) -> int:
    """Return how many of the first steps of two histories are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (was, now) in pairs if was != now), min(len(before), len(after)))


def _cause(order: Order, terms: Terms, standing: StandingSummary) -> MeasureCause:
    """Return why an order is required: the rules behind the grade that it is for.

    One that is for another grade than that of today, or over, keeps what was published.
    """
    before = order.published
    if before is not None and (not order.is_open or terms.grade != standing.grade):
        return before.cause
    lists = terms.parameters.on_lists
    return MeasureCause(kind="standing", grade=terms.grade, rules=standing.reasons, lists=lists)


def _is_unchanged(current: PublishedStatus, before: PublishedStatus) -> bool:
    return (current.status, current.since, current.deadline) == (
        before.status,
        before.since,
        before.deadline,
    ) and (current.terms.same_substance(before.terms))


def _why_ended(order: Order, standing: StandingSummary, edition: MeasuresEdition) -> MeasureCause:
    gone = why_gone(standing, edition)
    if gone is not None:
        return gone
    if order.ended is None:
        office = order.last.office or order.terms.agency
        return MeasureCause(kind="act", status=order.last.status, office=office)
    if order.status == "expired":
        return MeasureCause(kind="term_over", until=order.terms.until)
    if order.status == "replaced":
        return MeasureCause(kind="replaced", grade=standing.grade)
    if order.status == "reversed":
        return MeasureCause(kind="never_was", grade=standing.grade, former_grade=order.terms.grade)
    return MeasureCause(kind="called_for_no_more", grade=standing.grade)
