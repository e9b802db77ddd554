"""The feed of changes over HTTP, from a log that grows, on the embedded broker."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest

from services.chassis.kafka.positions import identity_of
from services.notify.adapters.changes.cursor import positions_of, token_of
from services.notify.adapters.changes.feed import TOPICS
from tests.support.change_city import PARTITIONS, ask, city_of_changes, facts_of, read_on
from tests.support.changes import CODES, by_topic_and_enterprise, public, publish, some


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[SimpleNamespace]:
    with city_of_changes(tmp_path_factory.mktemp("city")) as found:
        yield found


def test_memory_and_log_give_the_same_and_each_change_once_in_order(city):
    expected = by_topic_and_enterprise(public(city.published))
    read = {}
    for name, reader in {"log": city.few, "memory": city.all}.items():
        for limit in (7, 1000):
            facts, _ = read_on(reader, limit=limit)
            assert len({fact.id for fact in facts}) == len(facts) == len(public(city.published))
            assert by_topic_and_enterprise(facts) == expected
            read[name, limit] = {fact.id: fact for fact in facts}
    assert read["log", 7] == read["log", 1000] == read["memory", 7] == read["memory", 1000]


def test_a_cursor_of_one_process_holds_at_another(city):
    facts, after, readers = [], None, [city.few, city.all]
    for turn in range(200):
        page = ask(readers[turn % 2], limit=11, **({"after": after} if after else {}))
        facts += facts_of(page["changes"])
        after = page["next"]
        if not page["more"]:
            break
    assert [fact.id for fact in facts] != []
    assert by_topic_and_enterprise(facts) == by_topic_and_enterprise(public(city.published))


def test_a_filter_that_leaves_most_out_still_moves_the_cursor_on(city):
    for reader in (city.few, city.all):
        wanted = {"codes": CODES[3], "kinds": "measure-changed", "agencies": "peoples-bank"}
        facts, after = read_on(reader, limit=3, **wanted)
        assert [fact.id for fact in facts] == [
            fact.id
            for fact in public(city.published)
            if fact.subject == CODES[3] and fact.body.SUBJECT_ACTION == "measure-changed"
        ]
        nothing, end = read_on(reader, codes=CODES[3], sectors="nowhere")
        assert nothing == []
        assert end == after == ask(reader, after="now")["next"]


def test_who_waits_is_answered_by_the_next_change_and_misses_none_meanwhile(city):
    cursor = ask(city.few, after="now")["next"]
    begin = time.monotonic()
    assert ask(city.few, after=cursor, wait=0.5)["changes"] == []
    assert time.monotonic() - begin > 0.4
    new = some(range(60, 66))
    timer = threading.Timer(0.7, publish, (city.settings, new))
    timer.start()
    facts: list = []
    while len(facts) < len(public(new)):
        page = ask(city.few, after=cursor, wait=20)
        assert page["changes"], "it waited in vain"
        facts += facts_of(page["changes"])
        cursor = page["next"]
    timer.join()
    city.published += new
    assert by_topic_and_enterprise(facts) == by_topic_and_enterprise(public(new))


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"after": "garbage"}, 400),
        ({"after": "AAAA"}, 400),
        ({"limit": 0}, 422),
        ({"wait": 31}, 422),
        ({"codes": "no code"}, 422),
        ({"kinds": "deadline-announced"}, 422),
        ({"kind": "grade-changed"}, 422),
    ],
)
def test_what_can_not_be_meant_is_refused_with_a_problem(city, params, status):
    for url in ("/changes", "/changes/stream"):
        if url.endswith("stream") and params.keys() & {"limit", "wait"}:
            continue
        answer = city.few.get(url, params=params)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


def test_only_who_has_the_scope_reads(city):
    for url in ("/changes", "/changes/stream"):
        assert city.stranger.get(url).status_code == 403
        assert httpx.get(f"{city.few.base_url}{url}", trust_env=False).status_code == 401


def test_a_cursor_behind_the_end_of_the_log_is_refused_by_name(city):
    # As after a restore from an older copy: what the cursor has seen is not there.
    log = identity_of(city.settings, TOPICS)
    cursor = ask(city.few, after="now")["next"]
    places = [(topic, part) for topic in TOPICS for part in range(PARTITIONS)]
    seen = positions_of(cursor, places, log)
    ahead = token_of(seen | {places[1]: seen[places[1]] + 1}, log)
    for url in ("/changes", "/changes/stream"):
        answer = city.few.get(url, params={"after": ahead})
        assert answer.status_code == 410
        assert "behind the end of the log" in answer.json()["detail"]
    assert ask(city.few, after=cursor)["changes"] == []


def test_a_cursor_of_another_log_is_refused_although_its_place_is_there(city, tmp_path):
    with city_of_changes(tmp_path) as other:
        cursor = ask(other.all, limit=3)["next"]
    answer = city.all.get("/changes", params={"after": cursor})
    assert answer.status_code == 410
    assert "in another log" in answer.json()["detail"]
    assert "begin anew" in answer.json()["detail"]
