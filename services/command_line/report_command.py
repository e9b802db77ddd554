"""`safety-credit report`: send a file that a department already has."""

import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from schemas.codec import encode
from schemas.topics import INTAKE
from schemas.vocabulary.department import departments
from services.chassis.clock import clock_at, system_clock
from services.chassis.kafka_producer import Publisher
from services.chassis.view_store import RedisViews
from services.chassis.views import Views
from services.intake import read_model
from services.intake.adapters.desk import Desk, NotTakenError
from services.intake.adapters.source import Source
from services.intake.adapters.submission import Sender, Submission, submit_file
from services.intake.adapters.unreadable import UnreadableFileError
from services.intake.domain.layout import Rulebook
from services.intake.settings import IntakeSettings
from services.intake.stage import load_rulebook

POLL_SECONDS = 0.2
OUTCOMES = {
    "accepted": "采纳 accepted",
    "corrected": "更正 corrected (a new revision)",
    "repeated": "重复 repeated",
    "quarantined": "待核实 quarantined",
    "rejected": "退回 rejected",
}
errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)


def report(  # noqa: PLR0913, PLR0917 - the options of a command
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file as it is.")],
    department: Annotated[str, typer.Option(help="Code of the department that reports.")],
    layout: Annotated[
        str | None, typer.Option(help="How to read the file; default: told by its header.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day on which it becomes known, with --print or where CLOCK=manual; default: now.",
        ),
    ] = None,
    print_lines: Annotated[
        bool, typer.Option("--print", help="Write CloudEvents JSON lines; no broker is used.")
    ] = False,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait for all receipts (0: don't wait).")
    ] = 120.0,
) -> None:
    """Send a department's file, and show what became of each row.

    Ends with 0 when every row has an outcome, 1 when the file can't be read, 3 when rows are still
    on their way after the wait, 4 when the broker did not acknowledge: send the file again.
    """
    settings = IntakeSettings()
    if department not in {each.code for each in departments()}:
        raise typer.BadParameter(f"there is no department {department!r}", param_hint="department")
    if day and not print_lines and settings.clock == "system":
        raise typer.BadParameter(
            "under the system's clock a report is known when the brokers take it", param_hint="day"
        )
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    if layout is not None and layout not in {*rulebook.layouts, "record"}:
        known = ", ".join(sorted((*rulebook.layouts, "record")))
        raise typer.BadParameter(f"{layout!r} is none of {known}", param_hint="layout")
    chosen = day.date() if day else settings.city_day
    clock = clock_at(chosen) if chosen else system_clock
    submission = _read(rulebook, Sender(department, clock()), file, layout)
    if submission.ignored:
        errors.print(f"未读取 not read: {', '.join(submission.ignored)}")
    if print_lines:
        for fact in submission.facts:
            sys.stdout.buffer.write(encode(fact) + b"\n")
        sys.stdout.buffer.flush()
        return
    with RedisViews.from_url(settings.redis_url) as views:
        try:
            settled = _send(settings, views, department, submission, wait)
        except NotTakenError as error:
            errors.print(f"未送达 not sent: {error}", markup=False)
            raise typer.Exit(4) from error
        totals = read_model.totals(views, department, submission.identity)
        Console().print(
            outcome_table(file.name, len(submission.facts), totals, submission.identity)
        )
    if wait and settled < len(submission.facts):
        raise typer.Exit(3)


def _read(rulebook: Rulebook, sender: Sender, file: Path, layout: str | None) -> Submission:
    try:
        return submit_file(rulebook, sender, file.name, Source.of_path(file), layout)
    except UnreadableFileError as error:
        errors.print(f"{file.name}: {error}", markup=False)
        raise typer.Exit(1) from error


def _send(
    settings: IntakeSettings, views: Views, department: str, submission: Submission, wait: float
) -> int:
    """Publish, wait for the receipts, and return how many there are."""
    total = len(submission.facts)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors) as progress:
        sent = progress.add_task("报送 sent", total=total)
        answered = progress.add_task("回执 settled", total=total)
        for count in Desk(partial(Publisher, settings)).publish_in_steps(submission):
            progress.update(sent, completed=count)
        deadline = time.monotonic() + wait
        while True:
            settled = read_model.settled_rows(views, department, submission.identity)
            progress.update(answered, completed=settled)
            if settled >= total or time.monotonic() >= deadline:
                return settled
            time.sleep(POLL_SECONDS)


def outcome_table(name: str, read: int, totals: read_model.Totals, submission: str) -> Table:
    """Return what became of a submission: the outcomes add up to what was read."""
    table = Table(title=f"{name} · {submission}", title_justify="left")
    table.add_column("结果 outcome")
    table.add_column("行数 rows", justify="right")
    for outcome, count in totals.outcomes.items():
        table.add_row(OUTCOMES[outcome], str(count))
        for reason, number in totals.reasons_of(outcome).items():
            table.add_row(f"  {reason}", f"({number})")
    if totals.settled < read:
        table.add_row("未完成 on their way", str(read - totals.settled))
    table.add_section()
    table.add_row("读取 read", str(read))
    return table
