"""The receipts of a file's rows as a CSV file for spreadsheets."""

import csv
from collections.abc import Iterable
from pathlib import Path

from services.chassis.durable_files import written
from services.chassis.text.spreadsheet_text import MARK, as_text
from services.intake.domain.layouts.layout import Rulebook
from services.intake.read_model import Receipt, receipt_words

HEADER = (
    "行号 row",
    "结果 outcome",
    "原因 reason",
    "字段 field",
    "值 value",
    "说明",
    "explanation",
    "统一社会信用代码 code",
)


def write_receipts(
    path: Path, rulebook: Rulebook, receipts: Iterable[Receipt], ignored: Iterable[str] = ()
) -> None:
    """Write the receipts as CSV, whole or not at all, each with its words in both languages.

    The columns and sheets that were not read come last.
    """
    with written(path) as file:
        file.write(MARK)
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for each in receipts:
            words = receipt_words(rulebook, each)
            chinese = each.chinese or (words.chinese if words else "")
            english = each.english or (words.english if words else "")
            texts = (each.reason, each.field, each.value, chinese, english, each.code)
            writer.writerow([each.row, each.outcome, *map(as_text, texts)])
        for name in ignored:
            sentences = ("该列或工作表未读取", "this column or sheet was not read")
            writer.writerow(["", "未读取 not read", "", as_text(name), "", *sentences, ""])
