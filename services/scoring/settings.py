"""Settings of scoring."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from services.chassis.settings import ServiceSettings


class ScoringSettings(ServiceSettings):
    """Environment variables of the scoring worker and API, and of who seals the decisions."""

    signing_key: Path | None = Field(
        default=None,
        description="Private key (Ed25519, PEM) with which certificates and the seals of the"
        " decision log are signed.",
    )
    earlier_public_keys: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        description="Public keys (PEM files, comma-separated) of those that signed the seals of the"
        " decision log before SIGNING_KEY did.",
    )
    certificate_days: int = Field(
        default=30,
        ge=1,
        le=366,
        description="For how many days a certificate of standing is valid.",
    )

    @field_validator("earlier_public_keys", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value
