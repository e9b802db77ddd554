"""`safety-credit broker-access`: who may write and read what on the brokers themselves."""

from pathlib import Path
from typing import Annotated

import typer

from services.chassis.kafka.access_rules import UnknownPrincipalError, principals, rules_of

from .command_settings import service_settings
from .output import say, show_table
from .tables import Table

Principal = Annotated[
    str,
    typer.Argument(help="operator, a service, department-<code>, reader-<name> or office-<name>."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Passwords and rules on the brokers.")
    group.command("rules")(rules)
    group.command("add")(add)
    group.command("revoke")(revoke)
    group.command("list")(show)
    app.add_typer(group, name="broker-access")


def rules(
    principal: Annotated[
        str | None, typer.Argument(help="Only this one's; default: all but readers' and offices'.")
    ] = None,
) -> None:
    """Print who may do what, as the catalogue of topics has it; no broker is asked."""
    table = Table("principal", "may", "on", "named", "pattern")
    try:
        for name in principals() if principal is None else (principal,):
            for rule in rules_of(name):
                table.add_row(name, rule.operation, rule.resource, rule.name, rule.pattern)
    except UnknownPrincipalError as error:
        raise typer.BadParameter(str(error)) from error
    show_table(table)


def add(
    principal: Principal,
    password_file: Annotated[
        Path | None,
        typer.Option(help="The password is what stands in this file; it is not printed."),
    ] = None,
) -> None:
    """Give a principal its rules and a new password, and print that, this once."""
    from services.chassis.kafka.access import (  # noqa: PLC0415 - heavy
        AccessRefusedError,
        admit,
        admitted,
    )

    settings = service_settings()
    try:
        given = password_file.read_text().strip() if password_file else None
    except OSError as error:
        raise typer.BadParameter(str(error), param_hint="--password-file") from error
    if password_file is not None and not given:
        raise typer.BadParameter(f"{password_file} is empty", param_hint="--password-file")
    try:
        renewed = principal in {known.name for known in admitted(settings)}
        password = admit(settings, principal, given)
    except (UnknownPrincipalError, AccessRefusedError) as error:
        raise typer.BadParameter(str(error)) from error
    if given is not None:
        say(f"{principal} may connect with SCRAM-SHA-512 and the password in {password_file}")
        return
    say(
        f"{principal} may connect with SCRAM-SHA-512. The password below is shown only now"
        f"{', and the one before it holds no longer' if renewed else ''}.",
        err=True,
    )
    say(password)


def revoke(principal: Principal) -> None:
    """Take a principal's password and rules away."""
    from services.chassis.kafka.access import AccessRefusedError, dismiss  # noqa: PLC0415 - heavy

    try:
        dismiss(service_settings(), principal)
    except AccessRefusedError as error:
        raise typer.BadParameter(str(error)) from error
    say(f"{principal}: 已撤销 its password and rules are taken away")


def show() -> None:
    """List the principals that have a password on the brokers."""
    from services.chassis.kafka.access import admitted  # noqa: PLC0415 - heavy

    table = Table("principal", "mechanism")
    for known in admitted(service_settings()):
        table.add_row(known.name, known.mechanism)
    show_table(table)
