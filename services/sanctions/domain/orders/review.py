"""The review of a dossier: required measures against its orders, and what is published of it."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.periods import day_after
from schemas.vocabulary.retroactive_grade import RetroactiveGrade
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.measures import BY_KIND, due, interview
from services.sanctions.domain.measures.measure import Review
from services.sanctions.domain.orders.replays import Replays
from services.sanctions.domain.orders.settlements import published_terms
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import (
    Ended,
    Order,
    OrderStep,
    PublishedStatus,
    Term,
)

from .acts import Act, acts_in
from .dossier import Dossier, StandingSummary, UnmatchedAct
from .reconciliation import Reconciling
from .step_deadlines import term_to_announce, upcoming_days


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """The dossier brought to a day, and what is published: steps, terms, the answers to acts.

    `answers` has the acts that are newly on the work list, and (None) those that left it.
    """

    dossier: Dossier
    steps: tuple[OrderStep, ...] = ()
    terms: tuple[Term, ...] = ()
    answers: tuple[tuple[str, ActRefusal | None], ...] = ()


def review(  # noqa: PLR0913 - a review hangs on all of these
    dossier: Dossier,
    code: str,
    editions: Sequence[MeasuresEdition],
    today: date,
    *,
    revised_grades: tuple[RetroactiveGrade, ...] = (),
    day_began: bool = False,
) -> Reviewed:
    """Return the dossier with every order brought to the day.

    Ends are published before beginnings, so that an agency reads first what no longer holds. Before
    the first edition, or without a standing, nothing is required. Terms are announced when a day
    began, so that what else happened on that day makes no difference.
    """
    edition, standing = in_force(editions, today), dossier.standing
    acts = acts_in(dossier.entries)
    if edition is None or standing is None:
        return _without_standing(dossier, acts)
    replays = Replays(acts, editions, today)
    orders = replays.of(dossier.orders)
    orders = [_expired(order, today) for order in orders]
    required = []
    if _gone(standing, edition) is None:
        required = due(msgspec.structs.replace(dossier, orders=tuple(orders)), edition, today)
    reconciling = Reconciling(code, standing, edition, today, revised_grades)
    orders = replays.of(reconciling.orders(orders, required))
    # One that takes effect today ends the one that it was to replace.
    orders = reconciling.orders(orders, required)
    if revised_grades:
        orders = [_refunded(order, dossier, edition, revised_grades, today) for order in orders]
    orders, steps = _steps(replays.of(orders), standing, edition)
    announced_orders, terms = _terms(orders, editions, today) if day_began else (tuple(orders), ())
    after = msgspec.structs.replace(
        dossier,
        entries=replays.bound(dossier.entries),
        orders=announced_orders,
        refused=replays.refused,
        edition=edition.edition,
    )
    return Reviewed(
        dossier=after,
        steps=steps,
        terms=terms,
        answers=tuple(_answers(dossier.refused, replays.refused)),
    )


def next_look(dossier: Dossier, editions: Sequence[MeasuresEdition], today: date) -> date | None:
    """Return the next day on which something of the orders changes by itself (None: never)."""
    days = [
        day
        for order in dossier.orders
        if order.is_open and (edition := in_force(editions, order.opened_on)) is not None
        for day in upcoming_days(order, edition.procedure)
    ]
    edition, standing = in_force(editions, today), dossier.standing
    if edition is not None and standing is not None and _gone(standing, edition) is None:
        rule = edition.rule(interview.MEASURE)
        term = None if rule is None else interview.interview_term(standing, rule, today)
        if term is not None:
            days.append(day_after(term.last_day))
    return min(days, default=None)


def _without_standing(dossier: Dossier, acts: Sequence[Act]) -> Reviewed:
    """Return the acts about who has no standing on the work list: there is no order."""
    refused = tuple(
        UnmatchedAct(record_id=record_id, reason=ActRefusal.NO_ORDER)
        for record_id in sorted(act.record_id for act in acts)
    )
    after = msgspec.structs.replace(dossier, refused=refused)
    return Reviewed(dossier=after, answers=tuple(_answers(dossier.refused, refused)))


def _refunded(
    order: Order,
    dossier: Dossier,
    edition: MeasuresEdition,
    revised_grades: tuple[RetroactiveGrade, ...],
    today: date,
) -> Order:
    """Return an order with what was paid without cause, by what is known now."""
    paid = BY_KIND[order.terms.kind].paid_without_cause
    refund = paid(order, Review(dossier, edition, revised_grades, today))
    return msgspec.structs.replace(order, refund=refund) if refund > order.refund else order


def _expired(order: Order, today: date) -> Order:
    until = order.terms.until
    if until is None or until >= today or order.ended is not None or not order.is_open:
        return order
    return msgspec.structs.replace(order, ended=Ended(by="own term ends", day=today))


def _steps(
    orders: Sequence[Order], standing: StandingSummary, edition: MeasuresEdition
) -> tuple[list[Order], tuple[OrderStep, ...]]:
    """Return the orders with what is published of them, and the steps: ends first."""
    published_orders: list[Order] = []
    ended: list[OrderStep] = []
    opening_steps: list[OrderStep] = []
    for order in orders:
        last, terms, before = order.last, published_terms(order), order.published
        current = PublishedStatus(
            status=last.status, since=last.since, terms=terms, deadline=last.deadline
        )
        if before is not None and _is_unchanged(current, before):
            published_orders.append(order)
            continue
        published_orders.append(msgspec.structs.replace(order, published=current))
        grade, cause = terms.grade, terms.cause
        if not order.is_open:
            grade, cause = standing.grade, _why_ended(order, standing, edition)
        step = OrderStep(
            order=order,
            terms=terms,
            from_status=before.status if before else None,
            grade=grade,
            cause=cause,
        )
        (opening_steps if order.is_open else ended).append(step)
    return published_orders, (*ended, *opening_steps)


def _is_unchanged(current: PublishedStatus, before: PublishedStatus) -> bool:
    return (current.status, current.since, current.deadline) == (
        before.status,
        before.since,
        before.deadline,
    ) and (current.terms.same_substance(before.terms))


def _gone(standing: StandingSummary, edition: MeasuresEdition) -> MeasureCause | None:
    """Return why nothing can be required of a code that is no more (None: it can)."""
    if standing.succeeded_by is not None:
        return MeasureCause(kind="succeeded", succeeded_by=standing.succeeded_by)
    if standing.status in edition.deregistered.value:
        return MeasureCause(kind="deregistered", registry_status=standing.status)
    return None


def _why_ended(order: Order, standing: StandingSummary, edition: MeasuresEdition) -> MeasureCause:
    gone = _gone(standing, edition)
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


def _terms(
    orders: Sequence[Order], editions: Sequence[MeasuresEdition], today: date
) -> tuple[tuple[Order, ...], tuple[Term, ...]]:
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
    return tuple(orders_after), tuple(terms)


def _answers(
    before: Sequence[UnmatchedAct], after: Sequence[UnmatchedAct]
) -> Iterator[tuple[str, ActRefusal | None]]:
    was = {each.record_id: each.reason for each in before}
    now = {each.record_id: each.reason for each in after}
    for record_id, reason in now.items():
        if was.get(record_id) is not reason:
            yield record_id, reason
    for record_id in was:
        if record_id not in now:
            yield record_id, None
