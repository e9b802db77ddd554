"""`safety-credit pipe`: try rules on a laptop, without a broker."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from applications.pipe.pipe import Pipe
from applications.pipe.stages import build_stages
from schemas.topics import SERVICES

_NAMES = ", ".join(SERVICES)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(pipe)


def pipe(
    first: Annotated[str, typer.Option("--from", help=f"First service: {_NAMES}.")] = SERVICES[0],
    last: Annotated[str, typer.Option("--to", help="Last service, of the same.")] = SERVICES[-1],
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Let the days begin up to this one."),
    ] = None,
    rulebooks: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Editions to try, drafts too: a folder a service."
        ),
    ] = None,
) -> None:
    """Read CloudEvents JSON lines, run them through the stages, write what leaves them."""
    for name in (first, last):
        if name not in SERVICES:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(SERVICES)}")
    try:
        stages = build_stages(rulebooks, first, last, drafts=True)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    write = sys.stdout.buffer.write
    for line in Pipe(stages).feed(sys.stdin.buffer, until.date() if until else None):
        write(line + b"\n")
    sys.stdout.buffer.flush()
