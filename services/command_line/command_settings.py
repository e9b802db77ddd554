"""The settings of services for commands, and what rests on them, imported when it is needed."""

# ruff: noqa: PLC0415 - so that `--help` does without

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.chassis.http.request_memory import RequestMemory
    from services.chassis.settings import ServiceSettings
    from services.intake.settings import IntakeSettings
    from services.notify.settings import NotifySettings
    from services.sanctions.settings import SanctionsSettings
    from services.scoring.settings import ScoringSettings


def service_settings() -> ServiceSettings:
    """Return what all services share, from the environment."""
    from services.chassis.settings import ServiceSettings

    return ServiceSettings()


def intake_settings() -> IntakeSettings:
    """Return intake's settings, from the environment."""
    from services.intake.settings import IntakeSettings

    return IntakeSettings()


def scoring_settings() -> ScoringSettings:
    """Return scoring's settings, from the environment."""
    from services.scoring.settings import ScoringSettings

    return ScoringSettings()


def sanctions_settings() -> SanctionsSettings:
    """Return sanctions' settings, from the environment."""
    from services.sanctions.settings import SanctionsSettings

    return SanctionsSettings()


def notify_settings() -> NotifySettings:
    """Return notify's settings, from the environment."""
    from services.notify.settings import NotifySettings

    return NotifySettings()


def request_memory(settings: ServiceSettings) -> RequestMemory:
    """Return what is remembered of requests, in the Redis of some settings."""
    from services.chassis.http.request_memory import RedisRequestMemory

    return RedisRequestMemory(settings.redis_url)
