"""Who may bid for a lot on a day: by the limits in effect then, not by the grade itself.

A limit that is only noticed binds nobody yet, and one that is suspended does not bind.
"""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.measure_status import IN_EFFECT, MeasureStatus


class Limit(msgspec.Struct, frozen=True):
    """An order about an enterprise on the day: its kind, its status, its figures."""

    order: str
    measure: MeasureKind
    status: MeasureStatus
    parameters: MeasureParameters


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an enterprise may bid for a lot.

    `order` is the one that keeps it out, `below` the value (yuan) up to which, that excluded, it
    may bid (None: no limit; 0: for none). `under_way` says that a limit is noticed, not in effect.
    """

    admitted: bool
    order: str | None
    below: Decimal | None
    under_way: bool


def admission(limits: Iterable[Limit], value: Decimal) -> Admission:
    """Return whether the orders of a day let an enterprise bid for a lot worth so many yuan.

    Raises ValueError for a value below 0.
    """
    if value < 0:
        raise ValueError(f"a lot is worth 0 yuan or more, not {value}")
    bidding_limits = [each for each in limits if each.measure is MeasureKind.BIDDING_LIMIT]
    binding = [each for each in bidding_limits if each.status in IN_EFFECT]
    strictest = min(binding, key=_below, default=None)
    below = None if strictest is None else _below(strictest)
    admitted = below is None or value < below
    return Admission(
        admitted=admitted,
        order=strictest.order if strictest is not None and not admitted else None,
        below=below,
        under_way=len(bidding_limits) > len(binding),
    )


def _below(limit: Limit) -> Decimal:
    return limit.parameters.lots_below_yuan or Decimal()
