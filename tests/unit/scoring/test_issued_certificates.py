"""Certificates of standing: the worker says what each states, and what it is still worth."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from schemas.codec import to_json
from schemas.messages import (
    CertificateIssued,
    CertificateRefused,
    CertificateRequested,
    CertificateRevoked,
    Decision,
    Fact,
    GradeChanged,
    first_fact,
)
from schemas.topics import CERTIFICATE_REQUESTS, CERTIFICATES
from services.chassis.clock import clock_at, system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.processing.outcome import ViewWrite
from services.chassis.signing.keys import load_public_key
from services.chassis.signing.register_file import load_register
from services.scoring.adapters.certificates.certificate import verified
from services.scoring.api import create_app
from services.scoring.domain.issued_certificates import CERTIFICATE, LATEST
from services.scoring.read_model import ledger_of
from services.scoring.settings import ScoringSettings
from tests.support.certificate_requests import HandledAll, MemoryRequestLog
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring
from tests.support.signing_keys import set_up

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
TODAY = date(2026, 3, 10)
UNKNOWN = "91350100M000100Y43"


@pytest.fixture
def scoring() -> Scoring:
    played = Scoring(partitions=2)
    played.take(REGISTERED, CERTIFIED, FATAL)
    return played


def request(
    lot: str = "第2标段", day: date = TODAY, code: str = CODE, at: datetime = NOON
) -> Fact[CertificateRequested]:
    body = CertificateRequested(
        purpose=lot,
        requested_by="bank",
        day=day,
        as_known=None,
        as_of=at,
        valid_until=at + timedelta(days=30),
    )
    return first_fact(body, identity=str(uuid4()), source="/test", subject=code, known_at=at)


def issue(scoring: Scoring, asked: Fact[CertificateRequested]) -> CertificateIssued:
    body = MemoryRequestLog(scoring.worker).answers([asked])[asked.id].body
    assert isinstance(body, CertificateIssued)
    return body


def test_a_certificate_states_what_the_worker_knows(scoring: Scoring) -> None:
    asked = request()
    stated = issue(scoring, asked)
    assert (stated.grade, stated.score, stated.purpose) == ("D", 50, "第2标段")
    assert (stated.day, stated.as_of, stated.valid_until) == (TODAY, NOON, NOON + timedelta(30))
    change = scoring.on("grade-changes")[-1]
    assert isinstance(change, GradeChanged)
    assert stated.decision == Decision(number=change.number, hash=change.hash)
    assert issue(scoring, request(day=date(2026, 2, 28))).grade == "A"


def test_asking_changes_nothing_of_what_records_bring_about(scoring: Scoring) -> None:
    other = Scoring(partitions=2)
    for number, record in enumerate((REGISTERED, CERTIFIED, FATAL)):
        other.take(record)
        issue(other, request(lot=str(number)))
    for topic in ("standings", "grade-changes", "sheet-changes", "assessments"):
        assert other.facts(topic) == scoring.facts(topic)
    before, after = (ledger_of(each.worker.views, CODE) for each in (scoring, other))
    assert before == after
    assert before is not None


def test_who_has_no_standing_gets_none_and_leaves_no_state(scoring: Scoring) -> None:
    states = dict(scoring.worker.states)
    for asked, reason in (
        (request(code=UNKNOWN), "not_rated"),
        (request(day=TODAY + timedelta(days=1)), "to_come"),
    ):
        body = MemoryRequestLog(scoring.worker).answers([asked])[asked.id].body
        assert isinstance(body, CertificateRefused)
        assert body.reason == reason
    assert scoring.worker.states == states


def test_a_request_that_comes_twice_is_answered_by_the_same_certificate(scoring: Scoring) -> None:
    asked = request()
    first = issue(scoring, asked)
    states = dict(scoring.worker.states)
    issue(scoring, asked)
    first_body, second_body = scoring.on(CERTIFICATES.name)
    assert first == first_body == second_body
    assert scoring.worker.states == states


def test_the_number_is_of_what_it_states(scoring: Scoring) -> None:
    """A worker that crashed may answer again, from a state that knows more."""
    asked = request()
    other = Scoring(partitions=2)
    other.take(REGISTERED, CERTIFIED)
    assert issue(scoring, asked).serial != issue(other, asked).serial
    assert scoring.facts(CERTIFICATES.name)[0].id == other.facts(CERTIFICATES.name)[0].id


def test_its_rows_are_beside_the_head_which_does_not_grow(scoring: Scoring) -> None:
    partition = scoring.partition()
    head = scoring.worker.store.head(partition, CODE.encode())
    for number in range(40):
        issue(scoring, request(lot=f"lot {number}"))
    assert scoring.worker.store.head(partition, CODE.encode()) == head
    for kind in (CERTIFICATE, LATEST):
        rows = list(scoring.worker.store.rows(partition, CODE.encode(), kind.encode()))
        assert len(rows) == 40


class Desk:
    """The API, whose clock stands still, over a worker."""

    def __init__(self, folder: Path, scoring: Scoring) -> None:
        self.scoring = scoring
        self.keys = set_up(folder)
        credential, token = issue_reader("bids", ["standings:read"], system_clock())
        CredentialFile(folder / "credentials.json").add(credential)
        self.credential = credential.id
        self.folder = folder
        self.token = token
        self.log = MemoryRequestLog(scoring.worker)

    def on(self, day: date, positions: HandledAll | None = None) -> TestClient:
        settings = ScoringSettings(
            credentials_file=self.folder / "credentials.json",
            city_day=day,
            key_register=self.keys.register,
            key_authority=self.keys.authority_public,
            certificate_keys=(self.keys.key("certificates"),),  # type: ignore[arg-type] # a name of it
            certificate_status_url="https://credit.example/",
        )
        app = create_app(settings, self.scoring.worker.views, self.log, positions or HandledAll())
        return TestClient(app, headers={"Authorization": f"Bearer {self.token}"})

    def issue(self, day: date, lot: str = "1") -> dict[str, str]:
        answer = self.on(day).post(f"/standings/{CODE}/certificate", params={"lot": lot})
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found

    def status(self, serial: str, day: date = TODAY) -> dict[str, str]:
        """Ask without a credential."""
        answer = self.on(day).get(f"/certificates/{serial}", headers={"Authorization": ""})
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found


@pytest.fixture
def desk(tmp_path: Path, scoring: Scoring) -> Desk:
    return Desk(tmp_path, scoring)


def test_redis_has_no_say_in_what_is_signed(desk: Desk) -> None:
    """Whoever writes to Redis got an enterprise of grade D a certificate of grade B."""
    views = desk.scoring.worker.views
    for key in [key for key in (*views.values, *views.hashes) if CODE in key]:
        views.apply([ViewWrite(key=key)])
    assert ledger_of(views, CODE) is None
    issued = desk.issue(TODAY)
    assert issued["grade"] == "D"
    (asked,) = desk.scoring.facts(CERTIFICATE_REQUESTS.name)
    assert isinstance(asked.body, CertificateRequested)
    assert (asked.body.requested_by, asked.body.purpose) == (desk.credential, "1")
    register = load_register(desk.keys.register, load_public_key(desk.keys.authority_public))
    stated = verified(issued["certificate"], register, clock_at(TODAY)())
    assert (stated.grade, stated.serial) == ("D", issued["serial"])
    assert stated.status_at == f"https://credit.example/certificates/{issued['serial']}"


def test_anybody_may_ask_what_a_certificate_is_worth_and_learns_nothing_else(desk: Desk) -> None:
    first = desk.issue(TODAY)
    status = desk.status(first["serial"])
    assert status.pop("status") == "good"
    assert set(status) == {"serial", "issued_at", "valid_until", "revoked_at"}
    other = desk.issue(TODAY, lot="2")
    assert desk.status(first["serial"])["status"] == "good", "the other is for another lot"
    desk.issue(TODAY + timedelta(days=1))
    assert desk.status(first["serial"])["status"] == "superseded"
    assert desk.status(other["serial"])["status"] == "good"
    assert desk.status(other["serial"], TODAY + timedelta(days=30))["status"] == "expired"
    assert desk.status("0b3b1c0e-6f1e-5b0f-8d2c-7a3b1c9d4e5f")["status"] == "unknown"
    assert desk.on(TODAY).get("/certificates/1").status_code == 422


def test_a_change_of_the_grade_supersedes_what_was_issued_before(tmp_path: Path) -> None:
    scoring = Scoring(partitions=2)
    scoring.take(REGISTERED, CERTIFIED)
    desk = Desk(tmp_path, scoring)
    before = desk.issue(date(2026, 2, 1))
    assert desk.status(before["serial"], date(2026, 2, 2))["status"] == "good"
    scoring.take(FATAL)
    after = desk.issue(date(2026, 3, 2), lot="2")
    assert (before["grade"], after["grade"]) == ("A", "D")
    assert desk.status(before["serial"], date(2026, 3, 2))["status"] == "superseded"
    assert desk.status(after["serial"], date(2026, 3, 2))["status"] == "good"


def test_who_revokes_says_why_and_the_first_reason_holds(desk: Desk) -> None:
    issued = desk.issue(TODAY)
    for reason in ("issued in error", "again"):
        body = CertificateRevoked(serial=issued["serial"], reason=reason, revoked_by="operator")
        revocation = first_fact(body, identity=reason, source="/test", subject=CODE, known_at=NOON)
        desk.log.publish([revocation])
    status = desk.status(issued["serial"])
    assert (status["status"], status["revoked_at"]) == ("revoked", "2026-03-10T04:00:00Z")
    rows = desk.scoring.worker.store.rows(desk.scoring.partition(), CODE.encode(), b"c")
    (row,) = rows
    assert b"issued in error" in row[1]


def test_nothing_is_certified_while_the_worker_is_behind(desk: Desk) -> None:
    for positions in (HandledAll(lambda: None), HandledAll(lambda: NOON)):  # unknown; long ago
        answer = desk.on(TODAY, positions).post(
            f"/standings/{CODE}/certificate", params={"lot": "1"}
        )
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "is behind the log" in answer.json()["detail"]
    assert desk.scoring.facts(CERTIFICATE_REQUESTS.name) == []


def test_what_it_is_for_is_kept_without_personal_data(desk: Desk) -> None:
    issued = desk.issue(TODAY, lot="for 13812345678")
    assert "13812345678" not in issued["purpose"]
    (asked,) = desk.scoring.facts(CERTIFICATE_REQUESTS.name)
    assert b"13812345678" not in to_json(asked.body)
