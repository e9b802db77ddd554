"""`safety-credit report --check`, in words."""

from services.intake.adapters.submissions.dry_run import Check

from .tables import Table, number_column

WORDS = {
    "fit": "可入库 would be admitted",
    "quarantined": "待核实 would wait for a decision",
    "rejected": "退回 would be rejected",
}


def check_table(check: Check) -> Table:
    """Return the sums of a check."""
    table = Table("结果 outcome", number_column("行数 rows"))
    for outcome, words in WORDS.items():
        table.add_row(words, str(check.outcomes[outcome]))
        for (of, reason), count in sorted(check.reasons.items()):
            if of == outcome:
                table.add_row(f"  {reason}", f"({count})")
    table.add_section()
    table.add_row("读取 read", str(check.outcomes.total()))
    return table
