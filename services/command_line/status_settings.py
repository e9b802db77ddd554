"""Where `safety-credit status` finds the processes of a system."""

from pydantic import Field

from services.chassis.settings import ServiceSettings


class StatusSettings(ServiceSettings):
    """The settings of all services, and the processes to ask."""

    system_addresses: str = Field(
        default="",
        description="Processes that `safety-credit status` asks, comma-separated NAME=URL: the URL"
        " under which each has /metrics, and workers /ready. `make up` writes it.",
    )

    @property
    def processes(self) -> list[tuple[str, str]]:
        """Return name and URL of each process; a name may stand for several."""
        pairs = (each.partition("=") for each in self.system_addresses.split(",") if each.strip())
        return [(name.strip(), url.strip().rstrip("/")) for name, _, url in pairs]
