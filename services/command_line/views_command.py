"""`safety-credit rebuild-views`: the views anew, from the log."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from applications.pipe.stages import build_stages
from schemas.topics import SERVICES
from services.chassis.kafka.admin import states_topic_of
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.views.rebuild import rebuild_views
from services.chassis.views.redis_store import RedisViews

from .command_settings import service_settings
from .output import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild-views")(rebuild)


def rebuild(
    service: Annotated[str | None, typer.Option(help="Only this service's views.")] = None,
    rulebooks: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Editions: a folder a service."),
    ] = None,
) -> None:
    """Drop the views and write them again from the states and facts that are in the log.

    The workers may go on meanwhile; what the APIs answer is incomplete until it is done.
    """
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"{service!r} is none of {', '.join(SERVICES)}")
    settings = service_settings()
    total = 0
    with RedisViews.from_url(settings.redis_url) as views:
        for name in SERVICES if service is None else (service,):
            (stage,) = build_stages(rulebooks or settings.rulebooks, name, name)
            messages = rebuild_views(
                stage, states_topic_of(name), partial(read_from_beginning, settings), views
            )
            say(f"{name}: 视图已重建 views rebuilt from {messages} messages")
            total += messages
    if not total:
        where = settings.kafka_bootstrap_servers
        say(f"日志为空，视图为空 the log at {where} is empty, and so are the views", err=True)
        raise typer.Exit(1)
