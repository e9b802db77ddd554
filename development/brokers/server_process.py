"""One server as a child process: its log, its readiness, its end."""

import itertools
import os
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

# Generous: one that ends is noticed at once, so these only end one that hangs, also where the
# machine has much else to do.
READY_SECONDS = 300.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.1
LOG_TAIL = 2000
LOOPBACK = "127.0.0.1"
PORTS = range(15_000, 32_000)


class ServerError(RuntimeError):
    """A server could not be started. The text says why, with the end of its log."""


# Apart from those of other processes: a port is free until its server takes it.
_candidates = itertools.count(os.getpid() * 211)


def free_port() -> int:
    """Return a loopback port that nobody listens on just now, a different one each time.

    Below the range from which the system takes ports for outgoing connections: one of those could
    take the port before its server does.
    """
    for candidate in _candidates:
        port = PORTS.start + candidate % len(PORTS)
        with socket.socket() as listener:
            try:
                listener.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise ServerError("no free port")  # itertools.count has no end


class ServerProcess:
    """A child process that is known by its id and its log."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                env=None if environment is None else dict(environment),
                start_new_session=True,  # an interrupt at the terminal reaches only the parent
            )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def require_running(self) -> None:
        """Raise ServerError, with the end of its log, if it has ended."""
        if self._process.poll() is not None:
            raise ServerError(
                f"{self.name} ended with exit code {self._process.returncode}: {self._tail()}"
            )

    def await_ready(self, answers: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
        """Wait until it answers; stops it and raises ServerError where it ends or takes longer."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise ServerError(f"{self.name} ended at once: {self._tail()}")
            if answers():
                return
            time.sleep(POLL_SECONDS)
        self.stop()
        raise ServerError(f"{self.name} did not answer within {seconds:.0f} s: {self._tail()}")

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    def _tail(self) -> str:
        return self._log.read_text(errors="replace")[-LOG_TAIL:]


class LocalServer(ABC):
    """A server of one process or several, in a folder of its own. Use as a context manager.

    `folder` is where it keeps its data (None: in one that goes with it). `kills`: it keeps nothing,
    so it has nothing to finish.
    """

    kills = False

    def __init__(self, folder: Path | None) -> None:
        self._kept = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.processes: list[ServerProcess] = []

    @abstractmethod
    def _start(self, folder: Path) -> None:
        """Start the processes and wait for their first answer."""

    def start(self) -> Self:
        """Start it and wait for its first answer. Raises ServerError where it can't be had."""
        if self._kept is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="safety-credit-server-")
        folder = Path(self._temporary.name) if self._temporary else self._kept or Path()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start(folder.absolute())
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop it, the process that was started last first."""
        for process in reversed(self.processes):
            (process.kill if self.kills else process.stop)()
        self.processes.clear()
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
