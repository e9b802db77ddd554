"""The five stages in the order in which messages flow."""

from importlib import import_module
from pathlib import Path
from typing import Any

from schemas.topics import INTAKE, SERVICES
from services.chassis.processing.stage import Stage


def build_stages(
    rulebooks: Path | None = None,
    first: str = SERVICES[0],
    last: str = SERVICES[-1],
    *,
    drafts: bool = False,
) -> tuple[Stage[Any], ...]:
    """Return the stages from service `first` to `last`, with the editions in folder `rulebooks`.

    `rulebooks` holds a folder for each service whose editions are not the shipped ones. Raises
    ValueError where `last` stands before `first`, where it holds none, and, unless `drafts` may
    be, for an edition that nobody adopted.
    """
    services = SERVICES[SERVICES.index(first) : SERVICES.index(last) + 1]
    if not services:
        raise ValueError(f"messages flow {' -> '.join(SERVICES)}: {last} stands before {first}")
    if rulebooks is not None and not any((rulebooks / service).is_dir() for service in SERVICES):
        raise ValueError(f"{rulebooks} has no folder named {', '.join(SERVICES)}")
    return tuple(_built(service, rulebooks, drafts=drafts) for service in services)


def _built(service: str, rulebooks: Path | None, *, drafts: bool) -> Stage[Any]:
    own = rulebooks / service if rulebooks else None
    folder = own if own is not None and own.is_dir() else None
    build = import_module(f"services.{service}.stage").build_stage
    # Intake's files are not adopted: they say how files are read, not what follows.
    stage: Stage[Any] = build(folder) if service == INTAKE else build(folder, drafts=drafts)
    return stage
