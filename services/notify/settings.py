"""Settings of notify."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from services.chassis.settings import ServiceSettings


class NotifySettings(ServiceSettings):
    """Environment variables of the notify worker and API."""

    webhook_receivers: Path | None = Field(
        default=None, description="YAML list of the receivers of webhooks; default: none."
    )
    webhook_timeout_seconds: float = Field(
        default=5.0, gt=0, le=60, description="Longest time that a receiver may take to answer."
    )
    webhook_attempts: int = Field(
        default=4, ge=1, le=20, description="Attempts in a row before a receiver gets a pause."
    )
    webhook_backoff_seconds: float = Field(
        default=0.5, gt=0, le=60, description="First wait between attempts; it doubles each time."
    )
    webhook_pause_seconds: float = Field(
        default=15.0, gt=0, le=3600, description="Pause of a receiver that failed every attempt."
    )
    changes_in_memory: int = Field(
        default=10_000,
        ge=100,
        le=1_000_000,
        description="Newest public changes that the API holds; older ones it reads from the log.",
    )
    change_log_readers: int = Field(
        default=2, ge=1, le=50, description="Connections by which the API reads older changes."
    )
    change_streams: int = Field(
        default=200, ge=1, le=10_000, description="Streams of changes that the API keeps open."
    )
    webhook_key: Path | None = Field(
        default=None,
        description="Key (`safety-credit keys create-webhook`) from which the secrets of all"
        " subscriptions are derived; the API and the worker need the same. Default: nobody can"
        " subscribe.",
    )
    webhook_allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(),
        description="Networks (comma-separated, as 10.0.0.0/8) that webhooks may reach besides the"
        " public internet, by http too. Default: none.",
    )

    @field_validator("webhook_allowed_networks", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())
