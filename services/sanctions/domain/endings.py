"""What the end of an order leaves to do: what is forgone for good, and what has to be paid back."""

from collections.abc import Callable, Mapping

from schemas.vocabulary.measure_kind import MeasureKind

from .measure import Order, Terms
from .measures import tax_rebate
from .procedure import AFTER_EFFECT

_Ending = Callable[[Order], Terms]
_LIFTED: Mapping[MeasureKind, _Ending] = {
    MeasureKind.TAX_REBATE_CANCELLED: lambda order: tax_rebate.at_end(order.terms, order.last.since)
}
_REVERSED: Mapping[MeasureKind, _Ending] = {
    MeasureKind.TAX_REBATE_CANCELLED: lambda order: tax_rebate.at_reversal(
        order.terms, order.last.since
    )
}


def shown_terms(order: Order) -> Terms:
    """Return the terms of an order as they are told: at its end with what that leaves to do."""
    if not any(reached.status in AFTER_EFFECT for reached in order.course):
        return order.terms
    endings = {"lifted": _LIFTED, "reversed": _REVERSED}.get(order.status, {})
    ending = endings.get(order.terms.kind)
    return order.terms if ending is None else ending(order)
