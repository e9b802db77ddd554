"""Settings of intake: those that all services share, and the clock."""

from typing import Literal

from pydantic import Field

from services.chassis.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Environment variables of the intake worker and API."""

    clock: Literal["system", "manual"] = Field(
        default="system",
        description="Who announces the days: the worker (system), or somebody else (manual).",
    )
