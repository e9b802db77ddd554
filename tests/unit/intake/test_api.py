"""Reports over HTTP: the same facts as by file, only for the department itself, never unkept."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from schemas.codec import decode
from schemas.messages import IdentifierLinked, ReportSubmitted
from services.chassis.clock import clock_at
from services.chassis.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka_producer import NotAcknowledgedError
from services.chassis.memory_log import MemoryWorker, run_until_quiet
from services.intake.api import create_app
from services.intake.settings import IntakeSettings
from tests.support.sample_files import (
    FILES,
    KNOWN_ON,
    SAMPLES,
    intake_worker,
    submission_of,
    take_files,
)

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
    settings = IntakeSettings(
        credentials_file=tmp_path / "credentials.json", city_day=KNOWN_ON, topic_partitions=1
    )
    worker = intake_worker(1)
    publisher = LogPublisher(worker)
    client = TestClient(
        create_app(settings, worker.views, publisher), raise_server_exceptions=False
    )
    yield Desk(client, publisher, worker, tokens)
    client.close()


@pytest.mark.parametrize("file", [name for name in FILES if FILES[name] == "work-safety"])
def test_an_uploaded_file_gives_the_same_facts_as_the_command(desk: Desk, file: str) -> None:
    from_command = submission_of(file)
    answer = desk.call(
        "POST",
        "/reports/work-safety/files",
        "work-safety",
        files={"file": (file, (SAMPLES / file).read_bytes())},
    )
    assert answer.status_code == 202
    assert answer.json()["submission"] == from_command.identity
    assert [decode(value) for value in desk.published("work-safety")] == list(from_command.facts)


def test_a_batch_ends_as_the_file_does(desk: Desk) -> None:
    file = "hidden-dangers.csv"
    lines = "\n".join(
        json.dumps({"layout": fact.body.layout, "fields": fact.body.fields})
        for fact in submission_of(file).facts
    )
    answer = desk.call("POST", "/reports/work-safety/batch", "work-safety", content=lines)
    assert answer.status_code == 202
    settled = desk.call("GET", f"/submissions/{answer.json()['submission']}", "work-safety").json()
    by_file = intake_worker(1)
    take_files(by_file, [file])
    # Without the registry, findings by organization code wait in both.
    ours = sorted(desk.worker.log.all("safety-records"), key=lambda record: record.offset)
    theirs = by_file.log.all("safety-records")
    contents = [decode(record.value or b"").body.content for record in ours]  # type: ignore[attr-defined]  # records alone
    assert contents == [decode(record.value or b"").body.content for record in theirs]  # type: ignore[attr-defined]  # as above
    assert settled["settled"] == 160
    assert settled["outcomes"]["rejected"] == 8


def test_one_report_and_its_receipt(desk: Desk) -> None:
    fields = {
        "code": "91990103NBMRN7808U",
        "document_number": "税返〔2026〕117号",
        "occurred_on": "2026-10-30",
        "content": {"kind": "tax_rebate", "amount": 4120000, "period_begins": "2027-01-01"},
    }
    body = {"layout": "record", "fields": fields}
    answer = desk.call("POST", "/reports/tax", "tax", json=body)
    assert answer.status_code == 202
    (report_id,) = answer.json()["reports"].values()
    (fact,) = [decode(value) for value in desk.published("tax")]
    assert isinstance(fact.body, ReportSubmitted)
    assert (fact.id, fact.subject) == (report_id, "91990103NBMRN7808U")
    path = f"/submissions/{answer.json()['submission']}"
    (receipt,) = desk.call("GET", path, "tax").json()["receipts"]
    assert (receipt["outcome"], receipt["report_id"]) == ("accepted", report_id)
    other = desk.call("GET", path, "work-safety").json()
    assert (other["settled"], other["receipts"]) == (0, [])


def test_a_bad_report_is_taken_and_its_receipt_says_why(desk: Desk) -> None:
    lines = b'{"layout": "record", "fields": {"a": 1}}\n\nno json\n{"fields": {}}'
    answer = desk.call("POST", "/reports/tax/batch", "tax", content=lines)
    assert answer.status_code == 202
    receipts = desk.call("GET", f"/submissions/{answer.json()['submission']}", "tax").json()
    assert [(r["row"], r["reason"]) for r in receipts["receipts"]] == [
        (1, "field_unknown"),
        (3, "row_unreadable"),
        (4, "row_unreadable"),
    ]
    assert receipts["receipts"][0]["field"] == "a"
    assert receipts["receipts"][0]["chinese"]


def test_a_report_too_large_to_travel_is_told(desk: Desk) -> None:
    body = {"layout": "record", "fields": {"code": "长" * 400_000}}
    answer = desk.call("POST", "/reports/tax", "tax", json=body)
    receipts = desk.call("GET", f"/submissions/{answer.json()['submission']}", "tax").json()
    assert receipts["receipts"][0]["reason"] == "row_unreadable"


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/reports/fire", "tax", 403),  # in another's name
        ("/reports/tax", "clerk", 403),  # a reader is no department
        ("/quarantine/name:x", "tax", 403),
        ("/quarantine/name:x", "bank", 403),
    ],
)
def test_nobody_does_what_is_not_theirs(desk: Desk, path: str, who: str, status: int) -> None:
    body = {"layout": "record", "fields": {}, "code": "x"}
    assert desk.call("POST", path, who, json=body).status_code == status
    assert list(desk.worker.log.topics()) == []


def test_without_a_credential_nothing_is_taken(desk: Desk) -> None:
    answer = desk.client.post("/reports/tax", json={"layout": "record", "fields": {}})
    assert answer.status_code == 401


def test_what_the_broker_did_not_acknowledge_is_not_taken(desk: Desk) -> None:
    desk.publisher.fails = True
    body = {"layout": "record", "fields": {}}
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 503
    desk.publisher.fails = False
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 202
    assert len(desk.published("tax")) == 1


@pytest.mark.parametrize(
    ("files", "query", "says"),
    [
        ({"file": ("x.csv", b"a,b\n1,2\n")}, "", "no layout has these fields"),
        ({"file": ("x.csv", b"a,b\n1,2\n")}, "?layout=nothing", "no layout 'nothing'"),
    ],
)
def test_a_file_that_cannot_be_read(
    desk: Desk, files: dict[str, tuple[str, bytes]], query: str, says: str
) -> None:
    path = f"/reports/work-safety/files{query}"
    answer = desk.call("POST", path, "work-safety", files=files)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_an_unknown_member_of_the_request_is_refused(desk: Desk) -> None:
    body = {"layout": "record", "fields": {}, "extra": 1}
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 422


def test_a_person_decides_what_waits(desk: Desk) -> None:
    take_files(desk.worker, ["penalties-double-publicity.csv"])
    waiting = desk.call("GET", "/quarantine", "clerk").json()
    names = {each["identifier"] for each in waiting}
    identifier = "name:象山瑞丰金属制品有限公司"
    assert identifier in names
    path, right = f"/quarantine/{identifier}", {"code": " 91990102nayp19754w "}
    assert desk.call("POST", path, "clerk", json={"code": "x"}).status_code == 422
    assert desk.call("POST", "/quarantine/name:y", "clerk", json=right).status_code == 404
    before = len(desk.worker.log.all("safety-records"))
    assert desk.call("POST", path, "clerk", json=right).status_code == 202
    assert len(desk.worker.log.all("safety-records")) == before + 1
    decision = decode(desk.worker.log.all("identifications")[-1].value or b"")
    assert isinstance(decision.body, IdentifierLinked)
    assert (decision.source, decision.body.linked_by) == ("/persons/clerk", "person")
    assert identifier not in {
        e["identifier"] for e in desk.call("GET", "/quarantine", "clerk").json()
    }
