"""The figures of the effect: for people on a terminal, or as CSV. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from services.sanctions.domain.figures.effect import EffectLine
from services.scoring.domain.accidents.figures import AccidentEffect, ComparedFigures, Figures
from services.scoring.domain.records.span import Span

from .tables import Table, number_column, text_column

MEASURED = ("accidents", "deaths", "serious_injuries")
MEASURED_NAMES = ("事故 accidents", "死亡 deaths", "重伤 serious injuries")
BREAKDOWN = ("responsible", "under_investigation")
BREAKDOWN_NAMES = ("有责 responsible", "调查中 under investigation")
WHOLE = ("全市", "City")
NO_PERCENT = "-"
_NAMES = 2  # columns that hold words


def accident_table(effect: AccidentEffect) -> Table:
    """Return the table: each count before and after, and its change in percent."""
    measured = (heading for name in MEASURED_NAMES for heading in (name, "%"))
    table = Table(
        text_column("行业 Sector"),
        *map(number_column, (*measured, *BREAKDOWN_NAMES)),
        title=f"成效 / Effect {_named(effect.span)}, 对比 against {_named(effect.against)}",
        remarks=tuple(_remarks(effect)),
    )
    for sector in effect.sectors:
        table.add_row(f"{sector.chinese} {sector.english}", *_cells(sector))
    table.add_section()
    table.add_row(" ".join(WHOLE), *_cells(effect.whole))
    return table


def accident_rows(effect: AccidentEffect) -> Iterable[Sequence[object]]:
    """Yield the rows of the CSV, headings first; an empty percentage: nothing before."""
    spans = (("before 前", "before"), ("after 后", "after"))
    counted = (*zip(MEASURED_NAMES, MEASURED, strict=True),)
    apart = (*zip(BREAKDOWN_NAMES, BREAKDOWN, strict=True),)
    headings = ["代码 code", "行业 sector", "起 from", "止 to", "对比起 against from"]
    headings.append("对比止 against to")
    for name, _ in counted:
        headings += [*(f"{name}, {when}" for when, _ in spans), f"{name}, %"]
    headings += [f"{name}, {when}" for name, _ in apart for when, _ in spans]
    yield [*headings, "截至 as known on"]
    for code, name, row in (
        *((each.sector, f"{each.chinese} {each.english}", each) for each in effect.sectors),
        ("", " ".join(WHOLE), effect.whole),
    ):
        cells: list[object] = [code, name, effect.span.first_day, effect.span.last_day]
        cells += [effect.against.first_day, effect.against.last_day]
        for _, field in counted:
            cells += [*_both(row, field), getattr(row.change, field)]
        cells += [count for _, field in apart for count in _both(row, field)]
        yield [*cells, effect.known_on]


def _cells(row: ComparedFigures) -> Iterable[str]:
    for field in MEASURED:
        yield _arrow(row, field)
        yield _percent(getattr(row.change, field))
    for field in BREAKDOWN:
        yield _arrow(row, field)


def _arrow(row: ComparedFigures, field: str) -> str:
    before, after = _both(row, field)
    return f"{before} → {after}"


def _both(row: ComparedFigures, field: str) -> tuple[int, int]:
    def count(figures: Figures) -> int:
        return int(getattr(figures, field))

    return count(row.before), count(row.after)


def _percent(change: Decimal | None) -> str:
    return NO_PERCENT if change is None else f"{change:+}%" if change else f"{change}%"


def _named(span: Span) -> str:
    return f"{span} ({span.days} 天 days)"


def _remarks(effect: AccidentEffect) -> Iterable[str]:
    yield f"截至 {effect.known_on} 已知的记录 / as known on {effect.known_on}"
    for span in (effect.span, effect.against):
        if span.last_day >= effect.known_on:
            yield f"期间未满 / not over yet: {span}"


_ORDER_HEADINGS = (
    "措施 Measure",
    "等级 Grade",
    "年 Year",
    "指令 orders",
    "生效 took effect",
    "已执行 carried out",
    "逾期 late",
    "解除 lifted",
    "撤销 reversed",
    "未采取 dropped",
    "金额(元) yuan",
    "记录→指令(天) days to order",
    "指令→生效(天) days to effect",
    "生效→执行(天) days to carried out",
)


def order_rows(lines: Sequence[EffectLine]) -> list[list[str]]:
    """Return the orders as rows of a table, the headings first; what is not known is empty."""
    rows = [list(_ORDER_HEADINGS)]
    for line in lines:
        values = msgspec.structs.asdict(line).values()
        rows.append(["" if value is None else str(value) for value in values])
    return rows


def order_table(lines: Sequence[EffectLine]) -> Table:
    """Return the orders for a terminal."""
    headings, *rows = order_rows(lines)
    counted, title = headings[_NAMES:], "联动措施成效 / What the orders came to"
    table = Table(*headings[:_NAMES], *map(number_column, counted), title=title)
    for row in rows:
        table.add_row(*row)
    return table
