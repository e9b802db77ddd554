"""The broker of docker-compose.yml by its own file and steps, without containers."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from development.brokers.apache_kafka import DEFAULT_JARS, fetch_kafka
from development.brokers.server_process import ServerProcess, free_port
from development.container_secrets.__main__ import make
from schemas.topics import OPERATOR, SAFETY_RECORDS, SCORING, SERVICES, STANDINGS, accesses_of
from services.chassis.kafka.admin import broker_answers, create_topics
from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.kafka.publisher import Publisher
from services.chassis.settings import ServiceSettings
from services.command_line.app import build
from tests.support.brokers import PARTITIONS, with_kafka

pytestmark = [pytest.mark.kafka, with_kafka]
PROPERTIES = Path(__file__).parents[2] / "deploy/kafka/server.properties"
START = PROPERTIES.with_name("start.sh")


def settings_of(port: int, principal: str, password: str) -> ServiceSettings:
    return ServiceSettings(
        kafka_bootstrap_servers=f"127.0.0.1:{port}",
        kafka_security_protocol="SASL_PLAINTEXT",
        kafka_username=principal,
        kafka_password=SecretStr(password),
        topic_partitions=PARTITIONS,
    )


class Containers:
    """What the containers `kafka`, `topics` and `principals` do, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.secrets = folder / "secrets"
        make(self.secrets)
        ports = {old: free_port() for old in ("19092", "9092", "19093", "9093")}
        self.port = ports["19092"]
        text = PROPERTIES.read_text().replace("/var/lib/kafka/data", str(folder / "data"))
        text = text.replace("kafka:19092", "127.0.0.1:19092")
        for place, (old, new) in enumerate(ports.items()):
            text = text.replace(f":{old}", f":<{place}>").replace(f":<{place}>", f":{new}\x00")
        self.properties = folder / "server.properties"
        self.properties.write_text(text.replace("\x00", ""))
        self.folder = folder

    def password(self, principal: str) -> str:
        return (self.secrets / f"kafka-{principal}").read_text()

    def settings(self, principal: str) -> ServiceSettings:
        return settings_of(self.port, principal, self.password(principal))

    def start(self) -> ServerProcess:
        java = ["java", "-cp", f"{fetch_kafka(DEFAULT_JARS)}/*"]
        words = START.read_text().split('" format ')[1].split('"$config"')[0].split()
        user = f"SCRAM-SHA-512=[name=operator,iterations=8192,password={self.password(OPERATOR)}]"
        command = [*java, "kafka.tools.StorageTool", "format", *words[:-1], "--config"]
        run = subprocess.run(
            [*command, str(self.properties), "--add-scram", user],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        broker = ServerProcess(
            "Kafka", [*java, "-Xmx512m", "kafka.Kafka", str(self.properties)], self.folder / "log"
        )
        broker.await_ready(lambda: broker_answers(self.settings(OPERATOR)))
        return broker


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    it = Containers(tmp_path_factory.mktemp("containers"))
    broker = it.start()
    try:
        create_topics(it.settings(OPERATOR))
        for service in SERVICES:
            file = str(it.secrets / f"kafka-{service}")
            result = CliRunner().invoke(
                build(),
                ["broker-access", "add", service, "--password-file", file],
                env={
                    "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{it.port}",
                    "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
                    "KAFKA_USERNAME": OPERATOR,
                    "KAFKA_PASSWORD": it.password(OPERATOR),
                },
            )
            assert result.exit_code == 0, result.output
            assert it.password(service) not in result.output
        yield it
    finally:
        broker.stop()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_is_let_in_by_its_own_password_alone(
    containers: Containers, service: str
) -> None:
    assert broker_answers(containers.settings(service))
    other = SERVICES[SERVICES.index(service) - 1]
    wrong = settings_of(containers.port, service, containers.password(other))
    with pytest.raises(Exception, match=r"(?i)authenticat"):
        put(wrong, accesses_of(service).name)


def put(settings: ServiceSettings, topic: str) -> None:
    with Publisher(settings, timeout_seconds=10) as publisher:
        publisher.publish(topic, b"k", b"v", 0)


def test_a_service_writes_what_is_its_own(containers: Containers) -> None:
    put(containers.settings(SCORING), STANDINGS.name)
    put(containers.settings(SCORING), accesses_of(SCORING).name)
    for topic in (SAFETY_RECORDS.name, accesses_of("notify").name):
        with pytest.raises(NotAcknowledgedError, match="uthoriz"):
            put(containers.settings(SCORING), topic)


def test_who_has_no_password_is_not_let_in(containers: Containers) -> None:
    nobody = ServiceSettings(kafka_bootstrap_servers=f"127.0.0.1:{containers.port}")
    with pytest.raises(Exception):  # noqa: B017, PT011 - the client tells it in its own way
        put(nobody, STANDINGS.name)


def test_a_broker_that_starts_again_knows_them_still(tmp_path: Path) -> None:
    it = Containers(tmp_path)
    it.start().stop()
    broker = it.start()
    try:
        assert broker_answers(it.settings(OPERATOR))
    finally:
        broker.stop()
