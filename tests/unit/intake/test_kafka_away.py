"""While Kafka is away, writes are told so within two seconds, and reading goes on.

The two seconds are those that a write waits by the design, and no wall clock of a busy machine: one
that is refused has waited for one probe, whose time is up, or for an acknowledgement before it.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from development.brokers.server_process import LOOPBACK, free_port
from services.chassis.http.credentials import CredentialFile, issue_department
from services.chassis.kafka import prompt_publisher
from services.chassis.kafka.prompt_publisher import KNOWN_SECONDS, PROBE_SECONDS
from services.chassis.reachability import NotReachableError
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews
from services.intake.api import create_app
from services.intake.settings import IntakeSettings
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.time_limits import LONG_SECONDS

WRITES, READS, SECONDS = 120, 20, 2.0
WAITED_BEFORE = 240.0  # by the slowest of so many writes, when each asked for itself
REPORT = {"layout": "record", "fields": {"code": "91990103MBT4Y0NW08"}}


class NoLimits(MemoryOfOneProcess):
    def spend(self, *_: object) -> float | None:
        return None


@contextmanager
def refusing() -> Iterator[int]:
    yield free_port()


@contextmanager
def silent() -> Iterator[int]:
    """Yield a port that takes connections and answers nothing."""
    with socket.create_server((LOOPBACK, 0), backlog=500) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("away", [refusing, silent])
def test_writes_are_refused_in_time(
    tmp_path: Path, away: Callable[[], AbstractContextManager[int]]
) -> None:
    with away() as port:
        begin = time.monotonic()
        writes, _ = asyncio.run(asked(*intake_at(tmp_path, port), lambda: None))
        seconds = time.monotonic() - begin
    assert set(writes) == {503}
    assert seconds < WAITED_BEFORE / 4
    assert KNOWN_SECONDS + PROBE_SECONDS < SECONDS


def test_reads_are_answered_while_all_writes_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, probes = threading.Event(), []

    def hanging(_settings: ServiceSettings, seconds: float) -> None:
        probes.append(seconds)
        go_on.wait(LONG_SECONDS)
        raise NotReachableError("Kafka", "KAFKA_BOOTSTRAP_SERVERS", {})

    monkeypatch.setattr(prompt_publisher, "require_kafka", hanging)
    writes, reads = asyncio.run(asked(*intake_at(tmp_path, free_port()), go_on.set))
    assert set(reads) == {200}
    assert set(writes) == {503}
    assert set(probes) == {PROBE_SECONDS}
    assert len(probes) < WRITES / 4  # who asks at once shares the answer


def intake_at(folder: Path, port: int) -> tuple[object, dict[str, str]]:
    """Return intake's API with Kafka at a port, and the headers of a department."""
    file = folder / "credentials.json"
    credential, token = issue_department("fire", datetime.now(UTC))
    CredentialFile(file).add(credential)
    settings = IntakeSettings(credentials_file=file, kafka_bootstrap_servers=f"{LOOPBACK}:{port}")
    app = create_app(settings, MemoryViews(), memory=NoLimits())
    return app, {"Authorization": f"Bearer {token}"}


async def asked(
    app: object, headers: dict[str, str], when_read: Callable[[], None]
) -> tuple[list[int], list[int]]:
    """Write by two routes, many at once, and read meanwhile; return the statuses of both."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # an application
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers) as api:

        async def status(method: str, path: str, **what: object) -> int:
            answer = await api.request(method, path, **what)  # type: ignore[arg-type]  # as given
            return answer.status_code

        lines = {"content": b'{"layout":"record","fields":{}}\n'}
        ways = [("/reports/fire", {"json": REPORT}), ("/reports/fire/batch", lines)]
        writes = [
            asyncio.create_task(status("POST", ways[n % 2][0], **ways[n % 2][1]))
            for n in range(WRITES)
        ]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(LONG_SECONDS / 2):  # or the writes that wait keep it from them
            reads = [await status("GET", "/submissions") for _ in range(READS)]
        when_read()
        return await asyncio.gather(*writes), reads
