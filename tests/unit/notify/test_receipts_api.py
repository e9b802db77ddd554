"""Receipts of alerts over HTTP: who may see them, and who may say that an alert was read."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from schemas.codec import decode
from schemas.messages import AlertRaised
from schemas.topics import ALERTS, CONTACTS, DELIVERY_RECEIPTS
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.views.rebuild import rebuild_views
from services.chassis.views.store import MemoryViews, PlainWriter
from services.notify import read_model
from services.notify.api import create_app
from services.notify.read_model import alert, receipts_of, view_of_fact
from services.notify.settings import NotifySettings
from services.notify.stage import build_stage
from tests.support.enterprise import CODE
from tests.support.memory_city import MemoryPublisher
from tests.support.notices import Notices, grade_changed


def to_enterprise(facts: list) -> list:
    return [fact for fact in facts if fact.body.recipient_kind == "enterprise"]


class Portal:
    def __init__(self, folder) -> None:
        now, file = datetime.now(UTC), CredentialFile(folder / "credentials.json")
        tokens = {}
        for name, (credential, token) in {
            "portal": issue_reader(
                "portal", ("alerts:acknowledge", "alerts:read", "receipts:read"), now
            ),
            "reader": issue_reader("reader", ("receipts:read", "alerts:read"), now),
            "lead": issue_department("work-safety", now),
            "tax": issue_department("tax", now),
        }.items():
            file.add(credential)
            tokens[name] = {"Authorization": f"Bearer {token}"}
        notices = self.notices = Notices()
        self.tokens, self.log = tokens, notices.log
        notices.of(grade_changed("D"))
        self.views = notices.worker.views
        self.alerts = {
            fact.body.recipient_kind: fact.id
            for fact in (decode(record.value) for record in notices.log.all(ALERTS.name))
            if isinstance(fact.body, AlertRaised)
        }
        latest = LatestFacts((CONTACTS,))
        latest.note_end()
        settings = NotifySettings(credentials_file=folder / "credentials.json")
        app = create_app(settings, self.views, MemoryPublisher(self.log), latest)
        self.client = TestClient(app)

    def say(self, who: str, kind: str, status: str = "read"):
        path = f"/alerts/{self.alerts.get(kind, kind)}/receipts"
        answer = self.client.post(path, json={"status": status}, headers=self.tokens[who])
        self.notices.worker.run()
        return answer

    def see(self, who: str, kind: str):
        path = f"/alerts/{self.alerts[kind]}/receipts"
        return self.client.get(path, headers=self.tokens[who])


@pytest.fixture
def portal(tmp_path) -> Portal:
    return Portal(tmp_path)


def test_what_is_said_is_on_the_topic_once_and_seen(portal):
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
    assert len(receipts_of(portal.views, portal.alerts["enterprise"], CODE)) == 2


def test_a_department_says_so_of_its_own_alerts_alone(portal):
    assert portal.say("lead", "department", "acknowledged").status_code == 201
    assert portal.see("lead", "department").status_code == 200
    assert portal.say("tax", "department").status_code == 404
    assert portal.see("tax", "department").status_code == 404
    assert portal.say("lead", "enterprise").status_code == 404


def test_the_portal_speaks_for_enterprises_alone(portal):
    for status in ("read", "acknowledged"):
        assert portal.say("portal", "department", status).status_code == 404
    assert portal.log.all(DELIVERY_RECEIPTS.name) == []
    assert portal.see("portal", "department").json() == []
    assert portal.say("lead", "department").status_code == 201


def unread(portal: Portal, **params) -> list[str]:
    path = f"/inboxes/{CODE}"
    found = portal.client.get(
        path, params={"unread": True, **params}, headers=portal.tokens["reader"]
    )
    assert found.status_code == 200, found.text
    return [alert["id"] for alert in found.json()]


@pytest.mark.parametrize("status", ["read", "acknowledged"])
def test_an_alert_is_unread_until_its_recipient_says_otherwise(portal, status):
    assert unread(portal) == [portal.alerts["enterprise"]]
    own = portal.client.get("/inbox?unread=true", headers=portal.tokens["lead"]).json()
    assert [alert["id"] for alert in own] == [portal.alerts["department"]]
    portal.say("portal", "enterprise", status)
    assert unread(portal) == []
    again = portal.client.get("/inbox?unread=true", headers=portal.tokens["lead"]).json()
    assert again == own
    everything = portal.client.get(f"/inboxes/{CODE}", headers=portal.tokens["reader"]).json()
    assert [alert["id"] for alert in everything] == [portal.alerts["enterprise"]]


def test_who_polls_what_is_unread_misses_none_that_arrives_late_with_an_earlier_instant(portal):
    later, earlier = date(2026, 11, 20), date(2026, 11, 5)
    assert unread(portal)
    portal.say("portal", "enterprise")
    (first,) = to_enterprise(portal.notices.facts_of(grade_changed("C", "D"), day=later))
    assert unread(portal) == [first.id]
    portal.say("portal", first.id)
    # Its cause was known earlier, but it was projected after what the poller has seen.
    (second,) = to_enterprise(portal.notices.facts_of(grade_changed("D", "C"), day=earlier))
    assert second.known_at < first.known_at
    assert unread(portal) == [second.id]
    (third,) = to_enterprise(portal.notices.facts_of(grade_changed("B", "D"), day=later))
    assert unread(portal) == [second.id, third.id]
    assert unread(portal, limit=1) == [second.id]
    portal.say("portal", second.id, "acknowledged")
    assert unread(portal, limit=1) == [third.id]


def test_an_alert_that_is_published_again_after_it_was_read_stays_read(portal):
    portal.say("portal", "enterprise")
    repeated = alert(portal.views, portal.alerts["enterprise"])
    portal.views.apply(view_of_fact(ALERTS, repeated))
    assert unread(portal) == []


def test_rebuilt_views_know_what_was_read(portal):
    portal.say("portal", "enterprise")
    rebuilt, stage = MemoryViews(), build_stage()
    rebuild_views(
        stage,
        "notify-states",
        portal.log.all,
        PlainWriter(rebuilt),
        portal.log.partitions,
    )
    assert read_model.unread(rebuilt, CODE, 10) == []
    (own,) = read_model.unread(rebuilt, "work-safety", 10)
    assert own.id == portal.alerts["department"]
    assert rebuilt.hashes == portal.views.hashes


def test_what_is_unread_is_not_asked_for_after_an_instant(portal):
    params = {"unread": True, "after": "2026-11-10T00:00:00Z"}
    answer = portal.client.get(f"/inboxes/{CODE}", params=params, headers=portal.tokens["reader"])
    assert answer.status_code == 422
    assert "without `after`" in answer.json()["detail"]


def test_others_are_refused(portal):
    assert portal.say("reader", "enterprise").status_code == 403
    assert portal.say("portal", "no-such-alert").status_code == 404
    assert portal.say("portal", "enterprise", "delivered").status_code == 422
    assert portal.client.get(f"/alerts/{portal.alerts['enterprise']}/receipts").status_code == 401
    assert portal.log.all(DELIVERY_RECEIPTS.name) == []
