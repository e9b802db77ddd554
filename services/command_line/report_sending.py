"""Sending one submission with a progress bar, waiting for its receipts, and the table of sums."""

import time

from services.chassis.views.store import Views
from services.intake import read_model
from services.intake.adapters.submissions.desk import Desk
from services.intake.adapters.submissions.submission import Submission

from .tables import Table, number_column

POLL_SECONDS = 0.2
OUTCOMES = {
    "accepted": "采纳 accepted",
    "corrected": "更正 corrected (a new revision)",
    "repeated": "重复 repeated",
    "quarantined": "待核实 quarantined",
    "rejected": "退回 rejected",
}


def send(
    desk: Desk,
    views: Views,
    department: str,
    submission: Submission,
    wait: float,
) -> int:
    """Publish, wait for the receipts (seconds), and return how many there are.

    Raises NotTakenError, and FileChangedError where somebody writes into the file meanwhile.
    """
    from rich.console import Console  # noqa: PLC0415 - only who sends waits for it
    from rich.progress import (  # noqa: PLC0415 - as above
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
    )

    total = len(submission.facts)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        sent_bar = progress.add_task("报送 sent", total=total)
        answered_bar = progress.add_task("回执 settled", total=total)
        for count in desk.publish_in_steps(submission):
            progress.update(sent_bar, completed=count)
        deadline = time.monotonic() + wait
        while True:
            answered = read_model.finished_rows(views, department, submission.identity)
            progress.update(answered_bar, completed=answered)
            if answered >= total or time.monotonic() >= deadline:
                return answered
            time.sleep(POLL_SECONDS)


def outcome_table(name: str, read: int, totals: read_model.Totals, submission: str) -> Table:
    """Return what became of a submission: the outcomes add up to what was read."""
    table = Table("结果 outcome", number_column("行数 rows"), title=f"{name} · {submission}")
    for outcome, count in totals.outcomes.items():
        table.add_row(OUTCOMES[outcome], str(count))
        for reason, number in totals.reasons_of(outcome).items():
            table.add_row(f"  {reason}", f"({number})")
    if totals.finished < read:
        table.add_row("未完成 on their way", str(read - totals.finished))
    table.add_section()
    table.add_row("读取 read", str(read))
    return table
