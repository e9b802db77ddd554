"""Subscriptions over HTTP: made, changed, paused, ended; each holder reaches its own alone."""

from datetime import timedelta

import pytest

from schemas.messages import Selection, SubscriptionStated
from services.chassis.clock import milliseconds, system_clock
from services.notify.adapters.webhooks.secret import load_webhook_key
from tests.support.enterprise import CODE
from tests.support.subscription_desk import URL, request

MINE = "/subscriptions"


def test_a_subscription_is_published_and_its_secret_told_once(subscribers, tmp_path):
    answer = subscribers.subscribe(from_beginning=True, codes=[CODE, CODE], grades=["D", "C"])
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/subscriptions/{made['id']}"
    assert answer.headers["cache-control"] == "no-store"
    (fact,) = subscribers.stated
    assert subscribers.echo.published[0][0] == fact.subject.encode() == made["id"].encode()
    assert subscribers.echo.published[0][2] == milliseconds(fact.known_at)
    assert fact.body == SubscriptionStated(
        subscription=made["id"],
        holder="bank",
        url=URL,
        selection=Selection(kinds=("grade-changed",), codes=(CODE,), grades=("C", "D")),
        begins={},
        key_version=1,
        former_key_until=None,
        state="active",
        stated_at=fact.known_at,
    )
    key = load_webhook_key(tmp_path / "webhook-key")
    assert made.pop("secret") == key.secret(made["id"], 1)
    assert subscribers.call("GET", answer.headers["location"]).json() == made
    assert subscribers.call("GET", MINE).json() == [made]
    assert b"whsec_" not in b"".join(value for _, value, _ in subscribers.echo.published)


def test_what_was_not_said_is_not_restricted_and_begins_now(subscribers):
    made = subscribers.subscribe(kinds=["measure-changed", "grade-changed"]).json()
    assert made["selection"]["kinds"] == ["grade-changed", "measure-changed"]
    assert {made["selection"][n] for n in ("codes", "sectors", "agencies", "recipients")} == {None}
    assert made["from_beginning"] is False


def test_the_same_key_and_body_is_the_same_subscription(subscribers):
    first = subscribers.subscribe(key="k-1")
    again = subscribers.subscribe(key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert len(subscribers.stated) == 1
    others = {
        subscribers.subscribe(key="k-2").json()["id"],
        subscribers.subscribe("insurer", key="k-1").json()["id"],
        subscribers.subscribe().json()["id"],
        subscribers.subscribe().json()["id"],
    }
    assert len(others | {first.json()["id"]}) == 5


def test_a_key_that_stands_for_another_is_refused(subscribers):
    made = subscribers.subscribe(key="k").json()
    for other in ({"grades": ["D"]}, {"url": URL + "2"}, {"from_beginning": True}):
        answer = subscribers.subscribe(key="k", **other)
        assert answer.status_code == 409
        assert answer.json()["errors"] == [{"field": "Idempotency-Key", "reason": "reused"}]
    subscribers.call("DELETE", f"{MINE}/{made['id']}")
    assert subscribers.subscribe(key="k").status_code == 409
    assert subscribers.subscribe(key="white space").status_code == 422


def test_a_holder_reaches_its_own_alone(subscribers):
    made = subscribers.subscribe().json()
    path = f"{MINE}/{made['id']}"
    for method, where, body in (
        ("GET", path, None),
        ("PUT", path, request(url=URL)),
        ("POST", f"{path}/pause", None),
        ("POST", f"{path}/resume", None),
        ("POST", f"{path}/rotate-key", None),
        ("DELETE", path, None),
    ):
        for who in ("insurer", "portal", "tax"):
            assert subscribers.call(method, where, who, json=body).status_code == 404, (method, who)
        assert subscribers.call(method, where, "stranger", json=body).status_code == 403
        assert subscribers.client.request(method, where, json=body).status_code == 401
        gone = where.replace(made["id"], "another")
        assert subscribers.call(method, gone, json=body).status_code == 404
    assert subscribers.call("GET", MINE, "insurer").json() == []
    assert len(subscribers.stated) == 1


def test_url_and_selection_are_changed_together(subscribers):
    made = subscribers.subscribe(from_beginning=True).json()
    path = f"{MINE}/{made['id']}"
    body = request(url=URL + "/new", kinds=["measure-changed"], measures=["loan_limit"])
    changed = subscribers.call("PUT", path, json=body).json()
    assert changed["url"] == URL + "/new"
    assert changed["selection"]["measures"] == ["loan_limit"]
    assert changed["selection"]["codes"] is None
    assert (changed["id"], changed["from_beginning"], changed["key_version"]) == (
        made["id"],
        True,
        1,
    )
    assert "secret" not in changed
    assert subscribers.call("GET", path).json() == changed
    assert subscribers.call("PUT", path, json=body).json() == changed
    assert len(subscribers.stated) == 2, "the same is not stated again"
    assert subscribers.call("PUT", path, json={"url": URL}).status_code == 422
    whole = request(from_beginning=False)
    assert subscribers.call("PUT", path, json=whole).status_code == 422, "it can't be changed"


def test_it_is_paused_resumed_and_ended_for_good(subscribers):
    path = f"{MINE}/{subscribers.subscribe().json()['id']}"
    for step, state in (("pause", "paused"), ("pause", "paused"), ("resume", "active")):
        answer = subscribers.call("POST", f"{path}/{step}")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert [fact.body.state for fact in subscribers.stated] == ["active", "paused", "active"]
    for _ in range(2):
        answer = subscribers.call("DELETE", path)
        assert (answer.status_code, answer.content) == (204, b"")
    assert [fact.body.state for fact in subscribers.stated][3:] == ["ended"]
    assert subscribers.call("GET", path).json()["state"] == "ended"
    assert subscribers.call("GET", MINE).json() == []
    for step in ("pause", "resume", "rotate-key"):
        assert subscribers.call("POST", f"{path}/{step}").status_code == 409
    assert subscribers.call("PUT", path, json=request()).status_code == 409
    assert len(subscribers.stated) == 4


def test_a_rotated_secret_is_new_and_the_former_signs_for_a_day(subscribers, tmp_path):
    made = subscribers.subscribe().json()
    path = f"{MINE}/{made['id']}"
    before = system_clock()
    rotated = subscribers.call("POST", f"{path}/rotate-key").json()
    assert rotated["key_version"] == 2
    assert rotated["secret"] != made["secret"]
    body = subscribers.stated[-1].body
    hours = (body.former_key_until - before) / timedelta(hours=1)
    assert 24 <= hours < 24.1
    key = load_webhook_key(tmp_path / "webhook-key")
    assert key.secrets_of(body, before) == (rotated["secret"], made["secret"])
    assert key.secrets_of(body, body.former_key_until) == (rotated["secret"],)
    at_once = subscribers.call("POST", f"{path}/rotate-key", json={"former_key_hours": 0}).json()
    assert (at_once["key_version"], at_once["former_key_until"]) == (3, None)
    assert key.secrets_of(subscribers.stated[-1].body, before) == (at_once["secret"],)


def test_a_rotation_that_names_its_version_is_made_once(subscribers):
    path = f"{MINE}/{subscribers.subscribe().json()['id']}/rotate-key"
    first = subscribers.call("POST", path, json={"key_version": 1}).json()
    again = subscribers.call("POST", path, json={"key_version": 1}).json()
    assert first == again
    assert first["key_version"] == 2
    assert len(subscribers.stated) == 2
    assert subscribers.call("POST", path, json={"key_version": 3}).status_code == 409
    assert subscribers.call("POST", path, json={"key_version": 2}).json()["key_version"] == 3
    assert subscribers.call("POST", path, json={"key_version": 1}).status_code == 409


@pytest.mark.parametrize(("hours", "status"), [(-1, 422), (0, 200), (168, 200), (169, 422)])
def test_the_former_secret_signs_for_a_week_at_most(subscribers, hours, status):
    path = f"{MINE}/{subscribers.subscribe().json()['id']}/rotate-key"
    answer = subscribers.call("POST", path, json={"former_key_hours": hours})
    assert answer.status_code == status


def test_a_holder_has_fifty_at_most_and_may_end_one(subscribers):
    made = [subscribers.subscribe(key=f"k{number}").json()["id"] for number in range(50)]
    answer = subscribers.subscribe()
    assert answer.status_code == 409
    assert "50 subscriptions are held" in answer.json()["detail"]
    assert subscribers.subscribe(key="k7").status_code == 200
    assert subscribers.subscribe("insurer").status_code == 201
    subscribers.call("DELETE", f"{MINE}/{made[0]}")
    assert subscribers.subscribe().status_code == 201
