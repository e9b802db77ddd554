"""Apache Kafka in KRaft mode: fetched by Maven, one broker or three on loopback."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from development.brokers.server_process import (
    LOOPBACK,
    LocalServer,
    ServerError,
    ServerProcess,
    free_port,
)
from schemas.topics import OPERATOR
from services.chassis.kafka.admin import broker_answers
from services.chassis.kafka.connection import MECHANISM
from services.chassis.settings import ServiceSettings

POM = Path(__file__).with_name("kafka-pom.xml")
COPY_DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
FETCH_SECONDS = 600.0
DEFAULT_JARS = Path("var/kafka-jars")
_CLUSTER_ID = "c2FmZXR5LWNyZWRpdDAwMA"  # any 16 bytes in base64
_LOG4J = """\
<Configuration status="warn">
  <Appenders><Console name="out"><PatternLayout pattern="%d %-5p %c: %m%n"/></Console></Appenders>
  <Loggers><Root level="warn"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>
"""


def fetch_kafka(jars: Path = DEFAULT_JARS) -> Path:
    """Copy the broker's jars by Maven, unless they are there; return their folder.

    Raises ServerError where Java or Maven is missing or the jars can't be had.
    """
    jars = jars.absolute()
    done = jars / f".{POM.stem}-{POM.stat().st_mtime_ns}"
    if done.exists():
        return jars
    maven = shutil.which("mvn")
    if maven is None or shutil.which("java") is None:
        raise ServerError("Apache Kafka needs Java 17 and Maven")
    jars.mkdir(parents=True, exist_ok=True)
    command = [maven, "-q", "-B", "-f", str(POM), COPY_DEPENDENCIES, f"-DoutputDirectory={jars}"]
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ServerError("Maven did not fetch Apache Kafka in time") from error
    if run.returncode != 0:
        raise ServerError(f"Maven could not fetch Apache Kafka: {run.stdout[-1000:]}")
    done.touch()
    return jars


class ApacheKafka(LocalServer):
    """A cluster of one broker, or of several that are controllers as well.

    With a folder it keeps its data there between runs. With the operator's password it lets in
    only who has one, and lets each do only what access rules say. `ports` are those for clients and
    for controllers, by broker (default: any). Use as a context manager.
    """

    def __init__(
        self,
        folder: Path | None = None,
        brokers: int = 1,
        jars: Path | None = None,
        operator_password: str | None = None,
        ports: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        super().__init__(folder)
        self._password = operator_password
        self._jars = jars or DEFAULT_JARS
        self._ports = list(ports or ((free_port(), free_port()) for _ in range(brokers)))
        self.bootstrap_servers = ",".join(f"{LOOPBACK}:{port}" for port, _ in self._ports)

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings with which services work on this cluster."""
        copies = str(min(3, len(self._ports)))
        values = {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "KAFKA_REPLICATION_FACTOR": copies,
        }
        if self._password is not None:
            values |= {
                "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
                "KAFKA_USERNAME": OPERATOR,
                "KAFKA_PASSWORD": self._password,
            }
        return values

    def _start(self, folder: Path) -> None:
        """Format the folders that are new, start all, wait for their first answer."""
        jars = fetch_kafka(self._jars)
        for node in range(1, len(self._ports) + 1):
            self.processes.append(self._start_node(jars, folder / f"broker-{node}", node))
        settings = ServiceSettings.model_validate(
            {name.lower(): value for name, value in self.environment.items()}
        )
        for process in self.processes:
            process.await_ready(lambda: broker_answers(settings, len(self._ports)))

    def _start_node(self, jars: Path, folder: Path, node: int) -> ServerProcess:
        folder.mkdir(parents=True, exist_ok=True)
        properties = folder / "server.properties"
        properties.touch(mode=0o600)  # it may hold the operator's password
        values = self._properties(folder, node) | self._access_properties()
        properties.write_text("".join(f"{key}={value}\n" for key, value in values.items()))
        logging = folder / "log4j2.xml"
        logging.write_text(_LOG4J)
        java = ["java", "-cp", f"{jars}/*", f"-Dlog4j2.configurationFile={logging}"]
        if not (folder / "data" / "meta.properties").exists():
            tool = [*java, "kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID]
            users = []
            if self._password is not None:
                users = ["-S", f"SCRAM-SHA-512=[name={OPERATOR},password={self._password}]"]
            run = subprocess.run(
                [*tool, "-c", str(properties), *users], capture_output=True, text=True, check=False
            )
            if run.returncode != 0:
                raise ServerError(f"the broker's folder could not be formatted: {run.stderr}")
        heap = ["-Xms256m", "-Xmx1g", "-XX:+UseG1GC"]
        command = [*java, *heap, "kafka.Kafka", str(properties)]
        return ServerProcess(f"Kafka broker {node}", command, folder / "broker.log")

    def _properties(self, folder: Path, node: int) -> dict[str, object]:
        port, controller = self._ports[node - 1]
        voters = ",".join(f"{n}@{LOOPBACK}:{c}" for n, (_, c) in enumerate(self._ports, start=1))
        copies = min(3, len(self._ports))
        return {
            "process.roles": "broker,controller",
            "node.id": node,
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "listeners": f"CLIENTS://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
            "advertised.listeners": f"CLIENTS://{LOOPBACK}:{port}",
            "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "CLIENTS",
            "log.dirs": folder / "data",
            # A topic made by a mistyped name would have the wrong partitions.
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 8,
            "offsets.retention.minutes": 5 * 365 * 24 * 60,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": min(2, copies),
            "min.insync.replicas": min(2, copies),
            "group.initial.rebalance.delay.ms": 500,
        }

    def _access_properties(self) -> dict[str, object]:
        """Clients prove themselves by SCRAM; brokers among themselves as the operator."""
        if self._password is None:
            return {}
        login = f'required username="{OPERATOR}" password="{self._password}"'
        scram = f"org.apache.kafka.common.security.scram.ScramLoginModule {login};"
        known = f'user_{OPERATOR}="{self._password}"'
        plain = f"org.apache.kafka.common.security.plain.PlainLoginModule {login} {known};"
        return {
            "listener.security.protocol.map": "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
            "sasl.mechanism.inter.broker.protocol": MECHANISM,
            "listener.name.clients.sasl.enabled.mechanisms": MECHANISM,
            "listener.name.clients.scram-sha-512.sasl.jaas.config": scram,
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.controller.plain.sasl.jaas.config": plain,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{OPERATOR}",
        }
