"""Settings of scoring."""

from pathlib import Path

from pydantic import Field

from services.chassis.settings import Files, ServiceSettings


class ScoringSettings(ServiceSettings):
    """Environment variables of the scoring worker and API, and of who seals the decisions."""

    key_register: Path | None = Field(
        default=None,
        description="The register of keys: which key may sign what, and on which days.",
    )
    key_authority: Path | None = Field(
        default=None, description="The public key (PEM) that has signed the register."
    )
    sealing_keys: Files = Field(
        default=(),
        description="Private keys (PEM files, comma-separated) that seal the decision log, each in"
        " its life. Only who seals needs them.",
    )
    certificate_keys: Files = Field(
        default=(),
        description="Private keys (PEM files, comma-separated) that sign certificates of standing,"
        " each in its life.",
    )
    certificate_days: int = Field(
        default=30,
        ge=1,
        le=366,
        description="For how many days a certificate of standing is valid.",
    )
    certificate_status_url: str | None = Field(
        default=None,
        pattern="^https?://[^/]",
        description="The public address of scoring's API, e.g. https://credit.city.gov.cn: where"
        " anybody asks for the status of a certificate. It stands in each, and in its QR code.",
    )
