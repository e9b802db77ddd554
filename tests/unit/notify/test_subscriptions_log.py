"""Subscriptions where the log does not answer, was not read yet, or no secret can be made."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from fastapi.testclient import TestClient

from schemas.topics import CONTACTS, SUBJECT_KEYS, SUBSCRIPTIONS
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.views.store import MemoryViews
from services.notify.adapters.subscriptions import holder_subscriptions as holding
from services.notify.adapters.subscriptions import stated_facts as statements
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
    monkeypatch.setattr(statements, "VISIBLE_SECONDS", 0.05)
    subscribers.echo.silent = True
    answer = subscribers.subscribe()
    assert answer.status_code == 503
    assert "not yet read back" in answer.json()["detail"]


def test_nothing_is_answered_before_the_log_was_read(subscribers):
    subscribers.latest._caught_up.clear()
    for answer in (
        subscribers.subscribe(),
        subscribers.call("GET", MINE),
        subscribers.call("GET", f"{MINE}/any"),
    ):
        assert answer.status_code == 503
        assert "still being read" in answer.json()["detail"]
    ready = subscribers.client.get("/ready")
    assert ready.json()["checks"] == {"statements": "NotCaughtUpError"}
    subscribers.latest.note_end()
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
    monkeypatch.setattr(LatestFacts, "start", lambda self, _: steps.append(("start", self.topics)))
    monkeypatch.setattr(LatestFacts, "stop", lambda self: steps.append(("stop", self.topics)))
    app = create_app(NotifySettings(), MemoryViews())
    assert steps == []
    with TestClient(app) as client:
        assert client.get("/live").status_code == 200
        assert steps == [("start", (SUBSCRIPTIONS, CONTACTS, SUBJECT_KEYS))]
    assert steps == [
        ("start", (SUBSCRIPTIONS, CONTACTS, SUBJECT_KEYS)),
        ("stop", (SUBSCRIPTIONS, CONTACTS, SUBJECT_KEYS)),
    ]


def test_requests_at_the_same_time_make_one_of_a_key_and_no_more_than_are_allowed(
    subscribers, monkeypatch
):
    monkeypatch.setattr(holding, "MOST_A_HOLDER", 3)
    with ThreadPoolExecutor(8) as threads:
        same = list(threads.map(lambda _: subscribers.subscribe(key="k"), range(8)))
        others = list(threads.map(lambda _: subscribers.subscribe(), range(8)))
    assert sorted(answer.status_code for answer in same) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in same}) == 1
    assert sorted(answer.status_code for answer in others) == [201] * 2 + [409] * 6
    assert len(subscribers.stated) == 3


def test_changes_at_the_same_time_lose_none(subscribers):
    path = f"{MINE}/{subscribers.subscribe().json()['id']}"
    with ThreadPoolExecutor(8) as threads:
        turns = ["rotate-key", "pause"] * 4
        answers = list(threads.map(lambda turn: subscribers.call("POST", f"{path}/{turn}"), turns))
    assert {answer.status_code for answer in answers} == {200}
    last = subscribers.call("GET", path).json()
    assert (last["key_version"], last["state"]) == (5, "paused")
