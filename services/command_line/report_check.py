"""`safety-credit report --check`, in words."""

from rich.table import Table

from schemas.messages import ReportRejected
from services.intake.adapters.check import Check

WORDS = {
    "fit": "可入库 would be admitted",
    "quarantined": "待核实 would wait for a decision",
    "rejected": "退回 would be rejected",
}


def check_table(check: Check) -> Table:
    """Return the sums of a check."""
    table = Table()
    table.add_column("结果 outcome")
    table.add_column("行数 rows", justify="right")
    for outcome, words in WORDS.items():
        table.add_row(words, str(check.outcomes[outcome]))
        for (of, reason), count in sorted(check.reasons.items()):
            if of == outcome:
                table.add_row(f"  {reason}", f"({count})")
    table.add_section()
    table.add_row("读取 read", str(check.outcomes.total()))
    return table


def sentence(told: ReportRejected) -> str:
    """Return what is wrong with a row, in three lines."""
    head = f"第{told.origin.row}行 row {told.origin.row}"
    place = f" · 字段 field {told.field} · 值 value {told.value}" if told.field else ""
    return f"{head}{place} · {told.reason}\n  {told.chinese}\n  {told.english}"
