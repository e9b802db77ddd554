"""Settings of intake: those that all services share."""

from services.chassis.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Environment variables of the intake worker and API."""
