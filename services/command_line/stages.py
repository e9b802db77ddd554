"""The four stages in the order in which messages flow."""

from importlib import import_module
from pathlib import Path
from typing import Any

from schemas.topics import SERVICES
from services.chassis.stage import Stage


def build_stages(
    rulebooks: Path | None = None, first: str = SERVICES[0], last: str = SERVICES[-1]
) -> tuple[Stage[Any], ...]:
    """Return the stages from service `first` to `last`, with the editions in folder `rulebooks`.

    `rulebooks` holds one folder a service (None: the shipped editions). Raises ValueError where
    `last` stands before `first`.
    """
    wanted = SERVICES[SERVICES.index(first) : SERVICES.index(last) + 1]
    if not wanted:
        raise ValueError(f"messages flow {' -> '.join(SERVICES)}: {last} stands before {first}")
    return tuple(
        import_module(f"services.{service}.stage").build_stage(
            rulebooks / service if rulebooks else None
        )
        for service in wanted
    )
