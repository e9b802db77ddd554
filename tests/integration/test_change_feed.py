"""The feed and the stream of changes over HTTP, from a log that grows, on the embedded broker."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pytest
import uvicorn

from schemas.codec import decode
from services.chassis.credentials import CredentialFile, issue_reader
from services.chassis.kafka_admin import create_topics
from services.chassis.views import MemoryViews
from services.command_line.brokers.server_process import free_port
from services.command_line.brokers.tansu import Tansu
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.changes import CODES, by_topic_and_enterprise, public, publish, some

PARTITIONS = 2


@contextmanager
def served(settings: NotifySettings) -> Iterator[str]:
    """Serve notify's API on a free port and yield its address."""
    port = free_port()
    app = create_app(settings, MemoryViews())
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """A log with some changes, an API that holds few of them, and one that holds all."""
    file = tmp_path_factory.mktemp("credentials") / "credentials.json"
    known = CredentialFile(file)
    credential, token = issue_reader("bank", ("changes:read",), datetime.now(UTC))
    known.add(credential)
    stranger, other = issue_reader("stranger", ("alerts:read",), datetime.now(UTC))
    known.add(stranger)
    with Tansu() as broker:
        settings = NotifySettings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=PARTITIONS,
            credentials_file=file,
            changes_in_memory=100,
            change_streams=3,
        )
        create_topics(settings)
        published = some(range(60))  # 480 public ones
        publish(settings, published)
        larger = settings.model_copy(update={"changes_in_memory": 10_000})
        with served(settings) as few, served(larger) as all_:
            yield SimpleNamespace(
                settings=settings,
                published=published,
                few=client(few, token),
                all=client(all_, token),
                stranger=client(few, other),
                known=known,
            )


def client(url: str, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False)


def ask(reader: httpx.Client, **params) -> dict:
    for _attempt in range(40):
        answer = reader.get("/changes", params=params)
        if answer.status_code != 503:  # still reading what there is
            break
        time.sleep(0.25)
    assert answer.status_code == 200, answer.text
    return answer.json()


def facts_of(changes: list[dict]) -> list:
    return [decode(httpx.Request("GET", "http://x", json=change).content) for change in changes]


def read_on(reader: httpx.Client, after: str | None = None, **params) -> tuple[list, str]:
    """Follow a chain of cursors to its end; return the facts and the last cursor."""
    facts = []
    while True:
        page = ask(reader, **params, **({"after": after} if after else {}))
        assert len(page["changes"]) <= params.get("limit", 100)
        facts += facts_of(page["changes"])
        after = page["next"]
        if not page["more"]:
            return facts, after


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
    assert 0.4 < time.monotonic() - begin < 5
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


def events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Read server-sent events as the specification says."""
    event: dict[str, str] = {}
    for line in lines:
        if not line and event:
            yield event
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            assert name not in event, "one line each"
            event[name] = value


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


def until_free(city) -> None:
    end = time.monotonic() + 10
    while "safety_credit_change_streams 0.0" not in city.few.get("/metrics").text:
        assert time.monotonic() < end, "streams are still held"
        time.sleep(0.05)


def test_a_stream_ends_when_its_credential_is_revoked(city, monkeypatch):
    monkeypatch.setattr("services.notify.adapters.http_changes.PING_SECONDS", 0.3)
    credential, token = issue_reader("leaving", ("changes:read",), datetime.now(UTC))
    city.known.add(credential)
    leaving = client(str(city.few.base_url), token)
    with leaving.stream("GET", "/changes/stream", params={"after": "now"}) as answer:
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith(":")) == ": ping"
        city.known.revoke(credential.id, datetime.now(UTC))
        begin = time.monotonic()
        assert [line for line in lines if line.startswith("data")] == []  # it ends
        assert time.monotonic() - begin < 5


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


def test_a_cursor_ahead_of_the_log_is_told_and_nothing_is_passed_over(city):
    from services.notify.adapters.cursor import token_of  # noqa: PLC0415 - made only here

    topics = ("grade-changes", "measure-changes")
    ahead = token_of({(topic, part): 10**9 for topic in topics for part in range(PARTITIONS)})
    answer = city.few.get("/changes", params={"after": ahead})
    assert answer.status_code == 503
    assert "begin anew" in answer.json()["detail"]
