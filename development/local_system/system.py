"""The whole system on this machine: broker, Redis, five workers, five APIs, on loopback ports."""

import fcntl
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from development.brokers import ServerError
from development.brokers.server_process import LOOPBACK, ServerProcess
from development.local_system.credentials import issue_local_credentials
from development.local_system.keys import KEY_SETTINGS, give_keys
from development.local_system.ports import LocalPorts
from development.local_system.servers import answers, start_servers
from development.local_system.views import rebuild_lost_views
from schemas.topics import SERVICES
from services.chassis.kafka.admin import create_topics
from services.chassis.settings import ServiceSettings
from services.command_line.shell_environment import as_script, without_own

PORTS, DISPATCHER, SEALER = "ports.json", "notify-dispatcher", "sealer"
BESIDE_THE_WORKERS = {
    SEALER: "services.scoring.sealer",
    "notify-access-register": "services.notify.access_register",
    DISPATCHER: "services.notify.dispatcher",
    "disclosure-exporter": "services.disclosure.exporter",
}
OWN_NETWORKS = "127.0.0.0/8,::1/128"

Say = Callable[[str], None]


class LocalSystem:
    """Use as a context manager; all that it started ends with it.

    `persistent` runs Apache Kafka, whose data stays in `folder`; else an embedded broker in memory.
    If KAFKA_BOOTSTRAP_SERVERS or REDIS_URL is set, that server is used instead, unless an earlier
    `safety-credit up` wrote the variable for this shell. `port` is the first of the APIs' ports;
    without it all ports are those of the run before, where they were saved and are free. `clock` is
    `system` or `manual` (days begin only when they are announced); `extra` are further settings of
    the services.
    """

    def __init__(  # noqa: PLR0913 - what a local system can be asked for
        self,
        folder: Path,
        say: Say,
        *,
        persistent: bool,
        clock: str,
        partitions: int = 4,
        port: int | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self._say = say
        self._persistent = persistent
        self._stack = ExitStack()
        self._port = port
        self._ports = LocalPorts(self.folder / PORTS if persistent else None, say)
        self.processes: list[ServerProcess] = []
        self._environ, self._ignored = without_own(os.environ)
        self.environment: dict[str, str] = {
            **self._environ,
            "TOPIC_PARTITIONS": str(partitions),
            "CLOCK": clock,
            "HTTP_HOST": LOOPBACK,
            "CREDENTIALS_FILE": str(self.folder / "credentials.json"),
            "ACCESS_JOURNAL": str(self.folder / "access-journal"),
            "OPEN_DATA_FOLDER": str(self.folder / "open-data"),
            # On one machine the receivers are on it too.
            "WEBHOOK_ALLOWED_NETWORKS": self._environ.get("WEBHOOK_ALLOWED_NETWORKS", OWN_NETWORKS),
            **(extra or {}),
        }
        self.tokens: Mapping[str, str] = {}
        self.broker = ""
        self._of_sealer: dict[str, str] = {}

    @property
    def settings(self) -> ServiceSettings:
        """Return the settings with which this process speaks to the system."""
        values = {name.lower(): value for name, value in self.environment.items()}
        fields = ServiceSettings.model_fields
        return ServiceSettings.model_validate({k: v for k, v in values.items() if k in fields})

    @property
    def addresses(self) -> dict[str, str]:
        """Return the URL of each service's API."""
        return {name: self._address(_api(name)) for name in SERVICES}

    def metrics_url(self, service: str) -> str:
        """Return where a worker's metrics are."""
        return f"{self._address(_worker(service))}/metrics"

    @property
    def dispatcher_metrics_url(self) -> str:
        """Return where the dispatcher's metrics are."""
        return f"{self._address(DISPATCHER)}/metrics"

    def _address(self, name: str) -> str:
        return f"http://{LOOPBACK}:{self._ports.of(name)}"

    def __enter__(self) -> Self:
        """Start all and wait until all are ready. Raises ServerError naming what was not."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock()
            self._say_ignored()
            self._choose_ports()
            self.tokens = issue_local_credentials(self.folder)
            self._of_sealer = give_keys(self.folder, self.environment)
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

    def _start_servers(self) -> None:
        stack, ports = self._stack, self._ports
        servers = start_servers(
            stack, self.folder, self._environ, ports, persistent=self._persistent, say=self._say
        )
        self.broker = servers.broker
        self.environment |= servers.environment

    def _say_ignored(self) -> None:
        if self._ignored:
            self._say(
                "忽略本终端中先前 safety-credit up 写下的变量 / not used: what an earlier "
                f"safety-credit up wrote for this shell ({', '.join(self._ignored)})"
            )

    def _choose_ports(self) -> None:
        """Choose the ports of all, and keep them for the next run. Raises ServerError."""
        if self._port is not None:
            self._ports.fix([_api(service) for service in SERVICES], self._port)
        for service in SERVICES:
            self._ports.of(_api(service))
            self._ports.of(_worker(service))
        for name in (*BESIDE_THE_WORKERS, "kafka", "kafka-controller", "valkey"):
            self._ports.of(name)
        self._ports.save()

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
        self._say("starting five workers, five APIs, and what stands beside them")
        logs = self.folder / "logs"
        for service in SERVICES:
            port = str(self._ports.of(_worker(service)))
            environment = {**self.environment, "METRICS_PORT": port}
            module = f"services.{service}.worker"
            self._spawn(_worker(service), [module], logs, environment)
        ports = [f"--port={service}={self._ports.of(_api(service))}" for service in SERVICES]
        self._spawn("apis", ["development.local_system.apis", *ports], logs, self.environment)
        for name, module in BESIDE_THE_WORKERS.items():
            environment = {**self.environment, "METRICS_PORT": str(self._ports.of(name))}
            if name == SEALER:
                environment |= self._of_sealer
            self._spawn(name, [module], logs, environment)
        waited_for = {process.name: process for process in self.processes}
        workers = {name: self._address(_worker(name)) for name in SERVICES}
        ready = [(_worker(name), address) for name, address in workers.items()]
        ready.append((DISPATCHER, self._address(DISPATCHER)))
        for name, address in ready:
            waited_for[name].await_ready(partial(answers, f"{address}/ready"))
        rebuild_lost_views(self.settings, workers, self._say)
        for address in self.addresses.values():
            waited_for["apis"].await_ready(partial(answers, f"{address}/ready"))

    def _write_environment(self) -> None:
        """Write what a shell needs to speak to this system: `source FOLDER/environment`."""
        # The password stays with its user.
        names = sorted({*ServiceSettings.model_fields, *KEY_SETTINGS} - {"kafka_password"})
        known = {**self.environment, **self._of_sealer}
        values = {name.upper(): known[name.upper()] for name in names if name.upper() in known}
        processes = {
            name: self._address(name)
            for name in (*map(_worker, SERVICES), *BESIDE_THE_WORKERS, *map(_api, SERVICES))
        }
        values["SYSTEM_ADDRESSES"] = ",".join(f"{name}={url}" for name, url in processes.items())
        script = as_script(self.folder, values, self._environ)
        (self.folder / "environment").write_text(script)

    def _spawn(
        self, name: str, module: list[str], logs: Path, environment: Mapping[str, str]
    ) -> None:
        command = [sys.executable, "-m", *module]
        process = ServerProcess(name, command, logs / f"{name}.log", environment)
        self._stack.callback(process.stop)
        self.processes.append(process)


def _api(service: str) -> str:
    return f"{service}-api"


def _worker(service: str) -> str:
    return f"{service}-worker"
