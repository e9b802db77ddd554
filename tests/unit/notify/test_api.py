"""The inboxes over HTTP."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from services.chassis.http.credentials import (
    CredentialFile,
    issue_department,
    issue_enterprise,
    issue_reader,
)
from services.notify.api import create_app
from services.notify.read_model import inbox
from services.notify.settings import NotifySettings
from tests.support.enterprise import CODE
from tests.support.notices import Notices, grade_changed
from tests.support.recorded_accesses import accesses_in

FIRST, SECOND = date(2026, 11, 10), date(2026, 11, 12)


@pytest.fixture
def notices() -> Notices:
    it = Notices()
    it.of(grade_changed("D"), day=FIRST)
    it.of(grade_changed("B", "D"), day=SECOND)
    return it


@pytest.fixture
def client(notices, tmp_path) -> TestClient:
    now, file = datetime.now(UTC), CredentialFile(tmp_path / "credentials.json")
    tokens = {}
    for name, (credential, token) in {
        "reader": issue_reader("platform", ("alerts:read",), now),
        "stranger": issue_reader("stranger", ("standings:read",), now),
        "enterprise": issue_enterprise(CODE, now),
        "lead": issue_department("work-safety", now),
    }.items():
        file.add(credential)
        tokens[name] = {"Authorization": f"Bearer {token}"}
    settings = NotifySettings(credentials_file=tmp_path / "credentials.json")
    client = TestClient(create_app(settings, notices.worker.views))
    client.tokens = tokens
    return client


def test_an_inbox_is_in_order_and_can_be_asked_on(client):
    reader = client.tokens["reader"]
    found = client.get(f"/inboxes/{CODE}", headers=reader).json()
    assert [alert["template"] for alert in found] == ["grade.worse", "grade.better"]
    assert found[0]["title_chinese"] == "安全生产信用由B级降为D级"
    one = client.get(f"/inboxes/{CODE}", params={"limit": 1}, headers=reader).json()
    assert one == found[:1]
    after = {"after": found[0]["known_at"]}
    assert client.get(f"/inboxes/{CODE}", params=after, headers=reader).json() == found[1:]


def test_who_reads_an_inbox_is_on_record(client):
    client.get(f"/inboxes/{CODE}", headers=client.tokens["reader"])
    client.get("/inbox", headers=client.tokens["lead"])
    client.get("/inboxes/work-safety", headers=client.tokens["lead"])
    entries = [(each.question, each.holder, each.codes) for each in accesses_in(client.app)]
    assert entries == [
        ("GET /inboxes/{recipient}", "platform", (CODE,)),
        ("GET /inbox", "work-safety", (CODE,)),
        ("GET /inboxes/{recipient}", "work-safety", (CODE,)),
    ]


def test_an_enterprise_reads_its_own_inbox_and_no_other(client):
    own = client.tokens["enterprise"]
    assert len(client.get(f"/inboxes/{CODE.lower()}", headers=own).json()) == 2
    assert client.get("/inboxes/work-safety", headers=own).status_code == 403
    assert client.get(f"/contacts/{CODE}", headers=own).status_code == 403
    assert client.get("/inbox", headers=own).status_code == 403


def test_a_department_reads_its_own_inbox_and_no_other(client):
    lead = client.tokens["lead"]
    (alert,) = client.get("/inbox", headers=lead).json()
    assert (alert["recipient"], alert["about"]) == ("work-safety", CODE)
    assert client.get("/inboxes/work-safety", headers=lead).json() == [alert]
    for other in (CODE, "tax"):
        assert client.get(f"/inboxes/{other}", headers=lead).status_code == 403


def test_a_recipient_is_found_however_it_is_written_and_what_can_be_none_is_not_there(client):
    reader = client.tokens["reader"]
    found = client.get(f"/inboxes/{CODE}", headers=reader).json()
    assert len(found) == 2
    assert client.get(f"/inboxes/%20{CODE.lower()}%20", headers=reader).json() == found
    for written in ("work-safety", "WORK-SAFETY", "ｗｏｒｋ－ｓａｆｅｔｙ"):
        assert client.get(f"/inboxes/{written}", headers=reader).status_code == 200
    for nobody, why in (
        ("nobody", "no such recipient"),
        (CODE[:-1], "no such recipient"),
        (f"{CODE[:-1]}X", "its check character does not fit"),
    ):
        answer = client.get(f"/inboxes/{nobody}", headers=reader)
        assert answer.status_code == 404
        assert why in answer.json()["detail"]
    assert client.get("/inboxes/nobody", headers=client.tokens["stranger"]).status_code == 403


def test_strangers_read_nothing(client):
    assert client.get(f"/inboxes/{CODE}").status_code == 401
    assert client.get(f"/inboxes/{CODE}", headers=client.tokens["stranger"]).status_code == 403


def test_an_instant_needs_its_offset(client):
    answer = client.get(
        f"/inboxes/{CODE}",
        params={"after": "2026-11-10T00:00:00"},
        headers=client.tokens["reader"],
    )
    assert answer.status_code == 422


def test_an_inbox_told_twice_holds_each_alert_once(notices):
    before = inbox(notices.worker.views, CODE)
    again = Notices()
    again.of(grade_changed("D"), day=FIRST)
    again.worker.views.apply(())
    writes = [
        write
        for fact in before
        for write in again.worker.stage.view_of_fact(again.worker.stage.writes[0], fact)
    ]
    notices.worker.views.apply(writes)
    assert inbox(notices.worker.views, CODE) == before


def test_alerts_of_one_instant_are_not_parted():
    it = Notices()
    for grade in "BCD":
        it.of(grade_changed(grade, "A"), day=FIRST)
    it.of(grade_changed("A", "D"), day=SECOND)
    assert len(inbox(it.worker.views, CODE, most=1)) == 3
    assert len(inbox(it.worker.views, CODE, most=4)) == 4
