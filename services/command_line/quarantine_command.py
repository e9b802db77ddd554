"""`safety-credit quarantine`: what waits for a person, and the person's decision."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.codec import to_json
from schemas.topics import INTAKE
from schemas.vocabulary.department import department as member
from schemas.vocabulary.department import lead
from services.chassis.bulk_publisher import BulkPublisher
from services.chassis.clock import clock_at, system_clock
from services.chassis.view_store import RedisViews
from services.intake import read_model
from services.intake.adapters.desk import Desk, NotTakenError
from services.intake.adapters.submission import Sender, Submission, submit_lines
from services.intake.domain.decision import read_decision
from services.intake.domain.layout import DECISION_LAYOUT
from services.intake.domain.refusal import Refusal
from services.intake.domain.wording import word
from services.intake.read_model.waiting import KINDS
from services.intake.stage import load_rulebook

from .command_settings import intake_settings
from .own_environment import where_to_look

if TYPE_CHECKING:
    from services.intake.settings import IntakeSettings

POLL_SECONDS = 0.2
LEAD = lead().code
errors = Console(stderr=True)

Identifier = Annotated[str, typer.Argument(help="As the list shows it, e.g. name:某某有限公司.")]
DepartmentOption = Annotated[
    str, typer.Option("--department", help="The department that decides; it needs the right to.")
]
By = Annotated[
    str | None, typer.Option(help="Who decides; default: the department's office. No person's id.")
]
Wait = Annotated[float, typer.Option(help="Seconds to wait for the receipt (0: don't wait).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Reports that wait until a person decides.")
    group.command("list")(show)
    group.command()(accept)
    group.command()(refuse)
    app.add_typer(group, name="quarantine")


def show(
    kind: Annotated[str | None, typer.Option(help=f"Only these: {', '.join(KINDS)}.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """List the identifiers that a person has to decide about."""
    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="kind")
    with RedisViews.from_url(intake_settings().redis_url) as views:
        found = read_model.quarantine(views, kind)
    if json:
        for each in found:
            sys.stdout.buffer.write(to_json(each) + b"\n")
        sys.stdout.buffer.flush()
        return
    table = Table(
        *("标识 identifier", "条数 findings", "最早 since", "部门 departments"),
        *("名称 names", "建议 proposals"),
    )
    for each in found:
        lists = (each.departments, each.names, each.proposals)
        cells = (each.identifier, str(each.findings), str(each.since), *map("\n".join, lists))
        table.add_row(*(Text(cell) for cell in cells))  # as it is: a name may hold brackets
    console = Console()
    console.print(table)
    findings = sum(each.findings for each in found)
    console.print(f"{len(found)} 个标识 identifiers, {findings} 条报送 findings")


def accept(  # noqa: PLR0913, PLR0917 - the options of a command
    identifier: Identifier,
    code: Annotated[str, typer.Argument(help="Unified code of the enterprise.")],
    reason: Annotated[str | None, typer.Option(help="On what grounds.")] = None,
    department: DepartmentOption = LEAD,
    by: By = None,
    wait: Wait = 30.0,
) -> None:
    """Decide that an identifier is this enterprise's: what waits, and what comes, goes to it."""
    _decide(
        department, by, wait, identifier=identifier, decision="accept", code=code, reason=reason
    )


def refuse(
    identifier: Identifier,
    reason: Annotated[str, typer.Option(help="Why; the senders are told.")],
    department: DepartmentOption = LEAD,
    by: By = None,
    wait: Wait = 30.0,
) -> None:
    """Decide that it can't be told whose it is: what waits, and what comes, is rejected."""
    _decide(department, by, wait, identifier=identifier, decision="refuse", reason=reason)


def _decide(department: str, by: str | None, wait: float, **said: str | None) -> None:
    """Report a decision. Ends with 3 where it is still on its way, 4 where it was not taken."""
    settings = intake_settings()
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    if department not in rulebook.departments:
        raise typer.BadParameter(f"there is no department {department!r}", param_hint="department")
    office = by or member(department).contact.office
    fields = {name: text for name, text in {**said, "decided_by": office}.items() if text}
    try:
        read_decision(rulebook, department, fields)
    except Refusal as refusal:
        wording = word(rulebook.reasons[refusal.reason], refusal)
        raise typer.BadParameter(f"{wording.chinese} {wording.english}") from refusal
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    line = msgspec.json.encode({"layout": DECISION_LAYOUT, "fields": fields})
    submission = submit_lines(rulebook, Sender(department, clock()), line)
    published: dict[int, str] = {}
    try:
        Desk(partial(BulkPublisher, settings)).publish_reports(submission, published)
    except NotTakenError as error:
        errors.print(f"未送达 not sent: {error}\n{where_to_look()}", markup=False, soft_wrap=True)
        raise typer.Exit(4) from error
    typer.echo(f"已报送 reported: {published[1]}")
    if wait:
        _show_receipt(settings, department, submission, wait)


def _show_receipt(
    settings: IntakeSettings, department: str, submission: Submission, wait: float
) -> None:
    deadline = time.monotonic() + wait
    with RedisViews.from_url(settings.redis_url) as views:
        while not (found := read_model.receipts(views, department, submission.identity)):
            if time.monotonic() >= deadline:
                errors.print("未完成 on its way: ask again with `safety-credit quarantine list`")
                raise typer.Exit(3)
            time.sleep(POLL_SECONDS)
    for receipt in found:
        told = f"{receipt.chinese} {receipt.english}" if receipt.reason else receipt.code or ""
        typer.echo(f"{receipt.outcome} {told}".strip())
