"""Settings of notify."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from services.chassis.settings import ServiceSettings
from services.chassis.subject_keys import MasterKey, load_master_key
from services.notify.domain.retry_policy import RetryPolicy

SECONDS_A_DAY = 24 * 3600.0


class NotifySettings(ServiceSettings):
    """Environment variables of the notify worker, dispatcher and API."""

    webhook_timeout_seconds: float = Field(
        default=5.0, gt=0, le=60, description="Longest time that a receiver may take to answer."
    )
    delivery_strikes: int = Field(
        default=5, ge=1, le=100, description="Failures in a row before a receiver gets a pause."
    )
    delivery_pause_seconds: float = Field(
        default=5.0, gt=0, le=3600, description="First pause of a receiver; it doubles each time."
    )
    delivery_most_pause_seconds: float = Field(
        default=900.0, gt=0, le=24 * 3600, description="Longest pause of a receiver."
    )
    delivery_wait_seconds: float = Field(
        default=1.0, gt=0, le=3600, description="First wait of what failed; it doubles each time."
    )
    delivery_most_wait_seconds: float = Field(
        default=3600.0, gt=0, le=24 * 3600, description="Longest wait of what failed."
    )
    delivery_give_up_days: float = Field(
        default=3.0,
        gt=0,
        le=365,
        description="Days after which a message that fails is given up, if its receiver takes"
        " others.",
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
    access_view_days: int = Field(
        default=92,
        ge=1,
        le=3660,
        description="Days for which an enterprise sees who looked at it; the log goes further.",
    )
    webhook_key: Path | None = Field(
        default=None,
        description="Key (`safety-credit keys create-webhook`) from which the secrets of all"
        " subscriptions are derived; the API and the dispatcher need the same. Default: nobody can"
        " subscribe.",
    )
    personal_data_key: Path | None = Field(
        default=None,
        description="Master key of personal data (`safety-credit keys create-personal-data`): the"
        " API, the dispatcher and `contacts import` need the same. Default: no address is taken.",
    )
    webhook_allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(),
        description="Networks (comma-separated, as 10.0.0.0/8) that webhooks may reach besides the"
        " public internet, by http too. Default: none.",
    )
    channels_file: Path | None = Field(
        default=None,
        description="YAML file of the channels to people, with their secrets; default: none.",
    )

    @property
    def retry_policy(self) -> RetryPolicy:
        """Return the retry policy of deliveries: waits, pauses, and when to give up."""
        return RetryPolicy(
            wait=self.delivery_wait_seconds,
            most_wait=self.delivery_most_wait_seconds,
            strikes=self.delivery_strikes,
            pause=self.delivery_pause_seconds,
            most_pause=self.delivery_most_pause_seconds,
            give_up=self.delivery_give_up_days * SECONDS_A_DAY,
        )

    @field_validator("webhook_allowed_networks", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())


def master_key_of(settings: NotifySettings) -> MasterKey | None:
    """Return the master key of personal data, or None. Raises SecretUnusableError."""
    file = settings.personal_data_key
    return None if file is None else load_master_key(file)
