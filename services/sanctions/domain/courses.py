"""The courses of all orders of an enterprise, as its acts and the rules of their days make them."""

from collections.abc import Sequence
from datetime import date

import msgspec

from schemas.vocabulary.measure_status import MeasureStatus

from .acts import Act, match
from .course import course_of
from .dossier import Entry, Refused
from .edition import MeasuresEdition, edition_on
from .measure import Order

# A heavier order that is suspended, undone or not in effect leaves the milder one in its place.
_MILDER_HOLDS: frozenset[MeasureStatus] = frozenset(
    {"proposed", "noticed", "defended", "decided", "served", "suspended", "reversed", "dropped"}
)


def with_courses(
    orders: Sequence[Order],
    acts: Sequence[Act],
    editions: Sequence[MeasuresEdition],
    today: date,
    entries: tuple[Entry, ...] = (),
) -> tuple[list[Order], tuple[Refused, ...], tuple[Entry, ...]]:
    """Return the orders, each with its course under the rules of its day; and what fits none.

    The entries come back with the number of the order that each act was taken by.
    """
    matched = match(acts, orders)
    refused = dict(matched.refused)
    in_effect_on: dict[str, date] = {}
    found: dict[str, Order] = {}
    # A successor is opened after the one that it follows: its course decides about that.
    for order in sorted(orders, key=lambda each: each.opened_on, reverse=True):
        edition = edition_on(editions, order.opened_on)
        if edition is None:
            raise LookupError(f"order {order.number}: no edition was in force on {order.opened_on}")
        replaced_on = in_effect_on.get(order.successor or "")
        of_order = matched.by_order.get(order.number, ())
        course = course_of(order, of_order, edition, today, replaced_on)
        refused.update(course.refused)
        took_effect = next((r.since for r in course.reached if r.status == "in_force"), None)
        if took_effect is not None and course.reached[-1].status not in _MILDER_HOLDS:
            in_effect_on[order.number] = took_effect
        found[order.number] = msgspec.structs.replace(order, course=course.reached)
    taken = {
        act.record_id: number
        for number, of_order in matched.by_order.items()
        for act in of_order
        if act.record_id not in refused
    }
    bound = tuple(
        msgspec.structs.replace(entry, order=taken[entry.record_id])
        if entry.record_id in taken and entry.order != taken[entry.record_id]
        else entry
        for entry in entries
    )
    on_work_list = tuple(
        Refused(record_id=record_id, reason=reason) for record_id, reason in sorted(refused.items())
    )
    return [found[order.number] for order in orders], on_work_list, bound
