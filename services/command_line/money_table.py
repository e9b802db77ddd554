"""The money of a city day: what the linked measures bear on, by measure and agency. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from schemas.messages import Fact, MeasuresStated
from schemas.vocabulary.department import department
from schemas.vocabulary.measure_status import IN_EFFECT

from .tables import Table, number_column

_HEADINGS = (
    "部门 Agency",
    "程序中 under way",
    "金额 yuan",
    "执行中 in effect",
    "金额 yuan",
)


def money_table(facts: Iterable[Fact[Any]]) -> Table:
    """Sum the amounts (yuan) of all measures as they were last stated."""
    last = {fact.subject: fact.body for fact in facts if isinstance(fact.body, MeasuresStated)}
    sums: dict[tuple[str, str], list[tuple[bool, Decimal]]] = {}
    for body in last.values():
        for each in body.measures:
            key = (each.measure.value, each.agency)
            amount = each.amount or Decimal()
            sums.setdefault(key, []).append((each.status in IN_EFFECT, amount))
    first, *more = _HEADINGS
    title = "当日金额 / The day's money"
    table = Table("措施 Measure", first, *map(number_column, more), title=title)
    for (measure, agency), entries in sorted(sums.items()):
        cells = []
        for in_effect in (False, True):
            amounts = [amount for effect, amount in entries if effect is in_effect]
            cells += [str(len(amounts)), f"{sum(amounts):,.2f}" if amounts else "-"]
        table.add_row(measure, department(agency).chinese, *cells)
    return table
