"""`safety-credit contacts`: where the recipients of alerts are reached, in bulk."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.codec import encode
from schemas.topics import CONTACTS
from schemas.vocabulary.written_code import doubt
from services.chassis.clock import clock_at, day_of, milliseconds, system_clock
from services.chassis.kafka.publisher import Publisher
from services.notify.adapters.channels.contacts_file import (
    COLUMNS,
    ContactsFileError,
    read_contacts,
)
from services.notify.domain.contacts import is_department

from .command_settings import notify_settings
from .output import say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Where the recipients of alerts are reached.")
    group.command("import")(take)
    app.add_typer(group, name="contacts")


def take(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help=f"CSV with {', '.join(COLUMNS)}."),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is wrong; nothing is published.")
    ] = False,
) -> None:
    """State the contacts of all recipients in a CSV, in place of what each stated before."""
    from services.notify.adapters.subscriptions.stated_facts import statement  # noqa: PLC0415 - heavy: only here

    settings = notify_settings()
    now = clock_at(settings.city_day)() if settings.city_day else system_clock()
    try:
        contacts = read_contacts(file, day_of(now))
    except ContactsFileError as error:
        for fault in error.faults:
            say(fault, err=True)
        say("未写入任何联系方式 / nothing was taken", err=True)
        raise typer.Exit(1) from None
    if not contacts:
        say(f"{file}: 没有任何行，未写入 it has no rows: nothing was taken", err=True)
        raise typer.Exit(1)
    addresses = sum(len(body.addresses) for body in contacts)
    for body in contacts:
        if not is_department(body.recipient) and (why := doubt(body.recipient)):
            say(f"请核对 check {body.recipient}{why}", err=True)
    if not check:
        with Publisher(settings) as publisher:
            for body in contacts:
                fact = statement(body.recipient, body, now)
                timestamp = milliseconds(now)
                publisher.publish(CONTACTS.name, fact.subject.encode(), encode(fact), timestamp)
    say(
        f"{'检查无误' if check else '已写入'}：{len(contacts)}个对象，{addresses}个地址 / "
        f"{'right' if check else 'taken'}: {len(contacts)} recipients, {addresses} addresses"
    )
