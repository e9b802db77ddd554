"""`safety-credit standing`: an enterprise's standing, and why each point is what it is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
import yaml

from schemas.codec import to_json
from schemas.messages import StandingAssessed
from schemas.topics import SCORING
from schemas.vocabulary.written_code import doubt
from services.chassis.clock import Clock, clock_at, day_of, system_clock
from services.chassis.views.redis_store import RedisViews
from services.scoring.adapters.explanation_page import page
from services.scoring.domain.outlook.forecast import Forecast, LineChange, forecast
from services.scoring.domain.outlook.what_if import NoSuchRecordError, supposed
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.packs.worked_case import CaseRecord
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.explanation import ExplanationSheet, SheetLine, Words, days_of
from services.scoring.domain.standing.titles import STATUSES, effect_words
from services.scoring.read_model import assessed, explanation, ledger_of, standing
from services.scoring.stage import load_rulebooks

from .code_argument import code_argument
from .command_settings import scoring_settings
from .output import put, say, show_table
from .tables import Cell, Table, number_column, text_column

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings

MOST_STEPS = 100
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


def show(  # noqa: PLR0913, PLR0917 - what one may ask for
    code: Annotated[str, typer.Argument(help="Unified social credit code.")],
    on: Day = None,
    as_known: Known = None,
    edition: Annotated[
        str | None, typer.Option(help="As if this edition were in force on every day.")
    ] = None,
    with_: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", help="JSON or YAML: a record that is not there (or a list).", exists=True
        ),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Leave a record out, by its document number.")
    ] = None,
    coming: Annotated[
        bool, typer.Option("--forecast", help="On which days it changes by itself, and to what.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the explanation as a page to print.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Print an enterprise's explanation sheet: each point, its rule, its days."""
    settings = scoring_settings()
    written = code_argument(code)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    is_question = on or as_known or edition or with_ or without or coming
    with RedisViews.from_url(settings.redis_url) as views:
        latest = None if is_question else standing(views, written)
        ledger = ledger_of(views, written) if is_question else None
    known = _day(as_known)
    rulebooks = _rulebooks(settings, edition)
    if latest is None and (ledger is None or not ledger.is_rated(known)):
        say(f"{written}: 未评级 / is not rated{doubt(written)}", err=True)
        raise typer.Exit(1)
    if ledger is None or latest is not None:
        _print_standing(latest, written, rulebooks, html, json)
        return
    if with_ or without:
        ledger = _supposed(ledger, with_ or [], without or [], clock)
    day = _day(on) or day_of(clock())
    if coming:
        _print_forecast(forecast(ledger, rulebooks, day, known, most=MOST_STEPS), json)
        return
    _print_standing(assessed(ledger, rulebooks, day, known), written, rulebooks, html, json)


def _rulebooks(settings: ScoringSettings, edition: str | None) -> Rulebooks:
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    if edition is None:
        return rulebooks
    try:
        return rulebooks.under(edition)
    except KeyError as error:
        names = "、".join(rulebooks.editions)
        say(f"无此版本 no such edition: {edition}; {names}", err=True)
        raise typer.Exit(1) from error


def _supposed(ledger: Ledger, files: list[Path], without: list[str], clock: Clock) -> Ledger:
    records: list[CaseRecord] = []
    try:
        for file in files:
            data = yaml.safe_load(file.read_text("utf-8"))  # JSON is YAML
            records += msgspec.convert(data if isinstance(data, list) else [data], list[CaseRecord])
        return supposed(ledger, records, without, clock())
    except (NoSuchRecordError, msgspec.ValidationError, yaml.YAMLError) as error:
        say(f"无法假设 can't be supposed: {error}", err=True)
        raise typer.Exit(1) from error


def _print_standing(
    value: StandingAssessed | None, code: str, rulebooks: Rulebooks, html: Path | None, json: bool
) -> None:
    if value is None:
        return
    sheet = explanation(value, code, rulebooks)
    if html is not None:
        html.write_text(page(sheet), "utf-8")
        say(str(html))
    elif json:
        put(to_json(value))
    else:
        print_sheet(sheet)


def _print_forecast(outlook: Forecast, json: bool) -> None:
    if json:
        put(to_json(outlook))
        return
    say(f"{outlook.day}: {outlook.grade} ({outlook.score})")
    if outlook.grade_changes_on is None:
        say("等级不会自行变化 The grade does not change by itself")
    else:
        day, grade = outlook.grade_changes_on, outlook.next_grade
        say(f"等级将于{day}变为{grade} The grade becomes {grade} on {day}")
    if not outlook.steps:
        return
    table = Table(
        *(
            "日期 Day",
            number_column("得分 Score"),
            "等级 Grade",
            text_column("到期 Ends"),
            text_column("起效 Begins"),
        )
    )
    for step in outlook.steps:
        reasons = (_reasons(step.ended), _reasons(step.begun))
        table.add_row(str(step.day), str(step.score), step.grade, *reasons)
    show_table(table)


def _reasons(reasons: tuple[LineChange, ...]) -> Cell:
    return _lines(
        *(
            f"{_effect(each)} {each.chinese} {each.english} {', '.join(each.documents)}".strip()
            for each in reasons
        )
    )


def _effect(change: LineChange) -> str:
    if change.points is not None:
        return f"{change.points:+f}"
    if change.effect is not None:
        return _both(effect_words(change.effect))
    return _both(STATUSES[change.status]) if change.status else ""


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def print_sheet(sheet: ExplanationSheet) -> None:
    """Print a sheet, in Chinese with English."""
    for label, value in sheet.heading:
        say(f"{_both(label)}: {_both(value)}")
    for heading, rows in sheet.tables:
        show_table(_table(heading, rows))


def _table(title: Words, rows: tuple[SheetLine, ...]) -> Table:
    table = Table(
        *(
            "记录 Record",
            number_column("分值 Effect"),
            text_column("规则 Rule"),
            text_column("部门 Department"),
        ),
        *(text_column("依据 Basis"), text_column("起止 Days")),
        title=_both(title),
    )
    for row in rows:
        rule = _lines(*row.title, *(row.note or ()))
        basis = f"{row.article} [{row.mark}]"
        days = _lines(days_of(row, 0), days_of(row, 1))
        effect, departments = _both(row.effect), _lines(*row.departments)
        table.add_row(_lines(*row.documents), effect, rule, departments, basis, days)
    return table


def _both(words: Words) -> str:
    chinese, english = words
    return chinese if chinese == english else f"{chinese} {english}"


def _lines(*texts: str) -> Cell:
    """Return the texts one below the other, each once."""
    return tuple(each for each in dict.fromkeys(texts) if each)
