"""`safety-credit contacts`: where the recipients of alerts are reached, in bulk; and `erase`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.codec import encode
from schemas.topics import CONTACTS, SUBJECT_KEYS
from schemas.vocabulary.written_code import doubt
from services.chassis.clock import clock_at, day_of, milliseconds, system_clock
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.notify.adapters.contacts.contacts_file import (
    COLUMNS,
    ContactsFileError,
    read_contacts,
)
from services.notify.domain.contacts import Contacts, is_department, recipient_code

from .command_settings import notify_settings
from .key_files import usable_master_key
from .output import say

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.messages import Body
    from schemas.topics import Topic
    from services.chassis.processing.publishing import Publishing
    from services.notify.adapters.contacts.address_book import AddressBook
    from services.notify.settings import NotifySettings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Where the recipients of alerts are reached.")
    group.command("import")(take)
    group.command("erase")(erase)
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
    settings = notify_settings()
    now = _now(settings)
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
        _state(settings, contacts, now)
    say(
        f"{'检查无误' if check else '已写入'}：{len(contacts)}个对象，{addresses}个地址 / "
        f"{'right' if check else 'taken'}: {len(contacts)} recipients, {addresses} addresses"
    )


def erase(
    recipient: Annotated[str, typer.Argument(help="Unified code, or a department's code.")],
) -> None:
    """Take a recipient's addresses back and destroy the key that they are sealed with, for good."""
    from services.notify.adapters.contacts.address_book import owner_of, without_addresses  # noqa: PLC0415 - heavy: only here

    code = recipient_code(recipient)
    if code is None:
        raise typer.BadParameter("neither a unified code nor a department's code")
    settings = notify_settings()
    now = _now(settings)
    book = _book(settings)
    former = book.stated(code)
    if former is None and not book.has_key(code):
        say(f"{code}: 无联系方式 no contacts are stated: nothing to erase", err=True)
        raise typer.Exit(1)
    with Publisher(settings) as publisher:
        stated = book.sealed(without_addresses(code, former))
        _publish(publisher, CONTACTS, code, stated.contacts, now)
        publisher.flush()
        key = owner_of(code).encode()
        publisher.publish(SUBJECT_KEYS.name, key, None, milliseconds(now))
    say(f"{code}: 已删除联系方式并销毁密钥 the addresses are taken back, their key is destroyed")


def _state(settings: NotifySettings, contacts: tuple[Contacts, ...], now: datetime) -> None:
    from services.notify.adapters.contacts.address_book import NoMasterKeyError  # noqa: PLC0415 - heavy: only here

    book = _book(settings)
    try:
        sealed = [book.sealed(body) for body in contacts]
    except NoMasterKeyError as error:
        say(f"{error}: 未写入任何联系方式 nothing was taken", err=True)
        raise typer.Exit(1) from error
    with Publisher(settings) as publisher:
        for each in sealed:
            if each.key is not None:
                _publish(publisher, SUBJECT_KEYS, each.key.owner, each.key, now)
        publisher.flush()  # a key is there before what is sealed with it
        for each in sealed:
            _publish(publisher, CONTACTS, each.contacts.recipient, each.contacts, now)


def _publish(publisher: Publishing, topic: Topic, key: str, body: Body, now: datetime) -> None:
    from services.notify.adapters.subscriptions.stated_facts import statement  # noqa: PLC0415 - heavy: only here

    fact = statement(key, body, now)
    publisher.publish(topic.name, fact.subject.encode(), encode(fact), milliseconds(now))


def _book(settings: NotifySettings) -> AddressBook:
    """Return the addresses that are stated now."""
    from services.chassis.kafka.latest_facts import LatestFacts  # noqa: PLC0415 - heavy: only here
    from services.notify.adapters.contacts.address_book import AddressBook  # noqa: PLC0415 - as above

    latest = LatestFacts((CONTACTS, SUBJECT_KEYS))
    for record in read_from_beginning(settings, (CONTACTS.name, SUBJECT_KEYS.name)):
        latest.take(record)
    file = settings.personal_data_key
    return AddressBook(latest, None if file is None else usable_master_key(file))


def _now(settings: NotifySettings) -> datetime:
    return clock_at(settings.city_day)() if settings.city_day else system_clock()
