"""The review of a dossier: what is wanted now against what there is, and what is told of it."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.periods import day_after

from .acts import Act, acts_in
from .courses import with_courses
from .dossier import Dossier, Refused, Standing
from .edition import MeasuresEdition, edition_on
from .endings import overpaid, shown_terms
from .measure import Change, Ended, Order, Step, Term, Told
from .measures import due
from .measures.insurance_rate import a_year_by_day, premium_at
from .measures.interview import interview_term
from .reconcile import Reconciling
from .terms_of_steps import days_ahead, term_told


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """The dossier brought to a day, and what is told: steps, terms, and the answers to acts.

    `answers` has the acts that are newly on the work list, and (None) those that left it.
    """

    dossier: Dossier
    steps: tuple[Step, ...] = ()
    terms: tuple[Term, ...] = ()
    answers: tuple[tuple[str, ActRefusal | None], ...] = ()


def review(  # noqa: PLR0913 - a review hangs on all of these
    dossier: Dossier,
    code: str,
    editions: Sequence[MeasuresEdition],
    today: date,
    *,
    then: tuple[Change, ...] = (),
    day_began: bool = False,
) -> Reviewed:
    """Return the dossier with every order brought to the day.

    Ends are told before beginnings, so that an agency hears first of what no longer holds. Before
    the first edition, or without a standing, nothing is wanted. Terms are announced when a day
    began, so that what else happened on that day makes no difference.
    """
    edition, standing = edition_on(editions, today), dossier.standing
    acts = acts_in(dossier.entries)
    if edition is None or standing is None:
        return _without_standing(dossier, acts)
    orders = with_courses(dossier.orders, acts, editions, today)[0]
    orders = [_expired(order, today) for order in orders]
    wanted = []
    if _gone(standing, edition) is None:
        wanted = due(msgspec.structs.replace(dossier, orders=tuple(orders)), edition, today)
    reconciling = Reconciling(code, standing, edition, today, then)
    orders = with_courses(reconciling.orders(orders, wanted), acts, editions, today)[0]
    # One that takes effect today ends the one that it was to replace.
    orders = reconciling.orders(orders, wanted)
    if then:
        orders = [_refunded(order, dossier, edition, then, today) for order in orders]
    orders, refused, entries = with_courses(orders, acts, editions, today, dossier.entries)
    told, steps = _steps(orders, standing, edition)
    brought, terms = _terms(told, editions, today) if day_began else (tuple(told), ())
    after = msgspec.structs.replace(
        dossier, entries=entries, orders=brought, refused=refused, edition=edition.edition
    )
    return Reviewed(
        dossier=after,
        steps=steps,
        terms=terms,
        answers=tuple(_answers(dossier.refused, refused)),
    )


def next_look(dossier: Dossier, editions: Sequence[MeasuresEdition], today: date) -> date | None:
    """Return the next day on which something of the orders changes by itself (None: never)."""
    days = [
        day
        for order in dossier.orders
        if order.is_open and (edition := edition_on(editions, order.opened_on)) is not None
        for day in days_ahead(order, edition.procedure)
    ]
    edition, standing = edition_on(editions, today), dossier.standing
    if edition is not None and standing is not None and _gone(standing, edition) is None:
        term = interview_term(standing, edition.interview, today)
        if term is not None:
            days.append(day_after(term.last_day))
    return min(days, default=None)


def _without_standing(dossier: Dossier, acts: Sequence[Act]) -> Reviewed:
    """Return the acts about who has no standing on the work list: there is no order."""
    refused = tuple(
        Refused(record_id=record_id, reason=ActRefusal.NO_ORDER)
        for record_id in sorted(act.record_id for act in acts)
    )
    after = msgspec.structs.replace(dossier, refused=refused)
    return Reviewed(dossier=after, answers=tuple(_answers(dossier.refused, refused)))


def _refunded(
    order: Order,
    dossier: Dossier,
    edition: MeasuresEdition,
    then: tuple[Change, ...],
    today: date,
) -> Order:
    """Return an insurance order with what was paid without cause, by what is known now."""
    if order.terms.kind is not MeasureKind.INSURANCE_RATE:
        return order
    premiums = {grade: premium_at(dossier, edition, grade) for grade in edition.grades}
    refund = a_year_by_day(overpaid(order, then, premiums, today))
    return msgspec.structs.replace(order, refund=max(refund, order.refund))


def _expired(order: Order, today: date) -> Order:
    until = order.terms.until
    if until is None or until >= today or order.ended is not None or not order.is_open:
        return order
    return msgspec.structs.replace(order, ended=Ended(status="expired", day=today))


def _steps(
    orders: Sequence[Order], standing: Standing, edition: MeasuresEdition
) -> tuple[list[Order], tuple[Step, ...]]:
    """Return the orders as told, and the steps: ends first."""
    kept: list[Order] = []
    ended: list[Step] = []
    begun: list[Step] = []
    for order in orders:
        last, terms, before = order.last, shown_terms(order), order.told
        told = Told(status=last.status, since=last.since, terms=terms, deadline=last.deadline)
        if before is not None and _says_the_same(told, before):
            kept.append(order)
            continue
        kept.append(msgspec.structs.replace(order, told=told))
        grade, cause = terms.grade, terms.cause
        if not order.is_open:
            grade, cause = standing.grade, _why_ended(order, standing, edition)
        step = Step(
            order=order,
            terms=terms,
            from_status=before.status if before else None,
            grade=grade,
            cause=cause,
        )
        (begun if order.is_open else ended).append(step)
    return kept, (*ended, *begun)


def _says_the_same(told: Told, before: Told) -> bool:
    return (told.status, told.since, told.deadline) == (
        before.status,
        before.since,
        before.deadline,
    ) and (told.terms.same_substance(before.terms))


def _gone(standing: Standing, edition: MeasuresEdition) -> str | None:
    """Return why nothing can be wanted of a code that is no more (None: it can)."""
    if standing.succeeded_by is not None:
        return f"the enterprise is on record under {standing.succeeded_by} now"
    if standing.status in edition.deregistered.value:
        return f"the enterprise is {standing.status} in the registry"
    return None


def _why_ended(order: Order, standing: Standing, edition: MeasuresEdition) -> str:
    cause = f"grade {standing.grade}"
    gone = _gone(standing, edition)
    if gone is not None:
        return gone
    if order.ended is None:
        return f"{order.last.status} by an act of {order.last.office or order.terms.agency}"
    if order.status == "reversed":
        return f"{cause}, and by what is known now the grade {order.terms.grade} had never been"
    if order.status == "replaced":
        return f"{cause}: another order takes its place"
    if order.status == "expired":
        return f"its own term ended on {order.terms.until}"
    if standing.grade == order.terms.grade:
        cause += " stands, but the records no longer call for the measure"
    return cause


def _terms(
    orders: Sequence[Order], editions: Sequence[MeasuresEdition], today: date
) -> tuple[tuple[Order, ...], tuple[Term, ...]]:
    """Return the orders, and the terms to tell of them."""
    kept: list[Order] = []
    terms: list[Term] = []
    for order in orders:
        edition = edition_on(editions, order.opened_on)
        term = None
        if order.is_open and edition is not None:
            term = term_told(order, edition.procedure, today)
        if term is None:
            kept.append(order)
            continue
        terms.append(term)
        if term.passed:
            kept.append(msgspec.structs.replace(order, alarmed=term.deadline))
        else:
            kept.append(msgspec.structs.replace(order, reminded=term.deadline))
    return tuple(kept), tuple(terms)


def _answers(
    before: Sequence[Refused], after: Sequence[Refused]
) -> Iterator[tuple[str, ActRefusal | None]]:
    was = {each.record_id: each.reason for each in before}
    now = {each.record_id: each.reason for each in after}
    for record_id, reason in now.items():
        if was.get(record_id) is not reason:
            yield record_id, reason
    for record_id in was:
        if record_id not in now:
            yield record_id, None
