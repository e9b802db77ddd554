"""`safety-credit deliveries`: who is away, what waits, what was given up, and once more with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from schemas.codec import UndecodableError, decode, encode
from schemas.messages import DeliveryDeferred, Fact, ReceiverPaused
from schemas.topics import DELIVERIES
from services.chassis.clock import CITY_ZONE, milliseconds, system_clock
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.identity import derived_id

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

from .command_settings import service_settings
from .output import say, show_table
from .tables import Table, number_column, text_column

_DEAD = "dead"
_Receiver = Annotated[
    str | None, typer.Option(help="Only of this receiver: a subscription's id, or a channel.")
]
_Identity = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="Only this one: its id, or the beginning.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="What is still to be delivered, or given up.")
    group.command("list")(list_deliveries)
    group.command("resend")(resend)
    group.command("drop")(drop)
    app.add_typer(group, name="deliveries")


def list_deliveries(
    receiver: _Receiver = None,
    dead: Annotated[bool, typer.Option("--dead", help="Only what was given up.")] = False,
) -> None:
    """List the receivers that are away, and what is kept of deliveries."""
    latest = _latest_facts(service_settings())
    paused = [fact.body for fact in latest if isinstance(fact.body, ReceiverPaused)]
    if paused and not dead:
        table = Table(
            *("receiver away", "seen well (city time)", "tried again", number_column("pauses")),
            text_column("fault"),
        )
        for body in paused:
            since = _city_time(body.since) if body.since else "未知 not known"
            until = _city_time(body.until)
            table.add_row(body.receiver, since, until, str(body.failures), body.fault)
        show_table(table)
    table = Table(
        *(
            "id",
            "receiver",
            "lane",
            "state",
            "due (city time)",
            number_column("attempts"),
            text_column("fault"),
        )
    )
    chosen = _chosen(latest, receiver, None, dead=dead)
    for delivery in chosen:
        table.add_row(
            delivery.delivery,
            delivery.receiver,
            delivery.lane,
            delivery.deferral,
            _city_time(delivery.due_at),
            str(delivery.attempts),
            delivery.fault or "",
        )
    show_table(table)
    say(f"{len(paused)} 个对象不可达 receivers away, {len(chosen)} 条保留 deliveries kept")


def resend(
    receiver: _Receiver = None,
    identity: _Identity = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
) -> None:
    """Deliver once more what was given up. Mend the cause first; what fails is kept again.

    The messages are read where they were published. Exit code 1 where one is no longer there, or
    nothing was given up.
    """
    settings, now = service_settings(), system_clock()
    chosen = _selected(settings, receiver, identity, everything=everything)
    messages = _messages(settings, chosen)
    with Publisher(settings) as publisher:
        for body in chosen:
            if body.delivery not in messages:
                say(
                    f"{body.delivery} not called back: its message is no longer on the"
                    f" log, at {body.topic}/{body.partition}/{body.offset}; `safety-credit"
                    f" deliveries drop --id {body.delivery}` forgets it",
                    err=True,
                )
                continue
            called = msgspec.structs.replace(
                body,
                message=messages[body.delivery],
                deferral="failing",
                due_at=now,
                attempts=0,
                first_tried_at=None,
                resent=body.resent + 1,
            )
            fact: Fact[Any] = Fact(
                id=derived_id("resent", body.delivery, called.resent),
                source="/safety-credit/deliveries",
                subject=body.delivery,
                known_at=now,
                occurred_at=now,
                correlation_id=body.message_id,
                causation_id=body.message_id,
                body=called,
            )
            _publish(publisher, body, encode(fact), now)
    say(f"{len(messages)} 条重新投递 called back; `safety-credit deliveries list`: what is left")
    if len(messages) < len(chosen):
        raise typer.Exit(1)


def drop(
    receiver: _Receiver = None,
    identity: _Identity = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
) -> None:
    """Forget what was given up: its receipts say what became of it. Exit code 1: there is none."""
    settings, now = service_settings(), system_clock()
    chosen = _selected(settings, receiver, identity, everything=everything)
    with Publisher(settings) as publisher:
        for body in chosen:
            _publish(publisher, body, None, now)
    say(f"{len(chosen)} 条已放弃 dropped")


def _selected(
    settings: ServiceSettings, receiver: str | None, identity: str | None, *, everything: bool
) -> list[DeliveryDeferred]:
    if sum([receiver is not None, identity is not None, everything]) != 1:
        raise typer.BadParameter("say which: --id ID, --receiver RECEIVER or --all")
    chosen = _chosen(_latest_facts(settings), receiver, identity, dead=True)
    if identity is not None and len(chosen) != 1:
        raise typer.BadParameter(
            f"{len(chosen)} deliveries that were given up have an id that begins with {identity!r}"
        )
    if not chosen:
        say(
            "没有已放弃的投递 nothing was given up that was asked for: nothing is changed", err=True
        )
        raise typer.Exit(1)
    return chosen


def _chosen(
    latest: list[Fact[Any]], receiver: str | None, identity: str | None, *, dead: bool
) -> list[DeliveryDeferred]:
    return [
        fact.body
        for fact in latest
        if isinstance(fact.body, DeliveryDeferred)
        and (not dead or fact.body.deferral == _DEAD)
        and (receiver is None or fact.body.receiver == receiver)
        and (identity is None or (identity and fact.body.delivery.startswith(identity)))
    ]


def _latest_facts(settings: ServiceSettings) -> list[Fact[Any]]:
    """Return the latest of each key of the topic, the oldest first."""
    latest: dict[bytes, Fact[Any]] = {}
    for record in read_from_beginning(settings, DELIVERIES.name):
        key = record.key or b""
        latest.pop(key, None)
        if not record.value:
            continue
        try:
            latest[key] = decode(record.value)
        except UndecodableError as error:
            say(f"{record.topic}/{record.partition}/{record.offset}: {error}", err=True)
    return sorted(latest.values(), key=lambda fact: (fact.known_at, fact.id))


def _messages(settings: ServiceSettings, chosen: list[DeliveryDeferred]) -> dict[str, str]:
    """Return, by delivery, the messages that are still where they were published."""
    from services.chassis.kafka.message_lookup import messages_at  # noqa: PLC0415 - heavy: only here

    positions = {body.delivery: (body.topic, body.partition, body.offset) for body in chosen}
    records = messages_at(settings, positions.values())
    messages: dict[str, str] = {}
    for body in chosen:
        record = records.get(positions[body.delivery])
        value = record.value or b"" if record is not None else b""
        with suppress(UndecodableError):
            if decode(value).id == body.message_id:
                messages[body.delivery] = value.decode()
    return messages


def _publish(
    publisher: Publisher, body: DeliveryDeferred, value: bytes | None, now: datetime
) -> None:
    publisher.publish(
        DELIVERIES.name,
        body.delivery.encode(),
        value,
        milliseconds(now),
        partition=body.partition,
    )


def _city_time(instant: datetime) -> str:
    return instant.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S")
