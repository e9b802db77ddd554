"""Settings of sanctions: those that all services share."""

from services.chassis.settings import ServiceSettings


class SanctionsSettings(ServiceSettings):
    """Environment variables of the sanctions worker and API."""
