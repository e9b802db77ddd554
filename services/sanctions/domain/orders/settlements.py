"""What the end of an order leaves to do: what is forgone for good, and what has to be paid back."""

import msgspec

from schemas.vocabulary.measure_parameters import Settlement
from schemas.vocabulary.measure_status import ENDED
from services.sanctions.domain.measures import BY_KIND
from services.sanctions.domain.terms.measure import Order, Terms


def published_terms(order: Order) -> Terms:
    """Return the terms of an order as they are published, with what is left to do."""
    terms = order.terms
    if order.refund:
        return msgspec.structs.replace(
            terms,
            settlement=Settlement(pay_back=order.refund),
        )
    if order.was_in_effect and order.status in ENDED:
        return BY_KIND[terms.kind].ended(order)
    return terms
