"""`safety-credit submissions`, `receipts`: what was sent, and what became of each row of it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated

import typer

from schemas.codec import to_json
from schemas.topics import INTAKE
from schemas.vocabulary.department import departments
from services.chassis.clock import CITY_ZONE
from services.chassis.views.store import Views
from services.intake import read_model
from services.intake.adapters.submissions.report_counts import received
from services.intake.domain.layouts.layout import Rulebook
from services.intake.stage import load_rulebook

from .command_settings import intake_settings, request_memory
from .faulty_rows import in_words, receipts_table
from .output import put, say, show_table
from .service_views import intake_views
from .tables import Table, number_column

Department = Annotated[str | None, typer.Option(help="Only this department's code.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")]
Most = Annotated[int, typer.Option(min=1, help="At most so many.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("submissions")(show_submissions)
    app.command("receipts")(show_receipts)


def show_submissions(
    department: Department = None,
    most: Most = 20,
    after: Annotated[
        str | None, typer.Option(help="Those before this submission: the last one shown.")
    ] = None,
    json: Json = False,
) -> None:
    """List what was sent, the newest first: when, how many rows, and what became of them."""
    _refuse_unknown(department)
    settings = intake_settings()
    memory = request_memory(settings)
    with intake_views(settings) as views:
        try:
            page = read_model.submission_page(views, department, after, most)
        except KeyError as error:
            raise typer.BadParameter(f"no submission {after!r}", param_hint="--after") from error
        submissions = [
            (
                each,
                read_model.outcomes_of(views, each.department, each.submission),
                received(memory, each.department, each.submission),
            )
            for each in page.submissions
        ]
    if json:
        for sent, outcomes, count in submissions:
            put(to_json({"sent": sent, "outcomes": outcomes, "received": count}))
        return
    table = Table(
        *("提交 submission", "时间 time", "部门 department", "文件 file"),
        number_column("读取 read"),
        *map(number_column, read_model.OUTCOMES),
        "状态 state",
    )
    for sent, outcomes, count in submissions:
        time = sent.known_at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")
        read = "?" if count is None else str(count)
        cells = (sent.submission, time, sent.department, sent.file or "-", read)
        table.add_row(*cells, *map(str, outcomes.values()), _state(outcomes, count))
    show_table(table)
    say(f"{len(submissions)} 次报送 submissions")
    if page.following is not None:
        say(f"更早的见 earlier ones: --after {page.following}")


def _state(outcomes: dict[str, int], count: int | None) -> str:
    answered = sum(outcomes.values())
    if count is None:
        return f"{answered} 条有结果 settled"
    if answered < count:
        return f"{count - answered} 条未完成 on their way"
    return "完成 complete"


def show_receipts(  # noqa: PLR0913, PLR0917 - the options of a command
    submission: Annotated[
        str | None, typer.Argument(help="As `submissions` shows it; default: all, newest first.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help=f"Only these: {', '.join(read_model.OUTCOMES)}.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Only those with this reason.")] = None,
    department: Department = None,
    most: Most = 1000,
    json: Json = False,
) -> None:
    """Say what became of each row: of a submission, or of all, by outcome and reason."""
    _refuse_unknown(department)
    if outcome not in {None, *read_model.OUTCOMES}:
        known = ", ".join(read_model.OUTCOMES)
        raise typer.BadParameter(f"{outcome!r} is none of {known}", param_hint="--outcome")
    settings = intake_settings()
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    with intake_views(settings) as views:
        sent = [
            each
            for each in read_model.submissions(views, department)
            if submission in {None, each.submission}
        ]
        if submission is not None and not sent:
            say(f"{submission}：无此报送 no such submission", err=True)
            raise typer.Exit(1)
        rows = _sent_receipts(views, rulebook, sent, outcome, reason)
        receipts = list(islice(rows, most))
        more = next(rows, None) is not None
    if json:
        for each, receipt in receipts:
            put(to_json({"sent": each, "receipt": receipt}))
        return
    for each in dict.fromkeys(each for each, _ in receipts):
        mine = [receipt for of, receipt in receipts if of is each]
        show_table(receipts_table(mine, f"{each.file or '-'} · {each.submission}"))
    say(f"{len(receipts)} 条回执 receipts")
    if more:
        say("还有更多 there are more: --most")


_SentReceipt = tuple[read_model.SubmissionSummary, read_model.Receipt]


def _sent_receipts(
    views: Views,
    rulebook: Rulebook,
    sent: Iterable[read_model.SubmissionSummary],
    outcome: str | None,
    reason: str | None,
) -> Iterator[_SentReceipt]:
    for each in sent:
        for receipt in read_model.receipts(views, each.department, each.submission):
            if outcome in {None, receipt.outcome} and reason in {None, receipt.reason}:
                yield each, in_words(rulebook, receipt)


def _refuse_unknown(department: str | None) -> None:
    known = [each.code for each in departments()]
    if department is not None and department not in known:
        what = f"{department!r} 不是 is none of {', '.join(known)}"
        raise typer.BadParameter(what, param_hint="--department")
