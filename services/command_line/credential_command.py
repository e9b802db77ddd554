"""`safety-credit credential`: who may report, and who may read what."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.chassis.clock import start_of, system_clock
from services.chassis.http.credentials import (
    SCOPES,
    Credential,
    CredentialError,
    CredentialFile,
    issue_department,
    issue_enterprise,
    issue_reader,
)

from .output import say, show_table
from .tables import Table

FileOption = Annotated[
    Path,
    typer.Option(
        "--file", envvar="CREDENTIALS_FILE", help="The file of hashed credentials that APIs read."
    ),
]
DEFAULT_FILE = Path("var/credentials.json")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Credentials of departments, enterprises and readers."
    )
    group.command()(add)
    group.command()(revoke)
    group.command("list")(show)
    app.add_typer(group, name="credential")


def add(  # noqa: PLR0913, PLR0917 - what a credential says
    department: Annotated[
        str | None, typer.Option(help="Code of the department that shall report as itself.")
    ] = None,
    reader: Annotated[str | None, typer.Option(help="Name of a reader.")] = None,
    enterprise: Annotated[
        str | None, typer.Option(help="Unified code of an enterprise, to see what concerns it.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help=f"What a reader may do: {', '.join(SCOPES)}.")
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(help="What a reader reads for, where its requests do not say it.")
    ] = None,
    expires_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day on which it no longer holds."),
    ] = None,
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Make a credential and print its token, which is shown this once."""
    if sum(each is not None for each in (department, reader, enterprise)) != 1:
        raise typer.BadParameter("give either --department, --enterprise or --reader")
    if reader is None and (purpose is not None or scope):
        raise typer.BadParameter("--scope and --purpose are those of a reader")
    end = start_of(expires_on.date()) if expires_on else None
    try:
        if department is not None:
            credential, token = issue_department(department, system_clock(), end)
        elif enterprise is not None:
            credential, token = issue_enterprise(enterprise, system_clock(), end)
        else:
            credential, token = issue_reader(
                reader or "", scope or (), system_clock(), end, purpose
            )
        CredentialFile(file).add(credential)
    except CredentialError as error:
        raise typer.BadParameter(str(error)) from error
    say(
        f"Credential {credential.id} of {credential.holder} is kept (hashed) in {file}."
        " The token below is shown only now.",
        err=True,
    )
    say(token)


def revoke(
    identity: Annotated[str, typer.Argument(metavar="ID", help="As `credential list` shows it.")],
    file: FileOption = DEFAULT_FILE,
) -> None:
    """End a credential now."""
    try:
        credentials = CredentialFile(file)
        before = next((known for known in credentials.all() if known.id == identity), None)
        credential = credentials.revoke(identity, system_clock())
    except CredentialError as error:
        raise typer.BadParameter(str(error)) from error
    who = f"{credential.id} ({credential.holder})"
    if before is not None and before.revoked_at is not None:
        say(f"{who}: 此前已撤销 was revoked before, {_minute(before.revoked_at)}", err=True)
        raise typer.Exit(1)
    say(f"{who}: 已撤销 is revoked")


def show(file: FileOption = DEFAULT_FILE) -> None:
    """List the credentials, without anything that proves them."""
    table = Table("id", "kind", "holder", "scopes", "purpose", "created", "expires", "state")
    try:
        credentials = CredentialFile(file).all()
    except CredentialError as error:
        raise typer.BadParameter(str(error)) from error
    for known in credentials:
        table.add_row(
            known.id,
            known.kind,
            known.holder,
            known.scopes,
            known.purpose or "-",
            _minute(known.created_at),
            _minute(known.expires_at),
            _state(known),
        )
    show_table(table)


def _state(credential: Credential) -> str:
    if credential.revoked_at is not None:
        return f"revoked {_minute(credential.revoked_at)}"
    return "holds" if credential.holds_at(system_clock()) else "expired"


def _minute(instant: datetime | None) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if instant else "-"
