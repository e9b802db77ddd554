"""The matrix of routes and credentials over the views of a whole city, both ways round.

Who may is answered with data about the enterprise that was asked about; who may not gets none of
it, and can't tell by the refusal whether there is any. Where an answer only has to hold `[`, the
city has nothing of the kind (receipts, acts that fit no order, decided doubles): the door alone is
tried.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from httpx import Response

from schemas.topics import DISCLOSURE, INTAKE, NOTIFY, SANCTIONS, SCORING
from services.chassis.http.route_table import RouteTable
from tests.support.served_city import (
    ADDRESS,
    ALL,
    NOBODY,
    REVOKED,
    ServedCity,
    known_values,
    served_city,
)

OWN_CODE, FIRE, SAFETY = "the enterprise itself", "fire", "work-safety"
NO_CODE = "91350100M000100Y43"  # nobody has it
UNKNOWN = {"code": NO_CODE, "recipient": NO_CODE, "alert": "x", "submission": "x"}
WAITING = "象山瑞丰金属制品有限公司"
LOT = {"lot": "第2标段", "value": 1000}


class Question(NamedTuple):
    """A route with real values, the scope that opens it, who else may, and what an answer holds.

    `alone` are answered with what is their own, which is nothing of what is asked about; to
    `hidden` it is not said whether it is there.
    """

    service: str
    route: str
    scope: str | None
    others: frozenset[str] = frozenset()
    holds: str = "{code}"
    asked: Mapping[str, Any] = {}
    alone: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


SPAN = {"params": {"from": "2026-01-01", "to": "2027-04-30"}}
QUESTIONS = (
    Question(SCORING, "GET /standings/{code}", "standings:read", holds="{name}"),
    Question(SCORING, "GET /standings/{code}/explanation", "standings:read", holds="{name}"),
    Question(SCORING, "GET /standings/{code}/sheet", "standings:read"),
    Question(SCORING, "GET /standings/{code}/forecast", "standings:read", holds="grade_changes_on"),
    Question(SCORING, "GET /standings/{code}/changes", "standings:read", holds="known_at"),
    Question(SCORING, "GET /grades", "standings:read", holds="transport"),
    Question(SCORING, "GET /effect", "standings:read", holds="accidents", asked=SPAN),
    Question(
        SCORING,
        "POST /standings/{code}/what-if",
        "standings:read",
        holds="score",
        asked={"json": {}},
    ),
    Question(SANCTIONS, "GET /enterprises/{code}/measures", "measures:read", holds="{name}"),
    Question(
        SANCTIONS,
        "POST /lots/check",
        "measures:read",
        holds="{name}",
        asked={"json": {**LOT, "bidders": ["{code}"]}},
    ),
    Question(SANCTIONS, "GET /orders/effect", "measures:read", holds="bidding_limit", asked=SPAN),
    Question(SANCTIONS, "GET /orders", "orders:read", frozenset({SAFETY}), alone=frozenset({FIRE})),
    Question(
        SANCTIONS,
        "GET /work-list",
        "orders:read",
        frozenset({SAFETY}),
        "[",
        alone=frozenset({FIRE}),
    ),
    Question(NOTIFY, "GET /accesses/{code}", "accesses:read", frozenset({OWN_CODE}), "loans"),
    Question(NOTIFY, "GET /inboxes/{recipient}", "alerts:read", frozenset({OWN_CODE})),
    Question(NOTIFY, "GET /contacts/{recipient}", "contacts:read", holds=ADDRESS),
    Question(
        NOTIFY,
        "GET /alerts/{alert}/receipts",
        "receipts:read",
        frozenset({SAFETY}),
        "[",
        hidden=frozenset({FIRE}),
    ),
    # Work safety is a department that decides identity (decision 0008).
    Question(INTAKE, "GET /quarantine", "quarantine:read", frozenset({SAFETY}), WAITING),
    Question(INTAKE, "GET /quarantine/doubles", "quarantine:read", frozenset({SAFETY}), "["),
    Question(
        INTAKE,
        "GET /data-quality",
        "quality:read",
        frozenset({SAFETY}),
        SAFETY,
        {"params": {"month": "2026-10"}},
        alone=frozenset({FIRE}),
    ),
    Question(
        INTAKE,
        "GET /submissions",
        None,
        frozenset({SAFETY}),
        "{submission}",
        alone=frozenset({FIRE}),
    ),
    *(
        Question(INTAKE, route, None, frozenset({SAFETY}), "reason", hidden=frozenset({FIRE}))
        for route in (
            "GET /submissions/{submission}",
            "GET /submissions/{submission}/rows/{row}",
        )
    ),
    Question(NOTIFY, "GET /inbox", None, frozenset({SAFETY}), "{alert}", alone=frozenset({FIRE})),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> ServedCity:
    return served_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def values(city: ServedCity) -> dict[str, str]:
    return known_values(city)


def filled(given: Any, values: Mapping[str, str]) -> Any:
    if isinstance(given, str):
        for name, value in values.items():
            given = given.replace(f"{{{name}}}", value)
    elif isinstance(given, dict):
        return {key: filled(value, values) for key, value in given.items()}
    elif isinstance(given, list):
        return [filled(each, values) for each in given]
    return given


def ask(city: ServedCity, question: Question, who: str, values: Mapping[str, str]) -> Response:
    method, _, path = question.route.partition(" ")
    return city.client(question.service).request(
        method,
        filled(path, values),
        headers={**city.headers(who), "Access-Purpose": "trial"},
        **filled(dict(question.asked), values),
    )


def may(question: Question, who: str, city: ServedCity) -> bool:
    named = OWN_CODE if who == city.own else who
    return named in question.others or (question.scope is not None and who in {ALL, question.scope})


def everybody(city: ServedCity) -> Iterator[str]:
    yield from (*city.tokens, NOBODY)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.route)
def test_who_may_gets_data_and_who_may_not_gets_none(
    city: ServedCity, values: dict[str, str], question: Question
) -> None:
    holds = filled(question.holds, values)
    permitted = refused = 0
    for who in everybody(city):
        answer = ask(city, question, who, values)
        if may(question, who, city):
            assert answer.status_code == 200, (who, answer.text)
            assert holds in answer.text, (who, answer.text[:500])
            permitted += 1
            continue
        theirs = [values["code"], values["name"], values["submission"], values["alert"], SAFETY]
        if who in question.alone:
            assert answer.status_code == 200, (who, answer.text)
            assert not [each for each in theirs if each in answer.text], who
            continue
        refusal = 404 if who in question.hidden else 401 if who in {NOBODY, REVOKED} else 403
        assert answer.status_code == refusal, (who, answer.text)
        assert answer.headers["Content-Type"] == "application/problem+json"
        if who != city.own:
            assert told(answer) == told(ask(city, question, who, {**values, **UNKNOWN})), who
        refused += 1
    assert permitted >= 1
    assert refused >= 10


def told(answer: Response) -> tuple[int, Any]:
    """Return what a refusal says, without the path that was asked for."""
    said = answer.json()
    said.pop("instance", None)
    return answer.status_code, said


PUBLIC_ROUTES = {
    "GET /enterprises": ("?q={name}", "{code}"),
    "GET /enterprises/{code}": ("", "{name}"),
    "GET /enterprises/{code}/records": ("", "{code}"),
    "GET /enterprises/{code}/badge.json": ("", "{name}"),
    "GET /enterprises/{code}/badge.svg": ("", "{name}"),
    "GET /records": ("?kind=penalty", "record_id"),
    "GET /figures": ("", "enterprises"),
    "GET /open-data": ("", "days"),
}


@pytest.mark.parametrize("route", PUBLIC_ROUTES)
def test_what_is_public_is_answered_to_everybody_alike(
    city: ServedCity, values: dict[str, str], route: str
) -> None:
    query, holds = PUBLIC_ROUTES[route]
    path = filled(route.removeprefix("GET ") + query, values)
    client = city.client(DISCLOSURE)
    answers = [client.get(path, headers=city.headers(who)) for who in everybody(city)]
    assert len(answers) > 10
    assert {(each.status_code, each.text) for each in answers} == {(200, answers[0].text)}
    assert filled(holds, values) in answers[0].text


def test_every_public_route_of_disclosure_is_asked(city: ServedCity) -> None:
    paths = {entry.path for entry in RouteTable(city.apps[DISCLOSURE]).entries} - {"/"}
    quiet = ("/openapi.json", "/live", "/ready", "/metrics", "/open-data/{day}")
    pages = ("/zh/", "/en/", "/assets/", "/robots.txt", "/sitemap.xml")  # tests/pages asks them
    routes = {f"GET {path}" for path in paths if not path.startswith((*quiet, *pages))}
    assert routes == set(PUBLIC_ROUTES)


def test_every_route_that_is_read_is_asked(city: ServedCity) -> None:
    asked = {(each.service, each.route) for each in QUESTIONS}
    elsewhere = {
        (NOTIFY, "GET /accesses"),  # of the log: tests/integration/test_accesses.py
        (NOTIFY, "GET /changes"),  # of the log: test_change_feed.py
        (NOTIFY, "GET /changes/stream"),
        (NOTIFY, "GET /subscriptions"),  # one's own: tests/unit/notify
        (NOTIFY, "GET /subscriptions/{identity}"),
    }
    reading = {
        (service, f"GET {entry.path}")
        for service, app in city.apps.items()
        for entry in RouteTable(app).entries
        if entry.asks and "GET" in entry.methods
    }
    assert reading == {each for each in asked if each[1].startswith("GET")} | elsewhere
