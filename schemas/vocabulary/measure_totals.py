"""What the open orders of an enterprise come to, by measure, agency and status."""

from decimal import Decimal

import msgspec

from .measure_kind import MeasureKind
from .measure_status import MeasureStatus


class MeasureTotal(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """How many open orders of a measure its agency has in a status, and their amounts in yuan."""

    measure: MeasureKind
    agency: str
    status: MeasureStatus
    count: int
    amount: Decimal
