"""Open orders as a CSV, for an agency that has no interface: it is filled in and reported back.

Intake reads the filled sheet by its layout `measure-acts`.
"""

import csv
import io
from collections.abc import Iterable

from schemas.vocabulary.deadline_words import assumption_chinese
from schemas.vocabulary.measure_words import STATUSES_CHINESE, measure_in_words
from services.chassis.text.spreadsheet_text import MARK, as_text
from services.sanctions.read_model import MeasureView

STATED_COLUMNS = (
    "指令编号",
    "统一社会信用代码",
    "企业名称",
    "措施",
    "状态",
    "期限",
    "金额(元)",
    "依据",
)
# What the agency writes: what it did, when, which office and officer, with which outcome, and why.
BLANK_COLUMNS = ("办理情况", "办理日期", "经办处室", "经办人工号", "结果", "理由")


def order_sheet(orders: Iterable[MeasureView]) -> str:
    """Return the orders as the text of a CSV (in UTF-8 a spreadsheet shows its Chinese)."""
    sheet = io.StringIO()
    sheet.write(MARK)
    writer = csv.writer(sheet)
    writer.writerow((*STATED_COLUMNS, *BLANK_COLUMNS))
    for order in orders:
        stated = (
            order.order,
            order.code,
            order.name,
            measure_in_words(order.measure),
            STATUSES_CHINESE[order.status],
            _deadline(order),
            "" if order.amount is None else f"{order.amount:f}",
            order.article,
        )
        writer.writerow((*map(as_text, stated), *("" for _ in BLANK_COLUMNS)))
    return sheet.getvalue()


def _deadline(order: MeasureView) -> str:
    """Return the last day of the term, and whether it is assumed."""
    if order.deadline is None:
        return ""
    year = order.deadline_assumes
    return (
        f"{order.deadline}" if year is None else f"{order.deadline}（{assumption_chinese(year)}）"
    )
