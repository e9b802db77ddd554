"""The ports of a local system: the same from run to run, as long as nobody else took them."""

import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from .brokers import ServerError
from .brokers.server_process import LOOPBACK, free_port

HIGHEST = 65_535


class LocalPorts:
    """Ports by name, kept in a file (None: chosen anew each time).

    `say` is told which kept port somebody else has taken, and what stands in its place.
    """

    def __init__(self, file: Path | None, say: Callable[[str], None]) -> None:
        self._file = file
        self._say = say
        self._kept = _read(file)
        self._given: dict[str, int] = {}

    def of(self, name: str) -> int:
        """Return the port of a name: the kept one, where it is free."""
        port = self._given.get(name)
        if port is None:
            port = self._given[name] = self._chosen(name)
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
            self._given[name] = port

    def keep(self) -> None:
        """Write them down for the next run."""
        if self._file is not None:
            self._file.write_bytes(msgspec.json.format(msgspec.json.encode(self._given)) + b"\n")

    def _chosen(self, name: str) -> int:
        kept = self._kept.get(name)
        if kept is not None and kept not in self._given.values() and is_free(kept):
            return kept
        port = free_port()
        while port in self._kept.values() or port in self._given.values():
            port = free_port()
        if kept is not None:
            self._say(f"端口 {kept}（{name}）已被占用 port {kept} of {name} is taken: now {port}")
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
