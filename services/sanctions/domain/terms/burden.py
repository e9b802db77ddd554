"""How heavy the terms of a measure weigh: heavier ones need a notice of their own."""

from decimal import Decimal

from schemas.vocabulary.measure_kind import MeasureKind

from .measure import Terms


def burden(terms: Terms) -> Decimal:
    """Return a number that is the greater the more is taken: only to compare terms of one measure.

    A rebate by its amount, a loan by the share that may not be lent, bidding by the lots closed.
    """
    if terms.kind is MeasureKind.TAX_REBATE_CANCELLED:
        return terms.amount or Decimal()
    if terms.kind is MeasureKind.LOAN_LIMIT:
        return -Decimal(terms.parameters["new_credit_percent"])
    if terms.kind is MeasureKind.BIDDING_LIMIT:
        return -Decimal(terms.parameters.get("lots_below_yuan", "0"))
    return Decimal()
