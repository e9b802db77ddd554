"""`safety-credit topics` and `safety-credit tail`: what flows where, and what flows now."""

from collections.abc import Sized
from itertools import islice
from typing import Annotated

import typer

from schemas.codec import UndecodableError, decode, to_json
from schemas.topics import catalogue
from services.chassis.clock import CITY_ZONE
from services.chassis.kafka.admin import create_topics, verify_topics
from services.chassis.kafka.reader import follow, read_from_beginning
from services.chassis.processing.fold import Received

from .command_settings import service_settings
from .output import put, say, show_table
from .tables import Table, text_column

MAXIMUM_FIELD_CHARACTERS = 60  # of a list or object


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(topics)
    app.command()(tail)


def topics(
    create: Annotated[bool, typer.Option(help="Create on the broker those that miss.")] = False,
    verify: Annotated[bool, typer.Option(help="Name how the broker's differ; exit 1.")] = False,
) -> None:
    """Print the catalogue of topics, or bring the broker in line with it."""
    if create:
        created = create_topics(service_settings())
        say(f"created {len(created)} topics", *(f"  {name}" for name in created))
    if verify:
        deviations = verify_topics(service_settings())
        for deviation in deviations:
            say(deviation)
        say(f"{len(deviations)} deviations from the catalogue")
        if deviations:
            raise typer.Exit(1)
    if not create and not verify:
        show_table(_table())


def _table() -> Table:
    table = Table(
        *("topic", "carries", "from", "to", text_column("key"), text_column("kept")),
        title="Topics, in flow order",
    )
    for topic in catalogue():
        config = dict(topic.config)
        retention = "latest of each key" if "cleanup.policy" in config else _retention(config)
        table.add_row(
            topic.name,
            tuple(body.SUBJECT_ACTION for body in topic.carries),
            topic.producer,
            tuple(topic.consumers),
            topic.key,
            retention,
        )
    return table


def _retention(config: dict[str, str]) -> str:
    milliseconds = int(config["retention.ms"])
    return "for ever" if milliseconds < 0 else f"{milliseconds // 86_400_000} days"


def tail(
    topic: Annotated[str, typer.Argument(help="As `safety-credit topics` names it.")],
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Begin with the oldest message.")
    ] = False,
    number: Annotated[
        int | None, typer.Option("-n", min=1, help="End after so many messages.")
    ] = None,
    end: Annotated[
        bool, typer.Option("--end", help="End with the last message there is, do not wait.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--json", help="Print the messages themselves, a line each.")
    ] = False,
) -> None:
    """Print a topic's messages as they come, one line each."""
    if topic not in {known.name for known in catalogue()}:
        raise typer.BadParameter(f"no topic {topic!r}; see `safety-credit topics`")
    settings = service_settings()
    messages = (
        read_from_beginning(settings, topic)
        if end
        else follow(settings, topic, from_beginning=from_beginning)
    )
    try:
        for message in islice(messages, number):
            if raw:
                put(message.value or b"")
            else:
                say(line_of(message))
    except KeyboardInterrupt:
        return


def line_of(message: Received) -> str:
    """Return a message as a line for people: city time, subject, type and the fields.

    Of a long list or object only how much it holds is shown: half of it would mislead.
    """
    position = f"{message.partition}/{message.offset}"
    try:
        fact = decode(message.value or b"")
    except UndecodableError as error:
        return f"{position}  can't be read: {error}"
    known = fact.known_at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    fields = []
    for name in fact.body.__struct_fields__:
        value = getattr(fact.body, name)
        if value is None or value in ("", (), {}):
            continue
        text = value if isinstance(value, str) else to_json(value).decode().strip('"')
        if isinstance(value, Sized) and not isinstance(value, str):
            text = text if len(text) <= MAXIMUM_FIELD_CHARACTERS else f"({len(value)}: --json)"
        fields.append(f"{name}={text}")
    return f"{position}  {known}  {fact.subject}  {fact.body.SUBJECT_ACTION}  {' '.join(fields)}"
