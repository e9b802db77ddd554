"""`safety-credit data-quality`: how well each department reported in a month."""

import sys
from typing import Annotated

import typer

from schemas.codec import to_json
from schemas.topics import INTAKE
from schemas.vocabulary.department import departments
from services.intake.read_model import quality
from services.intake.stage import load_rulebook

from .command_settings import intake_settings
from .output import put, show_table
from .quality_tables import quality_csv, quality_table
from .service_views import intake_views


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("data-quality")(show)


def show(
    month: Annotated[str, typer.Option(help="The month in which it was reported: 2026-10.")],
    department: Annotated[str | None, typer.Option(help="Only this department's code.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV, for a spreadsheet.")] = False,
) -> None:
    """Print the monthly table: timeliness, share valid, completeness, accuracy, silence."""
    if json and csv:
        raise typer.BadParameter("--json and --csv can't both be had")
    try:
        chosen_month = quality.month_of(month)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--month") from error
    chosen = [each for each in departments() if department in {None, each.code}]
    if not chosen:
        known = ", ".join(each.code for each in departments())
        raise typer.BadParameter(f"{department!r} is none of {known}", param_hint="--department")
    settings = intake_settings()
    rules = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None).quality
    with intake_views(settings) as views:
        rows = quality.quality_table(views, rules, chosen_month, chosen)
    if json:
        put(to_json(rows))
    elif csv:
        sys.stdout.write(quality_csv(rows))
    else:
        show_table(quality_table(rows))
