"""Settings of disclosure."""

from pathlib import Path

from pydantic import Field

from services.chassis.settings import ServiceSettings


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
