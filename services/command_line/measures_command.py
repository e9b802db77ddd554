"""`safety-credit measures`, `orders`, `work-list`: what follows, what waits, what fits no order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.codec import to_json
from schemas.vocabulary.deadline_words import deadline_in_words
from schemas.vocabulary.department import departments
from schemas.vocabulary.measure_words import STATUSES_CHINESE, measure_in_words
from schemas.vocabulary.written_code import doubt
from services.chassis.durable_files import written as written_file
from services.sanctions import read_model
from services.sanctions.adapters.order_sheet import order_sheet
from services.sanctions.read_model import MeasureView, WorkItem

from .code_argument import code_argument
from .command_settings import sanctions_settings
from .output import put, say, show_table
from .service_views import sanctions_views
from .tables import Cell, Table, number_column, text_column

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
    written = code_argument(code)
    with sanctions_views(sanctions_settings()) as views:
        known = read_model.numbers(views, written)
        orders = read_model.measures(views, written, on.date() if on else None)
    if not known:
        nothing = "没有关于它的措施 no measure is on record about it"
        say(f"{written}: {nothing}{doubt(written)}", err=True)
        raise typer.Exit(1)
    _print_orders(orders, json)


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
    with sanctions_views(sanctions_settings()) as views:
        orders = read_model.orders(views, agency)
    if csv is None:
        _print_orders(orders, json)
        return
    with written_file(csv) as file:
        file.write(order_sheet(orders))
    say(f"{csv}: {len(orders)} 项指令 orders")


def work_list(
    department: Annotated[str | None, typer.Option(help="Only this department's code.")] = None,
    json: Json = False,
) -> None:
    """List the acts that fit no order, each with the reason."""
    _refuse_unknown(department, "--department")
    with sanctions_views(sanctions_settings()) as views:
        acts = read_model.work_list(views, department)
    if json:
        _print_lines(map(to_json, acts))
        return
    table = Table(
        *("企业 enterprise", text_column("名称 name"), "文号 document", "部门 departments"),
        text_column("原因 reason"),
    )
    for item in acts:
        table.add_row(*_work_cells(item))
    show_table(table)
    say(f"{len(acts)} 条办理情况 acts")


def _refuse_unknown(department: str | None, option: str) -> None:
    known = [each.code for each in departments()]
    if department is not None and department not in known:
        what = f"{department!r} 不是 is none of {', '.join(known)}"
        raise typer.BadParameter(what, param_hint=option)


def _print_orders(orders: Sequence[MeasureView], json: bool) -> None:
    if json:
        _print_lines(map(read_model.as_answered, orders))
        return
    table = Table(
        *(
            "指令编号 order",
            "企业 enterprise",
            text_column("名称 name"),
            text_column("期限 deadline"),
        ),
        *(
            text_column("措施 measure"),
            "状态 status",
            "部门 agency",
            number_column("金额(元) yuan"),
        ),
        text_column("依据 article"),
    )
    for order in orders:
        table.add_row(*_order_cells(order))
    show_table(table)
    say(f"{len(orders)} 项指令 orders")


def _order_cells(order: MeasureView) -> tuple[Cell, ...]:
    return (
        order.order,
        order.code,
        order.name or "-",
        deadline_in_words(order.deadline, order.deadline_assumes),
        measure_in_words(order.measure),
        (f"{STATUSES_CHINESE[order.status]} {order.status}", str(order.since)),
        order.agency,
        "-" if order.amount is None else f"{order.amount:f}",
        f"{order.article} [{order.mark}]",
    )


def _work_cells(item: WorkItem) -> tuple[Cell, ...]:
    return (
        item.code,
        item.name or "-",
        item.document_number,
        item.departments,
        (item.reason, item.chinese, item.english),
    )


def _print_lines(lines: Iterable[bytes]) -> None:
    for line in lines:
        put(line)
