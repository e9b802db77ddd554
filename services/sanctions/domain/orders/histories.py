"""The histories of all orders of an enterprise, from its acts and the rules of their days."""

from collections.abc import Sequence
from datetime import date

import msgspec

from schemas.vocabulary.measure_status import MeasureStatus
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order

from .acts import Act, match
from .dossier import Filing, UnmatchedAct
from .history import history_of

# A heavier order that is suspended, undone or not in effect leaves the milder one in its place.
_WITHOUT_EFFECT: frozenset[MeasureStatus] = frozenset(
    {"proposed", "noticed", "defended", "decided", "served", "suspended", "reversed", "dropped"}
)


def with_histories(
    orders: Sequence[Order],
    acts: Sequence[Act],
    editions: Sequence[MeasuresEdition],
    today: date,
    entries: tuple[Filing, ...] = (),
) -> tuple[list[Order], tuple[UnmatchedAct, ...], tuple[Filing, ...]]:
    """Return the orders, each with its history under the rules of its day; and what fits none.

    The entries come back with the number of the order that each act was taken by.
    """
    matched = match(acts, orders)
    refused = dict(matched.refused)
    in_effect_on: dict[str, date] = {}
    order_by_number: dict[str, Order] = {}
    # A successor is opened after the one that it follows: its history decides about that.
    for order in sorted(orders, key=lambda each: each.opened_on, reverse=True):
        edition = in_force(editions, order.opened_on)
        if edition is None:
            raise LookupError(f"order {order.number}: no edition was in force on {order.opened_on}")
        replaced_on = in_effect_on.get(order.successor or "")
        of_order = matched.by_order.get(order.number, ())
        history = history_of(order, of_order, edition, today, replaced_on)
        refused.update(history.refused)
        took_effect = next((r.since for r in history.reached if r.status == "in_force"), None)
        if took_effect is not None and history.reached[-1].status not in _WITHOUT_EFFECT:
            in_effect_on[order.number] = took_effect
        order_by_number[order.number] = msgspec.structs.replace(order, history=history.reached)
    order_of_act = {
        act.record_id: number
        for number, of_order in matched.by_order.items()
        for act in of_order
        if act.record_id not in refused
    }
    bound = tuple(
        msgspec.structs.replace(entry, order=order_of_act[entry.record_id])
        if entry.record_id in order_of_act and entry.order != order_of_act[entry.record_id]
        else entry
        for entry in entries
    )
    on_work_list = tuple(
        UnmatchedAct(record_id=record_id, reason=reason)
        for record_id, reason in sorted(refused.items())
    )
    return [order_by_number[order.number] for order in orders], on_work_list, bound
