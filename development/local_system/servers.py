"""The broker and the Redis of a local system: its own, or those that the environment names."""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import msgspec

from development.brokers import ApacheKafka, ServerError, Tansu, Valkey, fetch_kafka
from development.local_system.ports import LocalPorts

Say = Callable[[str], None]
ANSWER_SECONDS = 10.0
OK = 200


class LocalServers(msgspec.Struct, frozen=True):
    """What runs, in words, and the settings with which services use it."""

    broker: str
    environment: dict[str, str]


def start_servers(  # noqa: PLR0913 - all that servers depend on
    stack: ExitStack,
    folder: Path,
    inherited: Mapping[str, str],
    ports: LocalPorts,
    *,
    persistent: bool,
    say: Say,
) -> LocalServers:
    """Start the servers that the `inherited` environment does not name; they stop with `stack`.

    Raises ServerError.
    """
    environment: dict[str, str] = {}
    if "KAFKA_BOOTSTRAP_SERVERS" in inherited:
        broker = f"Kafka at {inherited['KAFKA_BOOTSTRAP_SERVERS']}"
    else:
        persistent = persistent and _kafka_can_be_had(say)
        server = _broker(folder, ports, persistent=persistent)
        stack.enter_context(server)
        broker = "Apache Kafka" if persistent else "Tansu (embedded, in memory)"
        environment |= server.environment
    if "REDIS_URL" not in inherited:
        # Views of a broker that forgot would show what is not in the log.
        valkey = Valkey(folder / "valkey" if persistent else None, ports.of("valkey"))
        environment |= stack.enter_context(valkey).environment
    return LocalServers(broker, environment)


def _broker(folder: Path, ports: LocalPorts, *, persistent: bool) -> ApacheKafka | Tansu:
    if not persistent:
        return Tansu(port=ports.of("kafka"))
    pair = (ports.of("kafka"), ports.of("kafka-controller"))
    return ApacheKafka(folder / "kafka", ports=[pair])


def _kafka_can_be_had(say: Say) -> bool:
    say("starting Apache Kafka (the first time it is fetched by Maven)")
    try:
        fetch_kafka()
    except ServerError as error:
        say(f"WARNING: no Apache Kafka: {error}")
        say("WARNING: running on the embedded broker: MEMORY ONLY, nothing is kept")
        return False
    return True


def answers(url: str) -> bool:
    """Say whether a server answers well at a URL."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:
            return bool(answer.status == OK)
    except (urllib.error.URLError, OSError):
        return False
