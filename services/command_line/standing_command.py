"""`safety-credit standing`: an enterprise's standing, and why each point is what it is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from schemas.codec import to_json
from schemas.messages import StandingAssessed
from schemas.topics import SCORING
from schemas.vocabulary.written_code import doubt
from services.chassis.clock import Clock, clock_at, day_of, system_clock
from services.chassis.rules.strict_yaml import RulebookError, read_yaml
from services.chassis.views.store import Views
from services.scoring.adapters.explanation_page import page
from services.scoring.domain.outlook.forecast import forecast
from services.scoring.domain.outlook.what_if import NoSuchRecordError, supposed
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.packs.worked_case import CaseRecord
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.records.retention import NoLongerKept
from services.scoring.domain.standing.sheet_page import NoSuchPageError, SheetPage
from services.scoring.read_model import ledger_of, no_longer_kept, standing
from services.scoring.read_model.sheets import assessed_page, explanation, latest_page
from services.scoring.stage import load_rulebooks

from .code_argument import code_argument
from .command_settings import scoring_settings
from .output import put, say
from .service_views import scoring_views
from .standing_tables import print_forecast, print_sheet

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
    number: Annotated[
        int, typer.Option("--page", min=1, help="Which page of a sheet of many lines.")
    ] = 1,
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
    with scoring_views(settings) as views:
        latest = None if is_question else standing(views, written)
        page_of_latest = _page_of_latest(views, written, latest, number)
        ledger = ledger_of(views, written) if is_question else None
        gone = no_longer_kept(views, written, _day(on) or day_of(clock()))
    known = _day(as_known)
    rulebooks = _rulebooks(settings, edition)
    if latest is None and (ledger is None or not ledger.is_rated(known)):
        say(f"{written}: 未评级 / is not rated{doubt(written)}", err=True)
        raise typer.Exit(1)
    if latest is not None and page_of_latest is not None:
        _print_standing(latest, page_of_latest, written, rulebooks, html, json)
        return
    if ledger is None:
        return
    if with_ or without:
        ledger = _supposed(ledger, with_ or [], without or [], clock)
    day = _day(on) or day_of(clock())
    if coming:
        print_forecast(forecast(ledger, rulebooks, day, known, most=MOST_STEPS), json)
        return
    try:
        value, page_of_day = assessed_page(ledger, rulebooks, day, known, number)
    except NoSuchPageError as error:
        raise _no_such_page(written, error) from error
    _print_standing(value, page_of_day, written, rulebooks, html, json, gone)


def _page_of_latest(
    views: Views, code: str, latest: StandingAssessed | None, number: int
) -> SheetPage | None:
    try:
        return None if latest is None else latest_page(views, code, latest, number)
    except NoSuchPageError as error:
        raise _no_such_page(code, error) from error


def _no_such_page(code: str, error: NoSuchPageError) -> typer.Exit:
    say(f"{code}: 无此页 no such page: {error}", err=True)
    return typer.Exit(1)


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
            _, data = read_yaml(file)  # JSON is YAML
            records += msgspec.convert(data if isinstance(data, list) else [data], list[CaseRecord])
        return supposed(ledger, records, without, clock())
    except (NoSuchRecordError, msgspec.ValidationError, RulebookError) as error:
        say(f"无法假设 can't be supposed: {error}", err=True)
        raise typer.Exit(1) from error


def _print_standing(  # noqa: PLR0913, PLR0917 - what is printed, and how
    value: StandingAssessed,
    page_of_lines: SheetPage,
    code: str,
    rulebooks: Rulebooks,
    html: Path | None,
    json: bool,
    gone: NoLongerKept | None = None,
) -> None:
    sheet = explanation(value, code, rulebooks, page_of_lines, gone)
    if html is not None:
        html.write_text(page(sheet), "utf-8")
        say(str(html))
    elif json:
        put(to_json(value))
    else:
        print_sheet(sheet)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
