"""`safety-credit accesses`: who read what, for the auditor, from the log."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.codec import encode
from schemas.messages import SignInRefused
from schemas.vocabulary.written_code import NotACodeError, written_code
from services.chassis.clock import CITY_ZONE, day_of, start_of, system_clock

from .command_settings import service_settings
from .output import say, show_table
from .tables import Table, number_column, text_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.chassis.kafka.positions import Positions
    from services.notify.adapters.accesses.search import AccessSearch, LoggedAccess

DAYS = 31
MOST_LOOKED_AT = 50_000  # entries before the next are asked for


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Who read what, and who failed to sign in.")
    group.command("list")(list_accesses)
    app.add_typer(group, name="accesses")


def list_accesses(  # noqa: PLR0913, PLR0917 - what one may search by
    code: Annotated[str | None, typer.Option(help="About this enterprise.")] = None,
    reader: Annotated[
        str | None, typer.Option(help="Of this reader: its name, or a credential's id.")
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day; default: 30 days before."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; default: today."),
    ] = None,
    sign_ins: Annotated[bool, typer.Option("--sign-ins", help="Failed sign-ins instead.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The entries as they are on the log, one a line.")
    ] = False,
) -> None:
    """List who read what: by enterprise, reader and time; or failed sign-ins."""
    wanted = _wanted(code, reader, _day(first), _day(last), sign_ins=sign_ins)
    entries = sorted(_entries(wanted), key=lambda fact: (fact.known_at, fact.id))
    if as_json:
        for fact in entries:
            say(encode(fact).decode())
        return
    show_table(_of_sign_ins(entries) if sign_ins else _of_accesses(entries))
    say(f"{len(entries)} 条记录 entries")


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None


def _wanted(
    code: str | None, reader: str | None, first: date | None, last: date | None, *, sign_ins: bool
) -> AccessSearch:
    from services.notify.adapters.accesses.search import (  # noqa: PLC0415 - heavy: only when it runs
        AccessSearch,
    )

    to = last or day_of(system_clock())
    try:
        return AccessSearch(
            since=start_of(first or to - timedelta(days=DAYS - 1)),
            until=start_of(to + timedelta(days=1)),
            code=written_code(code) if code is not None else None,
            holder=reader,
            refused=sign_ins,
        )
    except NotACodeError as error:
        raise typer.BadParameter(str(error), param_hint="--code") from error


def _entries(wanted: AccessSearch) -> Iterator[LoggedAccess]:
    """Yield the entries on the log, each once: one may stand there twice with one id."""
    from services.chassis.kafka.positions import PositionedLog  # noqa: PLC0415 - as above
    from services.notify.adapters.accesses.register import TOPICS  # noqa: PLC0415 - as above
    from services.notify.adapters.accesses.search import search  # noqa: PLC0415 - as above

    after: Positions | None = None
    known: set[str] = set()
    with closing(PositionedLog(service_settings(), TOPICS)) as log:
        while True:
            found = search(log, after, wanted, MOST_LOOKED_AT, system_clock())
            for fact in found.entries:
                if fact.id not in known:
                    known.add(fact.id)
                    yield fact
            if found.complete:
                return
            after = found.next


def _of_accesses(entries: list[LoggedAccess]) -> Table:
    table = Table(
        *("time (city)", "reader", "credential", "address"),
        *map(text_column, ("question", "enterprises", "for whom", "purpose")),
        number_column("status"),
    )
    for fact in entries:
        body = fact.body
        if isinstance(body, SignInRefused):
            continue
        more = f" +{len(body.codes) - 1}" if len(body.codes) > 1 else ""
        table.add_row(
            _city_time(fact.known_at),
            body.holder,
            fact.subject,
            body.address,
            f"{body.service} {body.question}",
            f"{body.codes[0]}{more}",
            body.on_behalf_of or "-",
            body.purpose or "-",
            str(body.status),
        )
    return table


def _of_sign_ins(entries: list[LoggedAccess]) -> Table:
    table = Table("time (city)", "address", "claimed id", "service", number_column("attempts"))
    for fact in entries:
        if isinstance(fact.body, SignInRefused):
            body = fact.body
            times, service = str(body.attempts), body.service
            claimed = body.claimed or "-"
            table.add_row(_city_time(body.since), fact.subject, claimed, service, times)
    return table


def _city_time(instant: datetime) -> str:
    return instant.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S")
