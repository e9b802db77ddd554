"""Child processes with a log file each, stopped by the one who started them, by process id."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

STOP_SECONDS = 15.0
POLL_SECONDS = 0.1


class ProcessError(RuntimeError):
    """A child process ended or did not become ready; the text names its log."""


class Processes:
    """Starts processes and stops them all, the last first."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, tuple[subprocess.Popen[bytes], IO[bytes]]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start `python ARGUMENTS` with this environment; its output goes to its log."""
        log = (self._logs / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt at the terminal reaches only the parent
        )
        self._running[name] = (process, log)

    def check(self) -> None:
        """Raise ProcessError if one of them has ended."""
        for name, (process, _) in self._running.items():
            if process.poll() is not None:
                raise ProcessError(
                    f"{name} ended with exit code {process.returncode}; its log is"
                    f" {self._logs / f'{name}.log'}"
                )

    def await_ready(self, name: str, url: str, seconds: float) -> None:
        """Wait until the URL answers 200. Raises ProcessError where it does not in time."""
        deadline = time.monotonic() + seconds
        last = "no answer"
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:  # noqa: PLR2004 - the HTTP code for success
                        return
            except (urllib.error.URLError, OSError) as error:
                last = str(error)
            time.sleep(POLL_SECONDS)
        raise ProcessError(
            f"{name} was not ready at {url} within {seconds:.0f} s ({last}); its log is"
            f" {self._logs / f'{name}.log'}"
        )

    def stop(self) -> None:
        """Ask each to end, the last started first; kill what does not."""
        for process, _ in reversed(self._running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process, log in reversed(self._running.values()):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()
        self._running.clear()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop all."""
        self.stop()
