"""`safety-credit report`: send a file that a department already has, or check it first."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.codec import encode
from schemas.topics import INTAKE
from schemas.vocabulary.department import departments
from services.chassis.clock import Clock, clock_at, system_clock
from services.chassis.kafka.publisher import Publisher
from services.intake import read_model
from services.intake.adapters.files.source import Source
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.desk import Desk
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.report_counts import remember_received
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.layout import Rulebook
from services.intake.stage import load_rulebook

from .command_settings import intake_settings, request_memory
from .faulty_rows import faults_in, receipt_of, show_faults
from .one_watcher import AlreadyWatchedError
from .output import say, show_table
from .report_check import check_table
from .report_sending import outcome_table, send
from .send_errors import exit_where_not_sent
from .service_views import intake_views
from .watch_folder import Watch, Watching

if TYPE_CHECKING:
    from services.intake.settings import IntakeSettings

UNREADABLE_CODE, ON_THEIR_WAY_CODE, REJECTED_CODE = 1, 3, 5


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)


@dataclass(frozen=True)
class _Reporting:
    """Who reports, how their files are read, and when they become known."""

    settings: IntakeSettings
    rulebook: Rulebook
    department: str
    layout: str | None
    clock: Clock

    def read(self, file: Path) -> Submission:
        sender = Sender(self.department, self.clock())
        submission = submit_file(
            self.rulebook, sender, file.name, Source.of_path(file), self.layout
        )
        if submission.ignored:
            say(f"未读取 not read: {', '.join(submission.ignored)}", err=True)
        return submission


def report(  # noqa: PLR0913, PLR0917 - the options of a command
    department: Annotated[str, typer.Option(help="Code of the department that reports.")],
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="The file as it is.")
    ] = None,
    layout: Annotated[
        str | None, typer.Option(help="How to read the file; default: told by its header.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day on which it becomes known, with --print, --check or where CLOCK=manual; "
            "default: now.",
        ),
    ] = None,
    print_lines: Annotated[
        bool, typer.Option("--print", help="Write CloudEvents JSON lines; no broker is used.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Say what would be rejected; nothing is sent.")
    ] = False,
    watch: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Send each file that is put there."),
    ] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="Write the rows that were not accepted, as they came, to mend and send again.",
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="With --watch: end when what is there was taken.")
    ] = False,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait for all receipts (0: don't wait).")
    ] = 120.0,
) -> None:
    """Send a department's file, and show what became of each row.

    Ends with 0 when every row has an outcome, 1 when the file can't be read, 3 when rows are still
    on their way after the wait, 4 when the system did not take it (send the file again), and
    with --check 5 when a row would be rejected.
    """
    if (file is None) == (watch is None):
        raise typer.BadParameter("name a file, or a folder with --watch", param_hint="file")
    if watch is not None and (check or print_lines):
        raise typer.BadParameter("a watched folder is sent", param_hint="watch")
    if rejected is not None and (watch is not None or print_lines):
        raise typer.BadParameter("goes with a file that is sent or checked", param_hint="rejected")
    if once and watch is None:
        raise typer.BadParameter("goes with --watch", param_hint="once")
    reporting = _reporting(department, layout, day, offline=print_lines or check)
    if watch is not None:
        raise typer.Exit(_watch(reporting, watch, once, wait))
    assert file is not None
    with _exit_on_error(file):
        submission = reporting.read(file)
        if print_lines:
            for fact in submission.facts:
                sys.stdout.buffer.write(encode(fact) + b"\n")
            sys.stdout.buffer.flush()
        elif check:
            _check(reporting, submission, rejected)
        else:
            _send(reporting, submission, file.name, wait, rejected)


def _reporting(
    department: str, layout: str | None, day: datetime | None, *, offline: bool
) -> _Reporting:
    settings = intake_settings()
    if department not in {each.code for each in departments()}:
        raise typer.BadParameter(f"there is no department {department!r}", param_hint="department")
    if day and not offline and settings.clock == "system":
        raise typer.BadParameter(
            "under the system's clock a report is known when the brokers take it", param_hint="day"
        )
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    if layout is not None and layout not in {*rulebook.layouts, "record"}:
        known = ", ".join(sorted((*rulebook.layouts, "record")))
        raise typer.BadParameter(f"{layout!r} is none of {known}", param_hint="layout")
    chosen = day.date() if day else settings.city_day
    clock = clock_at(chosen) if chosen else system_clock
    return _Reporting(settings, rulebook, department, layout, clock)


@contextmanager
def _exit_on_error(file: Path) -> Iterator[None]:
    """Tell why a file can't be read or sent, and end with the code for it."""
    try:
        with exit_where_not_sent():
            yield
    except UnreadableFileError as error:
        say(f"{file.name}: {error}", err=True)
        raise typer.Exit(UNREADABLE_CODE) from error


def _check(reporting: _Reporting, submission: Submission, rejected: Path | None) -> None:
    check = Check(reporting.rulebook)
    faults = faults_in(reporting.rulebook, map(receipt_of, check.run(submission)))
    show_faults(submission, faults, rejected, "--rejected FILE")
    show_table(check_table(check))
    if check.outcomes["rejected"]:
        raise typer.Exit(REJECTED_CODE)


def _send(
    reporting: _Reporting, submission: Submission, name: str, wait: float, rejected: Path | None
) -> None:
    mine, read = (reporting.department, submission.identity), len(submission.facts)
    with intake_views(reporting.settings) as views:
        remember_received(request_memory(reporting.settings), *mine, read)
        answered = send(_desk(reporting), views, reporting.department, submission, wait)
        receipts = read_model.receipts(views, *mine)
    faults = faults_in(reporting.rulebook, receipts)
    rest = f"safety-credit receipts {submission.identity}; --rejected FILE"
    show_faults(submission, faults, rejected, rest)
    totals = read_model.totals_of(receipts)
    show_table(outcome_table(name, read, totals, submission.identity))
    if wait and answered < read:
        raise typer.Exit(ON_THEIR_WAY_CODE)


def _desk(reporting: _Reporting) -> Desk:
    return Desk(partial(Publisher, reporting.settings))


def _watch(reporting: _Reporting, folder: Path, once: bool, wait: float) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    memory = request_memory(reporting.settings)
    # Not asked for: who watches goes on while the system is away.
    with intake_views(reporting.settings, required=False) as views:
        watching = Watching(
            settings=reporting.settings,
            rulebook=reporting.rulebook,
            department=reporting.department,
            layout=reporting.layout,
            clock=reporting.clock,
            desk=_desk(reporting),
            views=views,
            wait=wait,
            say=partial(say, err=True),
            received=partial(remember_received, memory, reporting.department),
        )
        try:
            return Watch(folder, watching).run(once=once)
        except AlreadyWatchedError as error:
            raise typer.BadParameter(str(error), param_hint="watch") from error
        except KeyboardInterrupt:
            return 0
