"""The live stream of changes, cut off and resumed, on the embedded broker."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from schemas.codec import decode
from services.chassis.http.credentials import issue_reader
from tests.support.change_city import city_of_changes, client, events, read_on, until_free
from tests.support.changes import CODES, by_topic_and_enterprise, public, publish, some


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[SimpleNamespace]:
    with city_of_changes(tmp_path_factory.mktemp("city")) as found:
        yield found


def test_a_stream_that_is_cut_off_resumes_and_has_each_change_once_in_order(city):
    facts, last = [], None
    new = some(range(66, 72))
    timer = threading.Timer(1.0, publish, (city.settings, new))
    timer.start()
    city.published += new
    expected = public(city.published)
    cuts = 0
    while len(facts) < len(expected):
        headers = {"Last-Event-ID": last} if last else {}
        with city.few.stream("GET", "/changes/stream", headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            for taken, event in enumerate(events(answer.iter_lines()), 1):
                fact = decode(event["data"].encode())
                assert event["event"] == fact.body.SUBJECT_ACTION
                facts.append(fact)
                last = event["id"]
                if taken == 37 or len(facts) == len(expected):
                    break  # the connection is cut in the middle of what was sent
        cuts += 1
    timer.join()
    assert cuts > 5
    assert len({fact.id for fact in facts}) == len(facts)
    assert by_topic_and_enterprise(facts) == by_topic_and_enterprise(expected)
    # Feed and stream speak of the same cursor.
    assert read_on(city.all, last)[0] == []


def test_a_stream_sends_only_what_was_asked_for(city):
    params = {"codes": CODES[0], "kinds": "grade-changed"}
    wanted = [
        fact.id
        for fact in public(city.published)
        if fact.subject == CODES[0] and fact.body.SUBJECT_ACTION == "grade-changed"
    ]
    with city.few.stream("GET", "/changes/stream", params=params) as answer:
        found = events(answer.iter_lines())
        assert [decode(next(found)["data"].encode()).id for _ in wanted] == wanted


def test_streams_beyond_the_limit_are_refused_and_readers_that_leave_are_let_go(city):
    url, params = "/changes/stream", {"after": "now"}
    until_free(city)
    with (
        city.few.stream("GET", url, params=params),
        city.few.stream("GET", url, params=params),
        city.few.stream("GET", url, params=params),
        city.few.stream("GET", url, params=params) as fourth,
    ):
        assert fourth.status_code == 503
        assert fourth.headers["retry-after"] == "2"
        assert fourth.headers["content-type"] == "application/problem+json"
    until_free(city)
    with city.few.stream("GET", url, params=params) as again:
        assert again.status_code == 200


def test_a_stream_ends_when_its_credential_is_revoked(city, monkeypatch):
    monkeypatch.setattr("services.notify.adapters.changes.stream.PING_SECONDS", 0.3)
    credential, token = issue_reader("leaving", ("changes:read",), datetime.now(UTC))
    city.known.add(credential)
    leaving = client(str(city.few.base_url), token)
    with leaving.stream("GET", "/changes/stream", params={"after": "now"}) as answer:
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith(":")) == ": ping"
        city.known.revoke(credential.id, datetime.now(UTC))
        said = [line for line in lines if line.startswith(("event", "data"))]  # it ends
        assert said == ["event: ended", "data: the token is unknown, expired or revoked"]
