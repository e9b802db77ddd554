"""Settings of intake: those that all services share, and how a folder is watched."""

from pydantic import Field

from services.chassis.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Environment variables of the intake worker, its API, and of `safety-credit report`."""

    watch_settle_seconds: float = Field(
        default=5.0,
        ge=0.0,
        le=3600.0,
        description="How long a file in a watched folder has to stay unchanged until it is taken.",
    )
    watch_poll_seconds: float = Field(
        default=1.0, gt=0.0, le=3600.0, description="How often a watched folder is looked at."
    )
