"""`safety-credit city`: records of a made-up city, to try rules and to measure with."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Annotated, cast

import typer

from applications.made_city import city
from schemas.codec import encode

from .output import say

UNTIL = date(2026, 12, 31)
_FAST = 3  # of gzip's levels: a third of the time of the usual one, a tenth more bytes


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("city")(make)


def make(
    file: Annotated[Path, typer.Argument(help="Where to: FILE.jsonl or FILE.jsonl.gz.")],
    enterprises: Annotated[int, typer.Option(min=1, help="How many.")] = 80_000,
    seed: Annotated[int, typer.Option(help="Another seed, another city.")] = 1,
    years: Annotated[int, typer.Option(min=1, max=20, help="Years of records.")] = 3,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=f"The last day of the records ({UNTIL})."),
    ] = None,
) -> None:
    """Make up a city: its safety records, one fact a line, the same bytes for the same words."""
    if not file.name.endswith((".jsonl", ".jsonl.gz")):
        raise typer.BadParameter(f"{file.name} ends neither in .jsonl nor in .jsonl.gz")
    last = until.date() if until else UNTIL
    from rich.console import Console  # noqa: PLC0415 - no other command waits for it
    from rich.progress import track  # noqa: PLC0415 - as above

    console = Console(stderr=True)
    records, code, known = 0, "", 0
    with _written(file) as out:
        facts = city(enterprises, seed, years, last)
        for fact in track(
            facts, "造城 city", total=None, console=console, disable=not sys.stderr.isatty()
        ):
            out.write(encode(fact) + b"\n")
            records += 1
            if fact.subject != code:
                code, known = fact.subject, known + 1
    say(f"{file}: {known} 家企业 enterprises, {records} 条记录 records, 至 until {last}")


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes its place when it is complete; gzip's header names no time."""
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            if path.suffix == ".gz":
                with gzip.GzipFile("", "wb", _FAST, file, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
