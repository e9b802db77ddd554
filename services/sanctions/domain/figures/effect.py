"""What the measures came to: orders by measure, grade and year, their amounts and their times."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from statistics import median

import msgspec

from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED, MeasureStatus
from services.sanctions.domain.terms.measure import Order


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The days of an order (None: not so far), its grade and amount (yuan).

    `caused_on` is the day of the latest record behind the grade that called for it, `due_on` the
    last day of the agency's term.
    """

    measure: MeasureKind
    grade: str
    opened_on: date
    status: MeasureStatus
    caused_on: date | None = None
    in_force_on: date | None = None
    carried_out_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    amount: Decimal | None = None


class EffectLine(msgspec.Struct, frozen=True, kw_only=True):
    """The orders of a measure that were opened for a grade in a year.

    `amount` is the sum in yuan of those that took effect and were not reversed. The days are
    medians, in calendar days: from the record to the order, from the order to its effect, from
    there to its being carried out.
    `late` were carried out after their term, or are not, and it is over.
    """

    measure: MeasureKind
    grade: str
    year: int
    orders: int
    took_effect: int
    carried_out: int
    late: int
    lifted: int
    reversed: int
    dropped: int
    amount: Decimal
    days_to_order: float | None
    days_to_effect: float | None
    days_to_carried_out: float | None


def facts_of(order: Order) -> OrderFacts:
    """Return what counts of an order."""
    first: dict[str, date] = {}
    for reached in order.history:
        first.setdefault(reached.status, reached.since)
    due = [each.deadline for each in order.history if each.status == "in_force"]
    return OrderFacts(
        measure=order.terms.kind,
        grade=order.grade,
        opened_on=order.opened_on,
        status=order.status,
        caused_on=order.caused_on,
        in_force_on=first.get("in_force"),
        carried_out_on=first.get("carried_out"),
        due_on=due[-1] if due else None,
        ended_on=order.last.since if order.status in ENDED else None,
        amount=order.terms.amount,
    )


def effect(orders: Iterable[OrderFacts], today: date) -> list[EffectLine]:
    """Return the figures by measure, grade and year in which the orders were opened."""
    groups: dict[tuple[MeasureKind, str, int], list[OrderFacts]] = {}
    for order in orders:
        key = (order.measure, order.grade, order.opened_on.year)
        groups.setdefault(key, []).append(order)
    return [_line(*key, groups[key], today) for key in sorted(groups)]


def _line(
    measure: MeasureKind, grade: str, year: int, orders: list[OrderFacts], today: date
) -> EffectLine:
    effective = [order for order in orders if order.in_force_on is not None]
    return EffectLine(
        measure=measure,
        grade=grade,
        year=year,
        orders=len(orders),
        took_effect=len(effective),
        carried_out=sum(order.carried_out_on is not None for order in orders),
        late=sum(_is_late(order, today) for order in orders),
        lifted=sum(order.status == "lifted" for order in orders),
        reversed=sum(order.status == "reversed" for order in orders),
        dropped=sum(order.status == "dropped" for order in orders),
        amount=_sum(effective),
        days_to_order=_median((order.caused_on, order.opened_on) for order in orders),
        days_to_effect=_median((order.opened_on, order.in_force_on) for order in orders),
        days_to_carried_out=_median((order.in_force_on, order.carried_out_on) for order in orders),
    )


def _sum(orders: list[OrderFacts]) -> Decimal:
    amounts = (order.amount or Decimal() for order in orders if order.status != "reversed")
    return to_the_fen(sum(amounts, Decimal()))


def _is_late(order: OrderFacts, today: date) -> bool:
    if order.due_on is None or order.status == "suspended":
        return False
    return (order.carried_out_on or order.ended_on or today) > order.due_on


def _median(spans: Iterable[tuple[date | None, date | None]]) -> float | None:
    days = [(to - of).days for of, to in spans if of is not None and to is not None]
    return float(median(days)) if days else None
