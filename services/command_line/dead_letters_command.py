"""`safety-credit dead-letters`: what could not be handled, and once more with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.topics import SERVICES, dead_letters_of
from services.chassis.clock import CITY_ZONE, system_clock
from services.chassis.kafka.dead_letters import DeadLetter, NotReplayableError, dead_letters, replay
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.fold import Received

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

from .command_settings import service_settings
from .output import say, show_table
from .tables import Table, text_column

Service = Annotated[str | None, typer.Option(help="Only what this service set aside.")]
Reason = Annotated[str | None, typer.Option(help="Only those of this reason code.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Messages that could not be handled.")
    group.command("list")(list_letters)
    group.command("show")(show_letter)
    group.command("replay")(replay_letters)
    app.add_typer(group, name="dead-letters")


def list_letters(service: Service = None, reason: Reason = None) -> None:
    """List the dead letters with reason and position."""
    letters = _dead_letters(service_settings(), service, reason)
    table = Table(
        *(
            "id",
            "service",
            "position",
            "known (city time)",
            "reason",
            text_column("detail"),
            "replayed",
        )
    )
    for letter in letters:
        table.add_row(
            letter.id,
            letter.body.service,
            letter.position,
            letter.known_at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S"),
            letter.body.reason,
            letter.body.detail,
            _replayed(letter),
        )
    show_table(table)
    say(f"{len(letters)} 条死信 dead letters")


def show_letter(
    identity: Annotated[str, typer.Argument(metavar="ID", help="The id or its beginning.")],
) -> None:
    """Print one dead letter and what was kept of its message."""
    (letter,) = _chosen(_dead_letters(service_settings(), None, None), identity)
    body = letter.body
    for name, text in (
        ("id", letter.id),
        ("service", body.service),
        ("position", letter.position),
        ("known at", letter.known_at.isoformat()),
        ("reason", body.reason),
        ("detail", body.detail),
        ("key", "none" if letter.key is None else letter.key.decode(errors="backslashreplace")),
        ("bytes", f"{body.size}{', of which the first are kept' if body.truncated else ''}"),
        ("sha256", body.sha256),
        ("replayed", _replayed(letter) or "never"),
    ):
        say(f"{name:10}{text}")
    if letter.value is not None:
        say(letter.value.decode(errors="backslashreplace"))


def replay_letters(
    service: Service = None,
    reason: Reason = None,
    identity: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Only this one.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that were not replayed yet.")
    ] = False,
) -> None:
    """Publish messages once more, as they came, at the end of their topic.

    Mend the cause first. What fails again becomes a new dead letter. Those replayed before are
    passed over, unless named by --id. Exit code 1 where one could not be replayed, or none was.
    """
    if sum([identity is not None, reason is not None, everything]) != 1:
        raise typer.BadParameter("say which: --id ID, --reason REASON or --all")
    settings = service_settings()
    letters = _dead_letters(settings, service, reason)
    chosen = (
        _chosen(letters, identity)
        if identity is not None
        else [letter for letter in letters if not letter.replayed_at]
    )
    if not chosen:
        say("没有可重新处理的死信 nothing to replay: no dead letter as asked for is left", err=True)
        raise typer.Exit(1)
    refused = 0
    with Publisher(settings) as publisher:
        for letter in chosen:
            try:
                replay(letter, publisher, partial(read_from_beginning, settings), system_clock())
            except NotReplayableError as error:
                refused += 1
                say(f"{letter.id} ({letter.body.reason}) not replayed: {error}", err=True)
    say(f"{len(chosen) - refused} 条已重新处理 replayed, {refused} 条未处理 not")
    if refused:
        raise typer.Exit(1)


def _dead_letters(
    settings: ServiceSettings, service: str | None, reason: str | None
) -> list[DeadLetter]:
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"{service!r} is none of {', '.join(SERVICES)}")
    services = SERVICES if service is None else (service,)

    def read(name: str) -> list[Received]:
        return list(read_from_beginning(settings, dead_letters_of(name).name))

    with ThreadPoolExecutor(len(services)) as pool:  # each waits for the end of its topic
        records = dict(zip(services, pool.map(read, services), strict=True))
    letters = dead_letters(records)
    return [letter for letter in letters if reason is None or letter.body.reason == reason]


def _chosen(letters: list[DeadLetter], identity: str) -> list[DeadLetter]:
    chosen = [letter for letter in letters if identity and letter.id.startswith(identity)]
    if len(chosen) != 1:
        raise typer.BadParameter(
            f"{len(chosen)} dead letters have an id that begins with {identity!r}"
        )
    return chosen


def _replayed(letter: DeadLetter) -> str:
    return ", ".join(
        instant.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M") for instant in letter.replayed_at
    )
