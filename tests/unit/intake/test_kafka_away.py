"""While Kafka is away, writes are told so within two seconds, and reading goes on."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from development.brokers.server_process import LOOPBACK, free_port
from services.chassis.http.credentials import CredentialFile, issue_department
from services.chassis.views.store import MemoryViews
from services.intake.api import create_app
from services.intake.settings import IntakeSettings
from tests.support.request_memory import MemoryOfOneProcess

WRITES, READS, SECONDS = 120, 20, 2.0
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
def test_writes_are_refused_in_time_and_reads_answered(
    tmp_path: Path, away: Callable[[], AbstractContextManager[int]]
) -> None:
    file = tmp_path / "credentials.json"
    credential, token = issue_department("fire", datetime.now(UTC))
    CredentialFile(file).add(credential)
    with away() as port:
        settings = IntakeSettings(
            credentials_file=file, kafka_bootstrap_servers=f"{LOOPBACK}:{port}"
        )
        app = create_app(settings, MemoryViews(), memory=NoLimits())
        writes, reads = asyncio.run(asked(app, {"Authorization": f"Bearer {token}"}))
    assert {status for status, _ in writes} == {503}
    assert max(seconds for _, seconds in writes) < SECONDS
    assert {status for status, _ in reads} == {200}
    assert max(seconds for _, seconds in reads) < SECONDS / 2


async def asked(app: object, headers: dict[str, str]) -> tuple[list[tuple[int, float]], ...]:
    """Write by three routes, many at once, and read meanwhile; return statuses and seconds."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # an application
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers) as api:

        async def timed(method: str, path: str, **what: object) -> tuple[int, float]:
            begin = time.monotonic()
            answer = await api.request(method, path, **what)  # type: ignore[arg-type]  # as given
            return answer.status_code, time.monotonic() - begin

        lines = {"content": b'{"layout":"record","fields":{}}\n'}
        ways = [("/reports/fire", {"json": REPORT}), ("/reports/fire/batch", lines)]
        writes = [
            asyncio.create_task(timed("POST", ways[n % 2][0], **ways[n % 2][1]))
            for n in range(WRITES)
        ]
        await asyncio.sleep(0.05)
        reads = [await timed("GET", "/submissions") for _ in range(READS)]
        return await asyncio.gather(*writes), reads
