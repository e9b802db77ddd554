"""Intake's API over a log in memory, with credentials for some departments and persons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from services.chassis.clock import clock_at
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake.api import create_app
from services.intake.settings import IntakeSettings
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_files import KNOWN_ON, intake_worker

NOW = clock_at(KNOWN_ON)()


@dataclass
class LogPublisher:
    """A publisher onto a log in memory; `fails` lets the broker acknowledge nothing."""

    worker: MemoryWorker
    fails: bool = False
    pending: list[tuple[str, bytes, bytes, int]] = field(default_factory=list)

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        assert partition is None
        self.pending.append((topic, key, value, timestamp))

    def flush(self) -> None:
        pending, self.pending = self.pending, []
        if self.fails:
            raise NotAcknowledgedError("no broker")
        for topic, key, value, timestamp in pending:
            self.worker.log.append_raw(topic, 0, key, value, timestamp)


@dataclass
class Desk:
    client: TestClient
    publisher: LogPublisher
    worker: MemoryWorker
    tokens: dict[str, str]

    def call(self, method: str, path: str, who: str, **how: object) -> Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        if "content" in how:
            headers["Content-Type"] = "application/json"
        response: Response = self.client.request(method, path, headers=headers, **how)  # type: ignore[arg-type]  # the test's own arguments
        run_until_quiet([self.worker])
        return response

    def published(self, department: str) -> list[bytes]:
        return [r.value or b"" for r in self.worker.log.all(f"reports-{department}")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    known = CredentialFile(tmp_path / "credentials.json")
    tokens = {}
    for name in ("work-safety", "tax", "market-supervision"):
        credential, tokens[name] = issue_department(name, NOW)
        known.add(credential)
    scopes = ["quarantine:read", "quarantine:decide"]
    credential, tokens["clerk"] = issue_reader("clerk", scopes, NOW)
    known.add(credential)
    credential, tokens["bank"] = issue_reader("bank", ["standings:read"], NOW)
    known.add(credential)
    credential, tokens["auditor"] = issue_reader("auditor", ["quality:read"], NOW)
    known.add(credential)
    settings = IntakeSettings(
        credentials_file=tmp_path / "credentials.json", city_day=KNOWN_ON, topic_partitions=1
    )
    worker = intake_worker(1)
    publisher = LogPublisher(worker)
    client = TestClient(
        create_app(settings, worker.views, publisher, MemoryOfOneProcess()),
        raise_server_exceptions=False,
    )
    yield Desk(client, publisher, worker, tokens)
    client.close()
