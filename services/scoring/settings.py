"""Settings of scoring: those that all services share."""

from services.chassis.settings import ServiceSettings


class ScoringSettings(ServiceSettings):
    """Environment variables of the scoring worker and API."""
