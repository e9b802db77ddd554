"""The whole system on this machine: broker, Redis, four workers, four APIs, on loopback ports."""

import fcntl
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.topics import SERVICES
from services.chassis.kafka_admin import create_topics
from services.chassis.settings import ServiceSettings
from services.chassis.signing import create_key, load_key
from services.notify.adapters.webhook_secret import create_webhook_key

from .brokers import ApacheKafka, ServerError, Tansu, Valkey, fetch_kafka
from .brokers.server_process import LOOPBACK, ServerProcess, free_port
from .local_credentials import issue_local_credentials

READY_SECONDS = 90.0
OK = 200
OWN_NETWORKS = "127.0.0.0/8,::1/128"

Say = Callable[[str], None]


class LocalSystem:
    """Use as a context manager; all that it started ends with it.

    With `keep` it runs Apache Kafka and keeps its data in `folder`; without, an embedded broker
    that forgets. If KAFKA_BOOTSTRAP_SERVERS or REDIS_URL is set, that server is used instead.
    `clock` is `system` or `manual` (days begin only when they are announced); `extra` are further
    settings of the services.
    """

    def __init__(  # noqa: PLR0913 - what a local system can be asked for
        self,
        folder: Path,
        say: Say,
        *,
        keep: bool,
        clock: str,
        partitions: int = 4,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self._say = say
        self._keep = keep
        self._stack = ExitStack()
        self._workers: dict[str, int] = {service: free_port() for service in SERVICES}
        self._dispatcher = free_port()
        self._sealer = free_port()
        self._apis: dict[str, int] = {service: free_port() for service in SERVICES}
        self.processes: list[ServerProcess] = []
        self.environment: dict[str, str] = {
            **os.environ,
            "TOPIC_PARTITIONS": str(partitions),
            "CLOCK": clock,
            "HTTP_HOST": LOOPBACK,
            "CREDENTIALS_FILE": str(self.folder / "credentials.json"),
            # On one machine the receivers are on it too.
            "WEBHOOK_ALLOWED_NETWORKS": os.environ.get("WEBHOOK_ALLOWED_NETWORKS", OWN_NETWORKS),
            **(extra or {}),
        }
        self.tokens: Mapping[str, str] = {}
        self.broker = ""

    @property
    def settings(self) -> ServiceSettings:
        """Return the settings with which this process speaks to the system."""
        values = {name.lower(): value for name, value in self.environment.items()}
        fields = ServiceSettings.model_fields
        return ServiceSettings.model_validate({k: v for k, v in values.items() if k in fields})

    @property
    def addresses(self) -> dict[str, str]:
        """Return the URL of each service's API."""
        return {service: f"http://{LOOPBACK}:{port}" for service, port in self._apis.items()}

    def metrics_url(self, service: str) -> str:
        """Return where a worker's metrics are."""
        return f"http://{LOOPBACK}:{self._workers[service]}/metrics"

    @property
    def dispatcher_metrics_url(self) -> str:
        """Return where the dispatcher's metrics are."""
        return f"http://{LOOPBACK}:{self._dispatcher}/metrics"

    def __enter__(self) -> Self:
        """Start all and wait until all are ready. Raises ServerError naming what was not."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock()
            self.tokens = issue_local_credentials(self.folder)
            self._give_keys()
            self._start_servers()
            create_topics(self.settings)
            self._start_services()
            self._write_environment()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop all that was started, the last first."""
        self._stack.close()

    def check(self) -> None:
        """Raise ServerError if a worker or the APIs have ended."""
        for process in self.processes:
            process.require_running()

    def _give_keys(self) -> None:
        """Make the keys that sign, unless there are some from before, or of the environment."""
        file = self.folder / "signing-key.pem"
        if "SIGNING_KEY" not in self.environment:
            if not file.exists():
                create_key(file)
            public = file.with_name(f"{file.name}.pub")
            public.write_text(load_key(file).public.pem)
            self.environment["SIGNING_KEY"] = str(file)
        webhooks = self.folder / "webhook-key"
        if "WEBHOOK_KEY" not in self.environment:
            if not webhooks.exists():
                create_webhook_key(webhooks)
            self.environment["WEBHOOK_KEY"] = str(webhooks)

    def _start_servers(self) -> None:
        kept = self._keep
        if "KAFKA_BOOTSTRAP_SERVERS" in os.environ:
            self.broker = f"Kafka at {os.environ['KAFKA_BOOTSTRAP_SERVERS']}"
        else:
            kept = self._start_broker()
        if "REDIS_URL" not in os.environ:
            # Views of a broker that forgot would show what is not in the log.
            valkey = Valkey(self.folder / "valkey" if kept else None)
            self._stack.enter_context(valkey)
            self.environment |= valkey.environment

    def _start_broker(self) -> bool:
        """Start a broker and say whether it keeps its data."""
        kafka = self._keep and self._kafka_can_be_had()
        broker: ApacheKafka | Tansu
        broker = ApacheKafka(self.folder / "kafka") if kafka else Tansu()
        self._stack.enter_context(broker)
        self.broker = "Apache Kafka" if kafka else "Tansu (embedded, in memory)"
        self.environment |= broker.environment
        return kafka

    def _kafka_can_be_had(self) -> bool:
        self._say("starting Apache Kafka (the first time it is fetched by Maven)")
        try:
            fetch_kafka()
        except ServerError as error:
            self._say(f"WARNING: no Apache Kafka: {error}")
            self._say("WARNING: running on the embedded broker: MEMORY ONLY, nothing is kept")
            return False
        return True

    def _lock(self) -> None:
        """Hold the folder, so that a second system does not write into the first one's data."""
        lock = self._stack.enter_context((self.folder / "lock").open("a+"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise ServerError(
                f"{self.folder} is in use by process {lock.read().strip() or '?'}: stop that one, "
                "or name another folder with --data"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()

    def _start_services(self) -> None:
        self._say("starting four workers, four APIs and the dispatcher")
        logs = self.folder / "logs"
        for service, port in self._workers.items():
            environment = {**self.environment, "METRICS_PORT": str(port)}
            module = f"services.{service}.worker"
            self._spawn(f"{service}-worker", [module], logs, environment)
        ports = [f"--port={service}={port}" for service, port in self._apis.items()]
        self._spawn("apis", ["services.command_line.apis", *ports], logs, self.environment)
        environment = {**self.environment, "METRICS_PORT": str(self._sealer)}
        self._spawn("sealer", ["services.command_line.sealer"], logs, environment)
        environment = {**self.environment, "METRICS_PORT": str(self._dispatcher)}
        self._spawn("notify-dispatcher", ["services.notify.dispatcher"], logs, environment)
        for process, service in zip(self.processes, SERVICES, strict=False):
            url = f"http://{LOOPBACK}:{self._workers[service]}/ready"
            process.await_ready(partial(_answers, url), READY_SECONDS)
        url = f"http://{LOOPBACK}:{self._dispatcher}/ready"
        self.processes[-1].await_ready(partial(_answers, url), READY_SECONDS)
        apis = self.processes[len(SERVICES)]
        for address in self.addresses.values():
            apis.await_ready(partial(_answers, f"{address}/ready"), READY_SECONDS)

    def _write_environment(self) -> None:
        """Write what a shell needs to speak to this system: `source FOLDER/environment`."""
        names = sorted(
            {*ServiceSettings.model_fields, "signing_key"} - {"kafka_password"}
        )  # it stays with its user
        lines = [
            f"export {name.upper()}={self.environment[name.upper()]}"
            for name in names
            if name.upper() in self.environment
        ]
        processes = {
            **{
                f"{name}-worker": f"http://{LOOPBACK}:{port}"
                for name, port in self._workers.items()
            },
            "notify-dispatcher": f"http://{LOOPBACK}:{self._dispatcher}",
            "sealer": f"http://{LOOPBACK}:{self._sealer}",
            **{f"{name}-api": url for name, url in self.addresses.items()},
        }
        pairs = ",".join(f"{name}={url}" for name, url in processes.items())
        lines.append(f"export SYSTEM_ADDRESSES={pairs}")
        (self.folder / "environment").write_text("\n".join(lines) + "\n")

    def _spawn(
        self, name: str, module: list[str], logs: Path, environment: Mapping[str, str]
    ) -> None:
        command = [sys.executable, "-m", *module]
        process = ServerProcess(name, command, logs / f"{name}.log", environment)
        self._stack.callback(process.stop)
        self.processes.append(process)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == OK)
    except (urllib.error.URLError, OSError):
        return False
