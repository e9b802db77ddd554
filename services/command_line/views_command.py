"""`safety-credit rebuild-views`: the views anew, from the log."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from applications.pipe.stages import build_stages
from schemas.topics import SERVICES
from services.chassis.kafka.admin import states_topic_of
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.reachability import require_redis
from services.chassis.views.rebuild import rebuild_views

from .command_settings import service_settings
from .output import say

if TYPE_CHECKING:
    from services.chassis.processing.stage import Stage
    from services.chassis.settings import ServiceSettings


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

    The workers may go on meanwhile. Until it is done APIs answer 503.
    """
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"{service!r} is none of {', '.join(SERVICES)}")
    settings = service_settings()
    names = SERVICES if service is None else (service,)
    stages = [build_stages(rulebooks or settings.rulebooks, name, name)[0] for name in names]
    for stage in stages:
        if not stage.has_views:
            say(f"{stage.service}: 无视图，无需重建 has no views: there is nothing to rebuild")
    stages = [stage for stage in stages if stage.has_views]
    if not stages:
        return
    require_redis(settings.redis_url)
    total = sum([rebuild_stage(settings, stage) for stage in stages])
    if not total:
        where = settings.kafka_bootstrap_servers
        say(f"日志为空，视图为空 the log at {where} is empty, and so are the views", err=True)
        raise typer.Exit(1)


def rebuild_stage(settings: ServiceSettings, stage: Stage[Any]) -> int:
    """Rebuild the views of a stage, say so, and return how many messages they rest on."""
    from services.chassis.kafka.positions import ends_of  # noqa: PLC0415 - heavy: where it is used
    from services.chassis.views.access import view_writer  # noqa: PLC0415 - as above

    service = stage.service
    topics = [*(topic.name for topic in stage.writes), states_topic_of(service)]
    messages = rebuild_views(
        stage,
        states_topic_of(service),
        partial(read_from_beginning, settings),
        view_writer(settings, stage),
        settings.topic_partitions,
        messages=sum(map(sum, ends_of(settings, topics).values())),
    )
    say(f"{service}: 视图已重建 views rebuilt from {messages} messages")
    return messages
