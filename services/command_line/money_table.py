"""The money of a city day: what the linked measures bear on, by measure and agency. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from schemas.messages import Fact, MeasuresStated, MeasureTotal
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
    sums: dict[tuple[str, str], list[MeasureTotal]] = {}
    for body in last.values():
        for each in body.totals:
            sums.setdefault((each.measure.value, each.agency), []).append(each)
    first, *more = _HEADINGS
    title = "当日金额 / The day's money"
    table = Table("措施 Measure", first, *map(number_column, more), title=title)
    for (measure, agency), totals in sorted(sums.items()):
        cells = []
        for in_effect in (False, True):
            mine = [each for each in totals if (each.status in IN_EFFECT) is in_effect]
            amount = sum((each.amount for each in mine), Decimal())
            cells += [str(sum(each.count for each in mine)), f"{amount:,.2f}" if mine else "-"]
        table.add_row(measure, department(agency).chinese, *cells)
    return table
