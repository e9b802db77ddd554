"""`safety-credit quarantine`: what waits for a person, and the person's decision."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
import typer

from schemas.codec import to_json
from schemas.topics import INTAKE
from schemas.vocabulary.department import department as member
from schemas.vocabulary.department import lead
from services.chassis.clock import clock_at, system_clock
from services.chassis.kafka.publisher import Publisher
from services.intake import read_model
from services.intake.adapters.submissions.desk import Desk
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.report_counts import remember_received
from services.intake.adapters.submissions.submission import Sender, Submission
from services.intake.domain.doubles.decision import DoubleDecision
from services.intake.domain.identities.decision import IdentityDecision, read_decision
from services.intake.domain.layouts.layout import DECISION_LAYOUT, Rulebook
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.records.refusal_wording import word
from services.intake.domain.statements.undecided import PREFIX
from services.intake.read_model.waiting import KINDS
from services.intake.stage import load_rulebook

from .command_settings import intake_settings, request_memory
from .output import put, say, show_table
from .quarantine_tables import decided_table, waiting_tables
from .send_errors import exit_where_not_sent
from .service_views import intake_views

if TYPE_CHECKING:
    from services.intake.settings import IntakeSettings

POLL_SECONDS = 0.2
DECIDES_NOTHING = frozenset({"double_unknown", "decided_later"})  # reasons of receipts
LEAD = lead().code

Identifier = Annotated[str, typer.Argument(help="As the list shows it, e.g. name:某某有限公司.")]
DepartmentOption = Annotated[
    str, typer.Option("--department", help="The department that decides; it needs the right to.")
]
By = Annotated[
    str | None, typer.Option(help="Who decides; default: the department's office. No person's id.")
]
InAdvance = Annotated[
    bool, typer.Option("--in-advance", help="Decide also where nothing waits for it yet.")
]
Wait = Annotated[float, typer.Option(help="Seconds to wait for the receipt (0: don't wait).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Reports that wait until a person decides.")
    group.command("list")(show)
    group.command()(doubles)
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
    with intake_views(intake_settings()) as views:
        waiting = read_model.quarantine(views, kind)
    if json:
        for each in waiting:
            put(to_json(each))
        return
    for table in waiting_tables(waiting):
        show_table(table)
    findings = sum(each.findings for each in waiting)
    say(f"{len(waiting)} 个标识 identifiers, {findings} 条报送 findings")


def doubles(
    json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """List the records that were decided to be one, or two: what may be decided otherwise."""
    with intake_views(intake_settings()) as views:
        waiting = read_model.decided_doubles(views)
    if json:
        for each in waiting:
            put(to_json(each))
        return
    show_table(decided_table(waiting))


def accept(  # noqa: PLR0913, PLR0917 - the options of a command
    identifier: Identifier,
    answer: Annotated[
        str | None,
        typer.Argument(
            help="Unified code of the enterprise, or what the statement says; of double: none."
        ),
    ] = None,
    holds: Annotated[
        str | None,
        typer.Option(help="Of double: the number, or kind, that counts; default: known first."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="On what grounds.")] = None,
    department: DepartmentOption = LEAD,
    by: By = None,
    in_advance: InAdvance = False,
    wait: Wait = 30.0,
) -> None:
    """Decide whose an identifier is, what a statement says, or that two records are one."""
    field = "value" if identifier.strip().startswith(PREFIX) else "code"
    fields = {"identifier": identifier, "decision": "accept", field: answer, "holds": holds}
    _decide(_Deciding(department, in_advance, wait), by, {**fields, "reason": reason})


def refuse(  # noqa: PLR0913, PLR0917 - the options of a command
    identifier: Identifier,
    reason: Annotated[str, typer.Option(help="Why; the senders are told.")],
    department: DepartmentOption = LEAD,
    by: By = None,
    in_advance: InAdvance = False,
    wait: Wait = 30.0,
) -> None:
    """Decide that it can't be told whose it is, or be taken; or that two records are two."""
    fields = {"identifier": identifier, "decision": "refuse", "reason": reason}
    _decide(_Deciding(department, in_advance, wait), by, fields)


class _Deciding(NamedTuple):
    """Who decides, whether also for what may come, and how long to wait (seconds)."""

    department: str
    in_advance: bool
    wait: float


def _decide(deciding: _Deciding, by: str | None, decision_fields: Mapping[str, str | None]) -> None:
    """Report a decision, and say what it did.

    Ends with 1 where it decided nothing, 3 where it is still on its way, 4 where it was not taken.
    """
    settings, department = intake_settings(), deciding.department
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    if department not in rulebook.departments:
        raise typer.BadParameter(f"there is no department {department!r}", param_hint="department")
    office = by or member(department).contact.office
    fields = {
        name: text for name, text in {**decision_fields, "decided_by": office}.items() if text
    }
    try:
        decision = read_decision(rulebook, department, fields)
    except Refusal as refusal:
        wording = word(rulebook.reasons[refusal.reason], refusal)
        raise typer.BadParameter(f"{wording.chinese} {wording.english}") from refusal
    with exit_where_not_sent(), intake_views(settings) as views:
        waiting = read_model.waiting_for(views, decision.identifier)
        decided = read_model.is_decided(views, decision.identifier)
    if waiting is None and not decided and not deciding.in_advance:
        say(read_model.nothing_waits(decision.identifier, "--in-advance"), err=True)
        raise typer.Exit(1)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    line = msgspec.json.encode({"layout": DECISION_LAYOUT, "fields": fields})
    submission = submit_lines(rulebook, Sender(department, clock()), line)
    published: dict[int, str] = {}
    with exit_where_not_sent():
        Desk(partial(Publisher, settings)).publish_reports(submission, published)
    remember_received(request_memory(settings), department, submission.identity, 1)
    say(f"已报送 reported: {published[1]}")
    if deciding.wait:
        _require_receipt(settings, rulebook, department, submission, deciding.wait)
        say(_done(decision, waiting.findings if waiting else 0))


def _done(decision: IdentityDecision | DoubleDecision, findings: int) -> str:
    """Say what a decision did."""
    if isinstance(decision, DoubleDecision):
        what = "认定为一件 the two are one" if decision.one else "认定为两件 the two are two"
        return f"{what}: {decision.identifier}"
    answer = decision.value or decision.code
    if answer is None:
        what = f"已驳回 refused: {decision.identifier}；{findings} 条待核实报送退回"
        return f"{what} findings that waited are rejected"
    what = f"已认定 accepted: {decision.identifier} -> {answer}"
    return f"{what}；{findings} 条待核实报送随之处理 findings that waited go on"


def _require_receipt(
    settings: IntakeSettings,
    rulebook: Rulebook,
    department: str,
    submission: Submission,
    wait: float,
) -> None:
    """Wait for the decision's receipt; end with 3 where there is none yet, 1 where it failed."""
    deadline = time.monotonic() + wait
    with intake_views(settings) as views:
        while not (waiting := read_model.receipts(views, department, submission.identity)):
            if time.monotonic() >= deadline:
                say("未完成 on its way: ask again with `safety-credit quarantine list`", err=True)
                raise typer.Exit(3)
            time.sleep(POLL_SECONDS)
    for receipt in waiting:
        if receipt.outcome != "accepted" or receipt.reason in DECIDES_NOTHING:
            say(f"未作决定 nothing was decided: {receipt.outcome} {receipt.reason}", err=True)
            words = read_model.receipt_words(rulebook, receipt)
            chinese, english = receipt.chinese, receipt.english
            if words is not None and chinese is None:
                chinese, english = words.chinese, words.english
            say(chinese or "", english or "", err=True)
            raise typer.Exit(1)
