"""Settings of disclosure: those that all services share."""

from services.chassis.settings import ServiceSettings


class DisclosureSettings(ServiceSettings):
    """Environment variables of the disclosure worker and API."""
