"""The ports of a local system: the same from run to run, as long as nobody else took them."""

import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from development.brokers import ServerError
from development.brokers.server_process import LOOPBACK, free_port

HIGHEST = 65_535


class LocalPorts:
    """Ports by name, saved in a file (None: chosen anew each time).

    `say` is called with a line for each saved port that another program uses, and its replacement.
    """

    def __init__(self, file: Path | None, say: Callable[[str], None]) -> None:
        self._file = file
        self._say = say
        self._saved = _read(file)
        self._assigned: dict[str, int] = {}

    def of(self, name: str) -> int:
        """Return the port of a name: the saved one, where it is free."""
        port = self._assigned.get(name)
        if port is None:
            port = self._assigned[name] = self._chosen(name)
        return port

    def fix(self, names: Sequence[str], base: int) -> None:
        """Give names the ports from `base` on. Raises ServerError where one is not free."""
        for port, name in enumerate(names, base):
            if port > HIGHEST or not is_free(port):
                why = "is taken by another program" if port <= HIGHEST else "is no port"
                raise ServerError(
                    f"--port {base}: 端口 {port} 不可用 port {port}, for {name}, {why}: "
                    "name another, or none"
                )
            self._assigned[name] = port

    def save(self) -> None:
        """Write the ports to the file, for the next run."""
        if self._file is not None:
            self._file.write_bytes(msgspec.json.format(msgspec.json.encode(self._assigned)) + b"\n")

    def _chosen(self, name: str) -> int:
        saved = self._saved.get(name)
        if saved is not None and saved not in self._assigned.values() and is_free(saved):
            return saved
        port = free_port()
        while port in self._saved.values() or port in self._assigned.values():
            port = free_port()
        if saved is not None:
            self._say(f"端口 {saved}（{name}）已被占用 port {saved} of {name} is taken: now {port}")
        return port


def is_free(port: int) -> bool:
    """Say whether a server could listen on a loopback port now."""
    with socket.socket() as listener:
        # As servers do: what remains of connections of the run before does not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True


def _read(file: Path | None) -> dict[str, int]:
    if file is None:
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, int])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}
