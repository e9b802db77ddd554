"""Receipts of alerts over HTTP: who may see them, and who may say that an alert was read."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from schemas.codec import decode
from schemas.messages import AlertRaised
from schemas.topics import ALERTS, CONTACTS, DELIVERY_RECEIPTS
from services.chassis.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.latest import Latest
from services.chassis.memory_log import MemoryLog
from services.notify.api import create_app
from services.notify.read_model import receipts_of
from services.notify.settings import NotifySettings
from tests.support.memory_city import MemoryPublisher
from tests.support.notices import Notices, grade_changed


class Portal:
    def __init__(self, folder) -> None:
        now, file = datetime.now(UTC), CredentialFile(folder / "credentials.json")
        tokens = {}
        for name, (credential, token) in {
            "portal": issue_reader("portal", ("alerts:acknowledge", "alerts:read"), now),
            "reader": issue_reader("reader", ("alerts:read",), now),
            "lead": issue_department("work-safety", now),
            "tax": issue_department("tax", now),
        }.items():
            file.add(credential)
            tokens[name] = {"Authorization": f"Bearer {token}"}
        self.tokens, self.log = tokens, MemoryLog()
        notices = Notices()
        notices.of(grade_changed("D"))
        self.views = notices.worker.views
        self.alerts = {
            fact.body.recipient_kind: fact.id
            for fact in (decode(record.value) for record in notices.log.all(ALERTS.name))
            if isinstance(fact.body, AlertRaised)
        }
        latest = Latest((CONTACTS,))
        latest.note_end()
        settings = NotifySettings(credentials_file=folder / "credentials.json")
        app = create_app(settings, self.views, MemoryPublisher(self.log), latest)
        self.client = TestClient(app)

    def say(self, who: str, kind: str, status: str = "read"):
        path = f"/alerts/{self.alerts.get(kind, kind)}/receipts"
        return self.client.post(path, json={"status": status}, headers=self.tokens[who])

    def see(self, who: str, kind: str):
        path = f"/alerts/{self.alerts[kind]}/receipts"
        return self.client.get(path, headers=self.tokens[who])


@pytest.fixture
def portal(tmp_path) -> Portal:
    return Portal(tmp_path)


def test_what_is_said_is_on_the_topic_once_and_seen_at_once(portal):
    first = portal.say("portal", "enterprise")
    again = portal.say("portal", "enterprise")
    more = portal.say("portal", "enterprise", "acknowledged")
    assert (first.status_code, again.status_code, more.status_code) == (201, 200, 201)
    assert first.json() == again.json()
    published = [decode(r.value).body for r in portal.log.all(DELIVERY_RECEIPTS.name)]
    assert [body.status for body in published] == ["read", "acknowledged"]
    assert {body.receiver for body in published} == {"inbox"}
    seen = portal.see("reader", "enterprise").json()
    assert [each["status"] for each in seen] == ["read", "acknowledged"]
    assert len(receipts_of(portal.views, portal.alerts["enterprise"])) == 2


def test_a_department_says_so_of_its_own_alerts_alone(portal):
    assert portal.say("lead", "department", "acknowledged").status_code == 201
    assert portal.see("lead", "department").status_code == 200
    assert portal.say("tax", "department").status_code == 404
    assert portal.see("tax", "department").status_code == 404
    assert portal.say("lead", "enterprise").status_code == 404


def test_others_are_refused(portal):
    assert portal.say("reader", "enterprise").status_code == 403
    assert portal.say("portal", "no-such-alert").status_code == 404
    assert portal.say("portal", "enterprise", "delivered").status_code == 422
    assert portal.client.get(f"/alerts/{portal.alerts['enterprise']}/receipts").status_code == 401
    assert portal.log.all(DELIVERY_RECEIPTS.name) == []
