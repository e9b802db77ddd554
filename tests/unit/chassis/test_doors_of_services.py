"""What the doors of the APIs ask for, route by route: who adds one decides it here too."""

import pytest
from fastapi import FastAPI

from services.chassis.http.admission import ProvenDepartment
from services.chassis.http.credentials import SCOPES
from services.chassis.http.route_table import MOST_BYTES, MOST_BYTES_OF_FILES, RouteTable
from services.chassis.views.store import MemoryViews
from services.disclosure.api import create_app as disclosure
from services.disclosure.pages import routes as public_routes
from services.intake.api import create_app as intake
from services.notify.api import create_app as notify
from services.sanctions.api import create_app as sanctions
from services.scoring.api import create_app as scoring
from tests.support.request_memory import MemoryOfOneProcess

PUBLIC = {"/openapi.json", "/live", "/ready", "/metrics"}
LANGUAGES = ("zh", "en")
PAGES = {  # of the public
    *("/", "/assets/{name}", "/robots.txt", "/sitemap.xml"),
    *(f"/{each}/feeds/{{name}}.atom" for each in LANGUAGES),
    *(
        f"/{each}/{path}"
        for each in LANGUAGES
        for path, _ in (*public_routes.PAGES, ("{rest:path}", None))
    ),
}
APPS = {
    "intake": (intake(views=MemoryViews(), memory=MemoryOfOneProcess()), PUBLIC),
    "scoring": (
        scoring(views=MemoryViews()),
        PUBLIC | {"/keys", "/keys/register", "/certificates/{serial}", "/certificates/{serial}/qr"},
    ),
    "sanctions": (sanctions(views=MemoryViews()), PUBLIC),
    "notify": (notify(views=MemoryViews()), PUBLIC),
    "disclosure": (
        disclosure(),
        PUBLIC
        | {"/enterprises", "/enterprises/{code}", "/enterprises/{code}/records"}
        | {f"/enterprises/{{code}}/badge.{form}" for form in ("json", "svg")}
        | {"/records", "/figures", "/open-data", "/open-data/{day}/{file}"}
        | PAGES,
    ),
}
TAKE_FILES = {
    "/reports/{department}/batch",
    "/reports/{department}/batch/check",
    "/reports/{department}/files",
    "/reports/{department}/files/check",
}


# Whose answers name enterprises, so that there is an entry of who has them: by the path, or by
# `name_enterprises`.
NAMED_IN_PATH = {
    *(f"GET /standings/{{code}}{more}" for more in ("", "/sheet", "/explanation", "/forecast")),
    "GET /standings/{code}/changes",
    *(f"POST /standings/{{code}}/{act}" for act in ("what-if", "certificate")),
    "GET /enterprises/{code}/measures",
    "GET /accesses/{code}",
}
NAMED_BY_ROUTE = {
    *("GET /quarantine", "GET /quarantine/doubles"),
    "GET /accesses",
    "POST /certificates/batch",
    *("GET /orders", "GET /work-list", "POST /lots/check"),
    *("PUT /contacts/{recipient}", "GET /contacts/{recipient}", "DELETE /contacts/{recipient}"),
    *("GET /inboxes/{recipient}", "GET /inbox", "GET /alerts/{alert}/receipts"),
}
# Figures, what the holder itself sent or stated, and what the world may read (decision 0039).
NAME_NOBODY = {
    *("GET /grades", "GET /effect", "GET /orders/effect", "GET /data-quality"),
    "POST /reports/{department}",
    *(f"POST /reports/{{department}}/{form}" for form in ("batch", "files")),
    *(f"POST /reports/{{department}}/{form}/check" for form in ("batch", "files")),
    *("GET /submissions", "GET /submissions/{submission}"),
    "GET /submissions/{submission}/rows/{row}",
    "POST /quarantine/{identifier:path}",
    "POST /alerts/{alert}/receipts",
    *("GET /subscriptions", "POST /subscriptions"),
    *(f"{method} /subscriptions/{{identity}}" for method in ("GET", "PUT", "DELETE")),
    *(f"POST /subscriptions/{{identity}}/{act}" for act in ("pause", "resume", "rotate-key")),
    *("GET /changes", "GET /changes/stream"),
}
ASK_WHY = {
    *(f"GET /standings/{{code}}/{form}" for form in ("sheet", "explanation")),
    "GET /contacts/{recipient}",
    "GET /accesses",
}


def test_each_route_is_decided_on_whether_its_answers_name_enterprises() -> None:
    asking = {
        f"{method} {entry.path}": entry
        for app, _ in APPS.values()
        for entry in RouteTable(app).entries
        if entry.asks
        for method in entry.methods
    }
    assert set(asking) == NAMED_IN_PATH | NAMED_BY_ROUTE | NAME_NOBODY
    assert {name for name in asking if "{code}" in name} == NAMED_IN_PATH
    whys = {name for name, entry in asking.items() if any(each.asks_why for each in entry.asks)}
    assert whys == ASK_WHY


@pytest.mark.parametrize(("app", "public"), APPS.values(), ids=APPS)
def test_each_route_asks_for_a_credential_but_those_that_are_public(
    app: FastAPI, public: set[str]
) -> None:
    entries = RouteTable(app).entries
    assert len(entries) >= len(public) > len(PUBLIC) - 1
    assert {entry.path for entry in entries if not entry.asks} == public


def test_disclosure_asks_nobody_who_he_is_and_keeps_no_entry() -> None:
    app = disclosure()
    assert app.state.accesses is None
    entries = RouteTable(app).entries
    assert {entry.path for entry in entries} >= PUBLIC
    assert [entry.path for entry in entries if entry.asks] == []


@pytest.mark.parametrize("app", [app for app, _ in APPS.values()], ids=APPS)
def test_what_is_no_departments_asks_for_a_scope_at_the_door(app: FastAPI) -> None:
    for entry in RouteTable(app).entries:
        for asked in entry.asks:
            assert isinstance(asked, ProvenDepartment) or asked.scope in SCOPES, entry.path


@pytest.mark.parametrize("app", [app for app, _ in APPS.values()], ids=APPS)
def test_only_routes_that_take_files_take_much(app: FastAPI) -> None:
    for entry in RouteTable(app).entries:
        most = MOST_BYTES_OF_FILES if entry.path in TAKE_FILES else MOST_BYTES
        assert entry.most_bytes == most, entry.path
