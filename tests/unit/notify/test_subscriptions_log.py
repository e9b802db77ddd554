"""Subscriptions where the log does not answer, was not read yet, or no secret can be made."""

from dataclasses import replace

from fastapi.testclient import TestClient

from schemas.topics import SUBSCRIPTIONS
from services.chassis.latest import Latest
from services.chassis.views import MemoryViews
from services.notify.adapters import subscription_desk
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.subscription_desk import subscribers_in

MINE = "/subscriptions"


def test_a_log_that_does_not_acknowledge_is_told_and_nothing_is_shown(subscribers):
    subscribers.echo.fails = True
    answer = subscribers.subscribe()
    assert answer.status_code == 503
    assert "did not acknowledge" in answer.json()["detail"]
    assert subscribers.call("GET", MINE).json() == []
    subscribers.echo.fails = False
    assert subscribers.subscribe().status_code == 201


def test_what_is_not_read_back_in_time_is_told(subscribers, monkeypatch):
    monkeypatch.setattr(subscription_desk, "SHOWN_SECONDS", 0.05)
    subscribers.echo.silent = True
    answer = subscribers.subscribe()
    assert answer.status_code == 503
    assert "not yet read back" in answer.json()["detail"]


def test_nothing_is_answered_before_the_log_was_read(subscribers, monkeypatch):
    monkeypatch.setattr(subscription_desk, "READ_SECONDS", 0.01)
    subscribers.latest._caught_up.clear()
    for answer in (
        subscribers.subscribe(),
        subscribers.call("GET", MINE),
        subscribers.call("GET", f"{MINE}/any"),
    ):
        assert answer.status_code == 503
        assert "still being read" in answer.json()["detail"]
    ready = subscribers.client.get("/ready")
    assert ready.json()["checks"] == {"subscriptions": "NotCaughtUpError"}
    subscribers.latest._caught_up.set()
    assert subscribers.client.get("/ready").status_code == 200


def test_without_a_key_nobody_subscribes_and_what_there_is_can_be_ended(tmp_path):
    before = subscribers_in(tmp_path)
    made = before.subscribe().json()
    settings = NotifySettings(credentials_file=tmp_path / "credentials.json")
    app = create_app(settings, MemoryViews(), before.echo, before.latest)
    without = replace(before, app=app, client=TestClient(app))
    for answer in (
        without.subscribe(),
        without.call("POST", f"{MINE}/{made['id']}/rotate-key"),
    ):
        assert answer.status_code == 503
        assert "WEBHOOK_KEY is not set" in answer.json()["detail"]
    assert without.call("DELETE", f"{MINE}/{made['id']}").status_code == 204


def test_the_topic_is_followed_as_long_as_the_application_runs(monkeypatch):
    steps = []
    monkeypatch.setattr(Latest, "start", lambda self, _: steps.append(("start", self.topics)))
    monkeypatch.setattr(Latest, "stop", lambda self: steps.append(("stop", self.topics)))
    app = create_app(NotifySettings(), MemoryViews())
    assert steps == []
    with TestClient(app) as client:
        assert client.get("/live").status_code == 200
        assert steps == [("start", (SUBSCRIPTIONS,))]
    assert steps == [("start", (SUBSCRIPTIONS,)), ("stop", (SUBSCRIPTIONS,))]
