"""The settings' way to the brokers, as faust has it."""

import faust
from faust.auth import Credentials

from services.chassis.kafka.connection import MECHANISM, tls_context
from services.chassis.settings import ServiceSettings


def credentials_of(settings: ServiceSettings) -> Credentials | None:
    """Return the settings' way to the brokers as faust has it (None: as anybody, in the clear)."""
    context = tls_context(settings)
    if settings.proves_itself:
        return faust.SASLCredentials(
            username=settings.kafka_username,
            password=settings.kafka_password.get_secret_value(),
            mechanism=MECHANISM,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None
