"""Real brokers for tests. Apache Kafka only where TEST_KAFKA=1, as `make test-kafka` sets it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from development.brokers import ApacheKafka, Tansu
from services.chassis.kafka.admin import create_topics
from services.chassis.settings import ServiceSettings

PARTITIONS = 4
TANSU = "tansu"
KAFKA = "kafka"
with_kafka = pytest.mark.skipif(
    os.environ.get("TEST_KAFKA") != "1", reason="needs Apache Kafka: make test-kafka"
)
BROKERS = [
    pytest.param(TANSU, id=TANSU),
    pytest.param(KAFKA, id=KAFKA, marks=(pytest.mark.kafka, with_kafka)),
]


@contextmanager
def running_broker(kind: str, brokers: int = 1) -> Iterator[ServiceSettings]:
    """Yield the settings of a fresh broker that has all topics."""
    with Tansu() if kind == TANSU else ApacheKafka(brokers=brokers) as broker:
        settings = settings_of(broker.environment)
        create_topics(settings)
        yield settings


def settings_of(environment: dict[str, str]) -> ServiceSettings:
    """Return settings from environment variables, and quick ones for the rest.

    The days are announced by hand, so that reports are known when the test says.
    """
    values = {name.lower(): value for name, value in environment.items()}
    return ServiceSettings.model_validate(
        {
            "topic_partitions": PARTITIONS,
            "kafka_session_timeout_seconds": 6,
            "clock": "manual",
            **values,
        }
    )
