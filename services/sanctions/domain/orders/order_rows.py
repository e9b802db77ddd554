"""The rows of orders: written where a review changed them, found by record and by day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from schemas.vocabulary.measure_totals import MeasureTotal
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.measures import BY_KIND
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order

from .dossier import Dossier
from .dossier_rows import OrderReference, agenda_row, order_row, reference_row
from .step_deadlines import upcoming_days


def with_orders(
    dossier: Dossier, orders: Sequence[Order], editions: Sequence[MeasuresEdition]
) -> Dossier:
    """Return the dossier with orders as a review left them; of a pair of successors always both.

    What nothing but an act of then or a revised grade changes any more is past.
    """
    by_number = {order.number: order for order in orders}
    name = dossier.standing.name if dossier.standing else None
    changes: dict[str, Any] = {}
    changed: list[tuple[Order | None, Order]] = []
    for each in orders:
        before = dossier.order(each.number)
        looks_on = _looks_on(each, editions)
        order = each
        if (order.name, order.looks_on) != (name, looks_on):
            order = msgspec.structs.replace(each, name=name, looks_on=looks_on)
        if order != before:
            changes[order_row(order.number)] = order
            changed.append((before, order))
        changes |= _found_by(dossier, before, order, past=_is_past(each, by_number))
    after = dossier.with_rows(changes) if changes else dossier
    return msgspec.structs.replace(after, totals=_totals(dossier.totals, changed))


def _looks_on(order: Order, editions: Sequence[MeasuresEdition]) -> date | None:
    """Return the next day on which an order changes by itself (None: never)."""
    edition = in_force(editions, order.opened_on)
    if not order.is_open or edition is None:
        return None
    return min(upcoming_days(order, edition.procedure), default=None)


def _is_past(order: Order, by_number: Mapping[str, Order]) -> bool:
    """Say whether an order can't be changed by what is still to come.

    Not so one that an act or its own term ended: as long as its cause lasts it keeps another one
    from being opened. Nor one whose successor may yet turn out never to have taken effect, nor a
    measure that was done, which may keep others from being required.
    """
    ended = order.ended
    if order.is_open or ended is None or ended.by == "own term ends":
        return False
    done = BY_KIND[order.terms.kind].done_when_carried_out
    if done and any(each.status == "carried_out" for each in order.history):
        return False
    successor = by_number.get(order.successor or "")
    return successor is None or _is_past(successor, by_number)


def _found_by(
    dossier: Dossier, before: Order | None, order: Order, *, past: bool
) -> dict[str, Any]:
    """Return the changes of the rows by which an order is found."""
    changes: dict[str, Any] = {}
    reference = OrderReference(order.number, order.terms.instance)
    row, other = reference_row(order, past=past), reference_row(order, past=not past)
    if dossier.rows.get(row) is None:
        changes[row] = reference
        if dossier.rows.get(other) is not None:
            changes[other] = None
    looked_on = before.looks_on if before else None
    if looked_on != order.looks_on:
        if looked_on is not None:
            changes[agenda_row(order.number, looked_on)] = None
        if order.looks_on is not None:
            changes[agenda_row(order.number, order.looks_on)] = reference
    return changes


def _totals(
    totals: Iterable[MeasureTotal], changed: Iterable[tuple[Order | None, Order]]
) -> tuple[MeasureTotal, ...]:
    """Return the totals of the open orders after some of them changed."""
    sums = {(each.measure, each.agency, each.status): (each.count, each.amount) for each in totals}
    for pair in changed:
        for order, sign in zip(pair, (-1, 1), strict=True):
            if order is not None and order.is_open:
                key = (order.terms.kind, order.terms.agency, order.status)
                count, amount = sums.get(key, (0, Decimal()))
                sums[key] = count + sign, amount + sign * (order.terms.amount or Decimal())
    return tuple(
        MeasureTotal(measure=measure, agency=agency, status=status, count=count, amount=amount)
        for (measure, agency, status), (count, amount) in sorted(sums.items())
        if count
    )
