"""`safety-credit measures`, `orders`, `work-list`: what follows, what waits, what fits no order."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.codec import to_json
from schemas.vocabulary import enterprise_code
from schemas.vocabulary.department import departments
from schemas.vocabulary.measure_words import STATUSES_CHINESE, measure_in_words
from services.chassis.view_store import RedisViews
from services.sanctions import read_model
from services.sanctions.adapters.order_sheet import order_sheet
from services.sanctions.read_model import MeasureView, WorkItem

from .command_settings import sanctions_settings
from .durable_files import written

Json = Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("measures")(measures)
    app.command("orders")(orders)
    app.command("work-list")(work_list)


def measures(
    code: Annotated[str, typer.Argument(help="Unified social credit code.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Those open on this day. Default: all."),
    ] = None,
    json: Json = False,
) -> None:
    """List the measures about an enterprise, also those that ended; or those open on a day."""
    tidy = enterprise_code.tidy(code)
    if not enterprise_code.is_valid(tidy):
        raise typer.BadParameter(
            f"{code!r} 不是有效的统一社会信用代码 is no valid unified social credit code",
            param_hint="code",
        )
    with RedisViews.from_url(sanctions_settings().redis_url) as views:
        found = read_model.measures(views, tidy, on.date() if on else None)
    _tell_orders(found, json)


def orders(
    agency: Annotated[str | None, typer.Option(help="Only this department's code.")] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="Write a sheet for the agency to fill in and report back."),
    ] = None,
    json: Json = False,
) -> None:
    """List the orders that wait for an agency, by deadline."""
    if json and csv:
        raise typer.BadParameter("--json and --csv can't both be had")
    _refuse_unknown(agency, "--agency")
    with RedisViews.from_url(sanctions_settings().redis_url) as views:
        found = read_model.orders(views, agency)
    if csv is None:
        _tell_orders(found, json)
        return
    with written(csv) as file:
        file.write(order_sheet(found))
    typer.echo(f"{csv}: {len(found)} 项指令 orders")


def work_list(
    department: Annotated[str | None, typer.Option(help="Only this department's code.")] = None,
    json: Json = False,
) -> None:
    """List the acts that fit no order, each with the reason."""
    _refuse_unknown(department, "--department")
    with RedisViews.from_url(sanctions_settings().redis_url) as views:
        found = read_model.work_list(views, department)
    if json:
        _print_lines(map(to_json, found))
        return
    titles = ("企业 enterprise", "文号 document", "部门 departments", "原因 reason")
    _print_table(titles, (_work_cells(item) for item in found))
    typer.echo(f"{len(found)} 条办理情况 acts")


def _refuse_unknown(department: str | None, option: str) -> None:
    known = [each.code for each in departments()]
    if department is not None and department not in known:
        what = f"{department!r} 不是 is none of {', '.join(known)}"
        raise typer.BadParameter(what, param_hint=option)


def _tell_orders(found: Sequence[MeasureView], json: bool) -> None:
    if json:
        _print_lines(map(read_model.as_answered, found))
        return
    titles = ("期限 deadline", "企业 enterprise", "措施 measure", "状态 status", "部门 agency")
    more = ("金额(元) yuan", "指令编号 order", "依据 article")
    _print_table((*titles, *more), (_order_cells(order) for order in found))
    typer.echo(f"{len(found)} 项指令 orders")


def _order_cells(order: MeasureView) -> tuple[str, ...]:
    return (
        str(order.deadline or "-"),
        f"{order.name or '-'}\n{order.code}",
        measure_in_words(order.measure),
        f"{STATUSES_CHINESE[order.status]} {order.status}\n{order.since}",
        order.agency,
        "-" if order.amount is None else f"{order.amount:f}",
        order.order,
        f"{order.article} [{order.mark}]",
    )


def _work_cells(item: WorkItem) -> tuple[str, ...]:
    return (
        f"{item.name or '-'}\n{item.code}",
        item.document_number,
        "\n".join(item.departments),
        f"{item.reason}\n{item.chinese}\n{item.english}",
    )


def _print_lines(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _print_table(titles: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    for cells in rows:
        table.add_row(*(Text(cell) for cell in cells))  # as it is: a name may hold brackets
    Console().print(table)
