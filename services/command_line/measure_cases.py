"""Worked cases of linked measures: records and acts in, orders out, as a jurist writes them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order
from services.scoring.domain.packs.worked_case import CaseRecord

from .case_chain import Chain, days_of

CODE = "91990103NBMRN7808U"  # of a region that is assigned to no place
_ONE_DAY = timedelta(days=1)


class MeasureCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records, and on some days the orders of each measure that is named, in their sequence.

    A measure is named by its kind and, where it bears on a record, that record's number. An order
    is its status, with its amount in yuan where that is given.
    """

    case: str
    records: tuple[CaseRecord, ...]
    expect: Annotated[dict[date, dict[str, str | tuple[str, ...]]], msgspec.Meta(min_length=1)]
    pay_back: dict[str, Decimal] | None = None


class MeasureCases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases about one subject. `of` tells them from the cases of scoring."""

    of: Literal["measures"]
    about: str
    cases: tuple[MeasureCase, ...]


class OtherOrders(msgspec.Struct, frozen=True):
    """A day on which the orders of a measure are others than a case expects."""

    case: str
    day: date
    measure: str
    expected: Any
    actual: Any


def differences(
    case: MeasureCase, editions: Sequence[MeasuresEdition] | None = None
) -> Iterator[OtherOrders]:
    """Yield where the orders under some editions (None: the shipped ones) differ from a case."""
    chain, last = Chain(editions), max(case.expect)
    for day in days_of(chain, case.records, last):
        for name, expected in case.expect.get(day, {}).items():
            every = (expected,) if isinstance(expected, str) else expected
            actual = _as_in_case(chain.orders(name), every)
            if actual != every:
                yield OtherOrders(case.case, day, name, every, actual)
    for name, amount in (case.pay_back or {}).items():
        order = chain.orders(name)[-1].published
        terms = order.terms if order else None
        back = terms.settlement.pay_back if terms and terms.settlement else None
        if back != amount:
            yield OtherOrders(case.case, last, f"{name}: pay back", amount, back)


def _as_in_case(orders: Sequence[Order], expected: Sequence[str]) -> tuple[str, ...]:
    """Return orders as a case writes them: with the amount where the case states one."""
    with_amount = [" " in each for each in expected] + [False] * len(orders)
    return tuple(
        f"{order.status} {order.terms.amount:f}" if stated else str(order.status)
        for order, stated in zip(orders, with_amount, strict=False)
    )
