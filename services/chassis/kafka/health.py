"""What a worker's probes ask: is it alive, is it ready, how far behind is it."""

import json
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from services.chassis.clock import system_clock
from services.chassis.processing.walk import DayProgress

OK, UNAVAILABLE, NOT_FOUND = 200, 503, 404


class WorkerHealth:
    """The state of one worker, written by its shell and read by its probes."""

    def __init__(self, service: str, session_seconds: float) -> None:
        self.service = service
        self._session_seconds = session_seconds
        self._lease_until = float("inf")
        self._joined = False
        self._partitions: tuple[int, ...] | None = None
        self._last_error: str | None = None
        self._batches = 0
        self.producer_alive: Callable[[], bool] = lambda: False
        self.lag: dict[tuple[str, int], int] = {}  # of what is known; the rest is unknown, not 0
        self.views_not_whole: list[int] = []  # partitions
        self.days: dict[int, tuple[DayProgress, datetime] | None] = {}  # under way, since when

    def joined(self, is_member: bool) -> None:
        """Note whether the group has given this worker its partitions."""
        self._joined = is_member
        if not is_member:
            self._partitions = None

    def recovered(self, partitions: Iterable[int]) -> None:
        """Note that the states of these partitions are complete."""
        self._partitions = tuple(sorted(partitions))

    def failed(self, error: BaseException) -> None:
        """Note what ended the worker."""
        self._last_error = f"{type(error).__name__}: {error}"

    def handled(self) -> None:
        """Count a batch that went through all its steps."""
        self._batches += 1

    def day_goes_on(self, partition: int, progress: DayProgress | None) -> None:
        """Note how far a partition's day is (None: none is under way)."""
        known = self.days.get(partition)
        if progress is None:
            self.days[partition] = None
        elif known is not None and known[0].day == progress.day:
            self.days[partition] = progress, known[1]
        else:
            self.days[partition] = progress, system_clock()

    def day_keys(self) -> dict[int, tuple[int, int]]:
        """Return how many keys the day of each partition wakes, and how many are left of them."""
        days = {partition: each and each[0] for partition, each in self.days.copy().items()}
        return {p: (each.keys, each.left) if each else (0, 0) for p, each in days.items()}

    def heartbeat_answered(self, sent_at: float) -> None:
        """Note that the group knew this worker at an instant (of the monotonic clock)."""
        self._lease_until = sent_at + self._session_seconds

    def lease_expired(self) -> bool:
        """Return whether the group may have given this worker's partitions to another."""
        return monotonic() > self._lease_until

    @property
    def live(self) -> bool:
        """Return whether a restart is not needed."""
        return self._last_error is None

    @property
    def ready(self) -> bool:
        """Return whether it is in the group, its states are complete and it can publish."""
        return self.live and self._joined and self._partitions is not None and self.producer_alive()

    def report(self) -> dict[str, Any]:
        """Return all of it, for an operator."""
        return {
            "service": self.service,
            "live": self.live,
            "ready": self.ready,
            "joined": self._joined,
            "recovered_partitions": self._partitions,
            "producer_alive": self.producer_alive(),
            "batches": self._batches,
            "views_not_whole": self.views_not_whole,
            "lag": {f"{topic}/{partition}": n for (topic, partition), n in self.lag.items()},
            "days": [
                {
                    "partition": partition,
                    "day": each[0].day.isoformat(),
                    "keys": each[0].keys,
                    "done": each[0].done,
                    "since": each[1].isoformat(),
                }
                for partition, each in sorted(self.days.copy().items())
                if each is not None
            ],
            "last_error": self._last_error,
        }


class HealthServer:
    """/live, /ready and /metrics of a worker, from a thread of its own."""

    def __init__(
        self, health: WorkerHealth, host: str, port: int, registry: CollectorRegistry = REGISTRY
    ) -> None:
        class ProbeHandler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/metrics":
                    self._answer(OK, CONTENT_TYPE_LATEST, generate_latest(registry))
                elif self.path in ("/live", "/ready"):
                    good = health.live if self.path == "/live" else health.ready
                    body = json.dumps(health.report()).encode()
                    self._answer(OK if good else UNAVAILABLE, "application/json", body)
                else:
                    self._answer(NOT_FOUND, "text/plain", b"/live, /ready or /metrics\n")

            def _answer(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Content-Type-Options", "nosniff")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: ANN401 - as inherited
                """Say nothing: probes come every few seconds."""

        self._server = ThreadingHTTPServer((host, port), ProbeHandler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="health", daemon=True
        )

    def start(self) -> None:
        """Serve until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and give the port back."""
        self._server.shutdown()
        self._server.server_close()
