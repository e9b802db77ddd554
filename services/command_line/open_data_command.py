"""`safety-credit open-data`: what is public, as files."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.chassis.clock import day_of, system_clock

from .command_settings import service_settings
from .output import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("open-data")(open_data)


def open_data(
    folder: Annotated[Path, typer.Argument(help="Where the day's folder is to stand.")],
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Which day it is called; default: today."),
    ] = None,
) -> None:
    """Write all that is public as files: open data, double publicity, and what changed."""
    from services.disclosure.adapters.exports.export import (  # noqa: PLC0415 - heavy: where it is used
        DayExportedError,
    )
    from services.disclosure.exporter import export_published  # noqa: PLC0415 - as above

    chosen: date = day_of(system_clock()) if day is None else day.date()
    try:
        target = export_published(service_settings(), folder, chosen)
    except DayExportedError as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error
    for path in sorted(target.iterdir()):
        say(f"{path.stat().st_size:>12}  {path}")
