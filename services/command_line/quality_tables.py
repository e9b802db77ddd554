"""The monthly table of data quality: for people on a terminal, or as CSV. Pure."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from services.intake.domain.quality.figures import Figure, ReasonCount
from services.intake.read_model.quality import DepartmentQuality

from .tables import Table, number_column, text_column

MAXIMUM_REASONS = 3
FIGURES = ("valid", "completeness", "timeliness", "accuracy")
FIGURES_CHINESE = ("合格率", "完整率", "及时率", "准确率")
SAFE_FROM_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def quality_table(rows: Sequence[DepartmentQuality]) -> Table:
    """Return the table of the departments that reported in the month, or are silent."""
    month = rows[0].month if rows else "-"
    figures = (f"{chinese} {name}" for chinese, name in zip(FIGURES_CHINESE, FIGURES, strict=True))
    table = Table(
        *("代码 code", text_column("部门 Department"), number_column("报送 read")),
        *map(number_column, (*figures, "得分 points")),
        *(text_column("最近报送 last report"), text_column("主要原因 main reasons")),
        title=f"数据质量 / Data quality {month}",
    )
    for row in rows:
        quality = row.quality
        if quality.read == 0 and row.silent_since is None:
            continue
        table.add_row(
            row.department,
            f"{row.chinese} {row.english}",
            str(quality.read),
            *(_figure(getattr(quality, name)) for name in FIGURES),
            _of(quality.points, quality.full_points),
            _last(row),
            tuple(map(_reason, quality.reasons[:MAXIMUM_REASONS])),
        )
    return table


def quality_csv(rows: Sequence[DepartmentQuality]) -> str:
    """Return the table with all departments as CSV, a line each."""
    output = io.StringIO()
    writer = csv.writer(output)
    headings = ["月份 month", "代码 code", "部门 department", "报送 read"]
    for chinese, english in zip(FIGURES_CHINESE, FIGURES, strict=True):
        headings += [
            f"{chinese}分子 {english} part",
            f"{chinese}分母 {english} whole",
            f"{chinese} {english} percent",
            f"{chinese}得分 {english} points",
        ]
    headings += ["得分 points", "满分 full points", "最近报送 last report", "中断自 silent since"]
    writer.writerow([*headings, "原因 reasons"])
    for row in rows:
        quality = row.quality
        cells: list[object] = [row.month, row.department, f"{row.chinese} {row.english}"]
        cells.append(quality.read)
        for name in FIGURES:
            figure: Figure = getattr(quality, name)
            cells += [figure.part, figure.whole, figure.percent, figure.points]
        cells += [quality.points, quality.full_points, row.last_reported_on, row.silent_since]
        cells.append("; ".join(map(_reason, quality.reasons)))
        writer.writerow([_plain(cell) for cell in cells])
    return output.getvalue()


def _figure(figure: Figure) -> str:
    if figure.percent is None:
        return "-"
    return f"{figure.percent}% ({_of(figure.points, figure.full_points)})"


def _of(points: Decimal | None, full: Decimal) -> str:
    return "-" if points is None else f"{points}/{full}"


def _last(row: DepartmentQuality) -> str:
    last = str(row.last_reported_on) if row.last_reported_on else "从未 never"
    return f"{last}, 中断自 silent since {row.silent_since}" if row.silent_since else last


def _reason(reason_count: ReasonCount) -> str:
    about = f" {reason_count.field}" if reason_count.field else ""
    return f"{reason_count.reason}{about}: {reason_count.count}"


def _plain(cell: object) -> object:
    """Return a cell as no spreadsheet takes it for a formula: fields are named by departments."""
    if isinstance(cell, str) and cell.startswith(SAFE_FROM_FORMULAS):
        return f"'{cell}"
    return cell
