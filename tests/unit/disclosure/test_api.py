"""The API of the public: what it answers of the index, how long that is kept, and what it hides."""

from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from fastapi.testclient import TestClient

from services.disclosure.adapters.index.index_reader import PAGE
from services.disclosure.adapters.index.public_index import PublicIndex
from services.disclosure.api import create_app
from services.disclosure.settings import DisclosureSettings
from tests.support.public_messages import (
    CODE,
    DAY,
    LISTING,
    NOW,
    OTHER,
    THIRD,
    PublicLog,
    disclosed,
    index_of,
    public_record,
)

ROUTES = (
    "/enterprises?q=甬江",
    f"/enterprises/{CODE}",
    f"/enterprises/{CODE}/records?kind=penalty",
    "/records?kind=penalty",
    "/figures?by=sector",
)


@pytest.fixture
def log() -> PublicLog:
    return PublicLog()


@pytest.fixture
def index(log: PublicLog, tmp_path: Path) -> PublicIndex:
    messages = [
        log.entry(CODE, disclosed(organization_code="345678901", district="海曙区")),
        log.entry(OTHER, disclosed("北仑甬江运输队", sector="transport", grade="D")),
        *(log.record(CODE, public_record(f"p{n:02}", DAY - timedelta(n))) for n in range(PAGE + 1)),
        log.record(OTHER, public_record("l", content=LISTING)),
    ]
    return index_of(tmp_path, log, messages)


@pytest.fixture
def client(index: PublicIndex) -> TestClient:
    return TestClient(create_app(DisclosureSettings(), index))


def test_enterprises_are_searched_and_filtered(client: TestClient) -> None:
    answer = client.get("/enterprises", params={"q": "yongjiang", "size": 1}).json()
    assert {key: answer[key] for key in ("total", "more", "page", "pages")} == {
        "total": 2,
        "more": False,
        "page": 1,
        "pages": 2,
    }
    assert answer["as_of"]["day"] == DAY.isoformat()
    listed = client.get("/enterprises", params={"list": "severe_list", "grade": "D"}).json()
    (match,) = listed["matches"]
    assert (match["code"], match["lists"]) == (OTHER, ["severe_list"])
    assert client.get("/enterprises", params={"q": "甬江", "page": 10**6}).json()["matches"] == []


@pytest.mark.parametrize("route", ROUTES)
def test_an_answer_is_as_its_document_says(client: TestClient, route: str) -> None:
    document = client.get("/openapi.json").json()
    path = route.partition("?")[0].replace(CODE, "{code}")
    answered = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    schema = {**answered["schema"], "components": document["components"]}
    answer = client.get(route)
    jsonschema.validate(answer.json(), schema)
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("code", [CODE, "345678901", "34567890-1", CODE.lower()])
def test_an_enterprise_is_answered_by_each_of_its_codes(client: TestClient, code: str) -> None:
    answer = client.get(f"/enterprises/{code}").json()
    assert (answer["code"], answer["number"], answer["entry"]["grade"]) == (CODE, 1, "B")
    assert answer["entry"]["identity"]["district"] == "海曙区"


def test_records_come_in_pages(client: TestClient) -> None:
    pages = [client.get(f"/enterprises/{CODE}/records?page={n}").json() for n in (1, 2, 3)]
    assert [len(page["records"]) for page in pages] == [PAGE, 1, 0]
    assert {page["pages"] for page in pages} == {2}
    assert pages[0]["records"][0]["content"]["kind"] == "penalty"
    (listed,) = client.get("/records?kind=blacklist_decision&list=severe_list").json()["records"]
    assert (listed["code"], listed["record"]["record_id"]) == (OTHER, "l")
    figures = client.get("/figures").json()
    assert [group["enterprises"] for group in figures["groups"]] == [2]


@pytest.mark.parametrize("more", ["", "/records"])
def test_of_a_code_of_nobody_and_one_without_entry_and_no_code_the_same_is_said(
    client: TestClient, index: PublicIndex, log: PublicLog, more: str
) -> None:
    index.keep([log.record(THIRD, public_record("x")), log.entry(OTHER, None)], log.positions)
    codes = (THIRD, OTHER, "91350100M000100Y43", "nonsense", "%00", "%F0%9F%98%80", "9" * 5000)
    answers = [client.get(f"/enterprises/{code}{more}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


@pytest.mark.parametrize("route", ROUTES)
def test_an_answer_is_kept_until_something_was_read(
    client: TestClient, index: PublicIndex, log: PublicLog, route: str
) -> None:
    first = client.get(route)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["As-Of"] == "2026-11-30T04:00:00.000+00:00"
    tag = first.headers["ETag"]
    for known in (tag, f'"other", W/{tag}'):
        again = client.get(route, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["As-Of"] == first.headers["As-Of"]
    assert client.get(route, headers={"If-None-Match": '"other"'}).status_code == 200
    index.keep([log.record(CODE, "p00")], log.positions)
    later = client.get(route, headers={"If-None-Match": tag})
    assert (later.status_code, later.headers["ETag"] != tag) == (200, True)


def test_until_the_log_was_read_once_nothing_is_answered(tmp_path: Path, log: PublicLog) -> None:
    index = PublicIndex(tmp_path / "new", lambda: NOW)
    client = TestClient(create_app(DisclosureSettings(), index))
    for route in (*ROUTES, "/ready"):
        assert client.get(route).status_code == 503, route
    index.keep([log.entry(CODE, disclosed())], log.positions)
    index.note_end()
    for route in (*ROUTES, "/ready"):
        assert client.get(route).status_code == 200, route


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "x" * 10_240, "q=%25_%2A%22'", "q=%F0%9F%98%80", "q=name%20%3A%20%E5%AE%81",
     "sector=%00&district=%27%22", "q=%ED%A0%80", "q=%FF%FE"],
)  # fmt: skip
def test_no_question_does_any_harm(client: TestClient, query: str) -> None:
    answer = client.get(f"/enterprises?{query}")
    assert answer.status_code == 200
    assert answer.json()["matches"] == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "size=101", "size=0", "list=all", "commitment=x", "page=9e99"]
)
def test_what_is_no_question_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/enterprises?{query}").status_code == 422
    assert client.get("/records?kind=objection").status_code == 422


def test_an_index_of_its_own_goes_with_the_process() -> None:
    settings = DisclosureSettings(kafka_bootstrap_servers="127.0.0.1:1")
    with TestClient(create_app(settings)) as client:
        assert client.get("/ready").status_code == 503
        assert client.get("/live").status_code == 200
