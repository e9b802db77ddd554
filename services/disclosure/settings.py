"""Settings of disclosure."""

from pathlib import Path

from pydantic import Field

from services.chassis.settings import Files, ServiceSettings


class DisclosureSettings(ServiceSettings):
    """Environment variables of the disclosure worker, its API and its exporter."""

    open_data_folder: Path | None = Field(
        default=None,
        description="Folder in which each day of open data stands in a folder of its own: the"
        " exporter writes it, the API gives it out.",
    )
    index_folder: Path | None = Field(
        default=None,
        description="Folder in which this replica of the API keeps its index of what is public;"
        " default: one that goes with the process, and is read anew by the next one.",
    )
    key_register: Path | None = Field(
        default=None,
        description="The register of keys: which key may sign what, and on which days.",
    )
    key_authority: Path | None = Field(
        default=None, description="The public key (PEM) that has signed the register."
    )
    badge_keys: Files = Field(
        default=(),
        description="Private keys (PEM files, comma-separated) that sign badges, each in its life.",
    )
    public_url: str | None = Field(
        default=None,
        pattern="^https?://[^/]",
        description="The public address of disclosure's API, e.g. https://credit.city.gov.cn: what"
        " the picture of a badge links.",
    )
