"""`safety-credit effect`: accidents of a span against the time before, and its orders."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.codec import to_json
from schemas.topics import SCORING
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.durable_files import written
from services.chassis.text.spreadsheet_text import MARK
from services.sanctions.domain.figures.effect import EffectLine
from services.sanctions.read_model import effect_lines
from services.scoring.domain.accidents.figures import AccidentEffect, compare
from services.scoring.domain.records.span import Span, SpanError, spans_of
from services.scoring.read_model import accidents
from services.scoring.stage import load_rulebooks

from .command_settings import sanctions_settings, scoring_settings
from .effect_tables import accident_rows, accident_table, order_rows, order_table
from .output import put, show_table
from .service_views import sanctions_views, scoring_views

DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("effect")(show)


def show(  # noqa: PLR0913, PLR0917 - two spans, and three ways to have the answer
    first: Annotated[datetime, typer.Option("--from", formats=DAY, help="First day of the span.")],
    last: Annotated[datetime, typer.Option("--to", formats=DAY, help="Last day of the span.")],
    against_first: Annotated[
        datetime | None,
        typer.Option(
            "--against-from", formats=DAY, help="First day of the other (the span before)."
        ),
    ] = None,
    against_last: Annotated[
        datetime | None, typer.Option("--against-to", formats=DAY, help="Last day of the other.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--csv", dir_okay=False, help="Write a CSV, for a spreadsheet.")
    ] = None,
    orders_table: Annotated[
        Path | None,
        typer.Option("--orders-csv", dir_okay=False, help="Write what the orders came to as CSV."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Print the accidents of two spans and their change, and what the span's orders came to."""
    try:
        span, against = spans_of(first.date(), last.date(), _day(against_first), _day(against_last))
    except SpanError as error:
        raise typer.BadParameter(str(error)) from error
    accidents, orders = _accidents(span, against), _orders(span)
    if table is not None:
        _write(table, accident_rows(accidents))
    if orders_table is not None:
        _write(orders_table, order_rows(orders))
    if json:
        put(to_json({"accidents": accidents, "orders": orders}))
    else:
        show_table(accident_table(accidents))
        show_table(order_table(orders))


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with written(path) as file:
        file.write(MARK)
        csv.writer(file).writerows(rows)


def _accidents(span: Span, against: Span) -> AccidentEffect:
    settings = scoring_settings()
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    with scoring_views(settings) as views:
        return compare(accidents(views), rulebooks, span, against, day_of(clock()))


def _orders(span: Span) -> list[EffectLine]:
    settings = sanctions_settings()
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    with sanctions_views(settings) as views:
        return effect_lines(views, day_of(clock()), span.first_day, span.last_day)


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None
