"""The API signs what the worker said, and tells anybody what a certificate is still worth."""

from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from schemas.codec import to_json
from schemas.messages import (
    CertificateRequested,
    CertificateRevoked,
    first_fact,
)
from schemas.topics import CERTIFICATE_REQUESTS
from services.chassis.clock import clock_at
from services.chassis.processing.outcome import ViewWrite
from services.chassis.signing.keys import load_public_key
from services.chassis.signing.register_file import load_register
from services.scoring.adapters.certificates.certificate import verified
from services.scoring.read_model import ledger_of
from tests.support.certificate_desk import NOON, TODAY, Desk
from tests.support.certificate_requests import HandledAll
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring


@pytest.fixture
def scoring() -> Scoring:
    played = Scoring(partitions=2)
    played.take(REGISTERED, CERTIFIED, FATAL)
    return played


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


def test_its_qr_code_leads_to_its_status(desk: Desk) -> None:
    public = desk.on(TODAY)
    public.headers.pop("Authorization")
    drawn = set()
    for lot in ("1", "2"):
        serial = desk.issue(TODAY, lot)["serial"]
        answer = public.get(f"/certificates/{serial}/qr")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        picture = ElementTree.fromstring(answer.text)
        address = f"https://credit.example/certificates/{serial}"
        assert picture.findtext("{*}title") == address
        drawn.add(next(picture.iter("{http://www.w3.org/2000/svg}path")).get("d"))
    assert len(drawn) == 2, "each is another drawing"
    unknown = "0b3b1c0e-6f1e-5b0f-8d2c-7a3b1c9d4e5f"
    assert public.get(f"/certificates/{unknown}/qr").status_code == 404
