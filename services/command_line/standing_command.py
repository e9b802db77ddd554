"""`safety-credit standing`: an enterprise's standing, and why each point is what it is."""

import sys
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.codec import to_json
from schemas.messages import StandingAssessed
from schemas.topics import SCORING
from schemas.vocabulary import enterprise_code
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.view_store import RedisViews
from services.chassis.views import Views
from services.scoring.domain.explanation import Row, Sheet, Words, days_of
from services.scoring.read_model import explanation, standing, standing_on
from services.scoring.settings import ScoringSettings
from services.scoring.stage import load_rulebooks

Day = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="The day that is asked about."),
]
Known = Annotated[
    datetime | None,
    typer.Option("--as-known", formats=["%Y-%m-%d"], help="As known at the end of this day."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("standing")(show)


def show(
    code: Annotated[str, typer.Argument(help="Unified social credit code.")],
    on: Day = None,
    as_known: Known = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Print an enterprise's explanation sheet: each point, its rule, its days."""
    settings = ScoringSettings()
    tidy = enterprise_code.tidy(code)
    with RedisViews.from_url(settings.redis_url) as views:
        value = _found(settings, views, tidy, _day(on), _day(as_known))
    if value is None:
        typer.echo(f"{tidy}: 未评级 / is not rated", err=True)
        raise typer.Exit(1)
    if json:
        sys.stdout.buffer.write(to_json(value) + b"\n")
    else:
        print_sheet(explanation(value, tidy), Console())


def _found(
    settings: ScoringSettings,
    views: Views,
    code: str,
    on: date | None,
    as_known: date | None,
) -> StandingAssessed | None:
    if on is None and as_known is None:
        return standing(views, code)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    return standing_on(views, rulebooks, code, on or day_of(clock()), as_known)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def print_sheet(sheet: Sheet, console: Console) -> None:
    """Print a sheet, in Chinese with English."""
    for label, value in sheet.heading:
        console.print(Text.assemble(f"{_both(label)}: ", (_both(value), "bold")))
    for heading, rows in sheet.tables:
        console.print(_table(heading, rows))


def _table(title: Words, rows: tuple[Row, ...]) -> Table:
    table = Table(title=_both(title), title_justify="left", header_style="bold")
    table.add_column("分值 Effect", justify="right", no_wrap=True)
    table.add_column("规则 Rule", ratio=3, overflow="fold")
    table.add_column("记录 Record", ratio=3, overflow="fold")
    table.add_column("依据 Basis", ratio=3, overflow="fold")
    table.add_column("起止 Days", ratio=3, overflow="fold")
    for row in rows:
        rule = _lines(*row.title, *(row.note or ()))
        record = _lines(*row.documents, *row.departments)
        basis = f"{row.article} [{row.mark}]"
        days = _lines(days_of(row, 0), days_of(row, 1))
        cells = (_both(row.effect), rule, record, basis, days)
        table.add_row(*(Text(cell) for cell in cells))  # as it is: a record may hold brackets
    return table


def _both(words: Words) -> str:
    chinese, english = words
    return chinese if chinese == english else f"{chinese} {english}"


def _lines(*texts: str) -> str:
    """Return the texts one below the other, each once."""
    return "\n".join(text for text in dict.fromkeys(texts) if text)
