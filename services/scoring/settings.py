"""Settings of scoring."""

from pathlib import Path

from pydantic import Field

from services.chassis.settings import ServiceSettings


class ScoringSettings(ServiceSettings):
    """Environment variables of the scoring worker and API, and of who seals the decisions."""

    signing_key: Path | None = Field(
        default=None,
        description="Private key (Ed25519, PEM) with which certificates and the seals of the"
        " decision log are signed.",
    )
    certificate_days: int = Field(
        default=30,
        ge=1,
        le=366,
        description="For how many days a certificate of standing is valid.",
    )
