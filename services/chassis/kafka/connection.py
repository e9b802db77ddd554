"""How every client reaches the brokers: where they are, what is encrypted, who it is."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings


MECHANISM = "SCRAM-SHA-512"


def connection(settings: ServiceSettings) -> dict[str, Any]:
    """Return the arguments by which clients of kafka-python and of aiokafka connect alike."""
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers.split(","),
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": tls_context(settings),
    }
    if settings.proves_itself:
        arguments |= {
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    return arguments


def tls_context(settings: ServiceSettings) -> ssl.SSLContext | None:
    """Return what checks the brokers' certificates (None: the connection is not encrypted)."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    authorities = settings.kafka_ca_file
    return ssl.create_default_context(cafile=str(authorities) if authorities else None)
