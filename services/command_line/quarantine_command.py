"""`safety-credit quarantine`: what waits for a person, and the person's decision."""

import sys
import time
from functools import partial
from typing import Annotated

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
from services.intake.domain.undecided import PREFIX
from services.intake.domain.wording import word
from services.intake.read_model.waiting import KINDS
from services.intake.settings import IntakeSettings
from services.intake.stage import load_rulebook

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
    """List the identifiers and the statements that a person has to decide about."""
    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="kind")
    with RedisViews.from_url(IntakeSettings().redis_url) as views:
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
    statements = [each for each in found if each.sentence is not None]
    for each in found:
        if each.sentence is not None:
            continue
        lists = (each.departments, each.names, each.proposals)
        cells = (each.identifier, str(each.findings), str(each.since), *map("\n".join, lists))
        table.add_row(*(Text(cell) for cell in cells))  # as it is: a name may hold brackets
    console = Console()
    if table.row_count or not statements:
        console.print(table)
    for each in statements:
        console.print(Text(_sentence(each)), soft_wrap=True)  # what is to be typed is never cut
    findings = sum(each.findings for each in found)
    console.print(f"{len(found)} 个标识 identifiers, {findings} 条报送 findings")


def _sentence(waiting: read_model.Waiting) -> str:
    """Return a statement that waits, in three lines."""
    return (
        f"{waiting.identifier}\n"
        f"  字段 field {waiting.field} · 表述 sentence “{waiting.sentence}”"
        f" · 可定为 choices {', '.join(waiting.choices)}\n"
        f"  条数 reports {waiting.findings} · 最早 since {waiting.since}"
        f" · 部门 departments {', '.join(waiting.departments)}"
    )


def accept(  # noqa: PLR0913, PLR0917 - the options of a command
    identifier: Identifier,
    answer: Annotated[
        str, typer.Argument(help="Unified code of the enterprise, or what the statement says.")
    ],
    reason: Annotated[str | None, typer.Option(help="On what grounds.")] = None,
    department: DepartmentOption = LEAD,
    by: By = None,
    wait: Wait = 30.0,
) -> None:
    """Decide whose an identifier is, or what a statement says: for what waits and what comes."""
    field = "value" if identifier.strip().startswith(PREFIX) else "code"
    said = {"identifier": identifier, "decision": "accept", field: answer, "reason": reason}
    _decide(department, by, wait, **said)


def refuse(
    identifier: Identifier,
    reason: Annotated[str, typer.Option(help="Why; the senders are told.")],
    department: DepartmentOption = LEAD,
    by: By = None,
    wait: Wait = 30.0,
) -> None:
    """Decide that it can't be told whose it is, or can't be taken: what waits is rejected."""
    _decide(department, by, wait, identifier=identifier, decision="refuse", reason=reason)


def _decide(department: str, by: str | None, wait: float, **said: str | None) -> None:
    """Report a decision. Ends with 3 where it is still on its way, 4 where it was not taken."""
    settings = IntakeSettings()
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
        errors.print(f"未送达 not sent: {error}", markup=False)
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
