"""Starting a worker as a process of its own, and asking it how it is."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from development.brokers.server_process import free_port
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from tests.support.time_limits import LONG_SECONDS, PROMPT_SECONDS

ROOT = Path(__file__).parents[2]
OK = 200


def views_key_beside(log: Path) -> Path:
    """Return the file of a secret for views, which all workers with logs in one folder share."""
    file = log.with_name("views-key")
    if not file.exists():
        create_secret(file)
    return file


class WorkerProcess:
    """A worker of one stage. Use as a context manager; it is killed at the end if need be."""

    def __init__(self, stage: str, settings: ServiceSettings, log: Path) -> None:
        self.log = log
        self._port = free_port()
        values = settings.model_dump(mode="json")
        values["kafka_password"] = settings.kafka_password.get_secret_value()
        environment = {name.upper(): str(v) for name, v in values.items() if v is not None}
        environment.setdefault("VIEWS_KEY", str(views_key_beside(log)))
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.stage_worker", stage],
                env={**os.environ, **environment, "METRICS_PORT": str(self._port)},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def health(self) -> dict[str, Any]:
        """Return what the worker says of itself; raises OSError while it does not answer."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self._port}/live", timeout=PROMPT_SECONDS
            ) as answer:
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as answer:
            found = json.load(answer)
        return found

    def await_ready(self, seconds: float = LONG_SECONDS) -> Self:
        """Wait until the worker has its partitions and their states."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the worker ended: {self.tail()}")
            try:
                if self.health()["ready"]:
                    return self
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the worker was not ready within {seconds} s: {self.tail()}")

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONG_SECONDS)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.kill()
        self.process.wait()

    def tail(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-3000:]

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave nothing running."""
        if self.process.poll() is None:
            self.kill()
