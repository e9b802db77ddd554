"""What the doors of the four APIs ask for, route by route: who adds one decides it here too."""

import pytest
from fastapi import FastAPI

from services.chassis.http.route_table import MOST_BYTES, MOST_BYTES_OF_FILES, RouteTable
from services.chassis.views.store import MemoryViews
from services.intake.api import create_app as intake
from services.notify.api import create_app as notify
from services.sanctions.api import create_app as sanctions
from services.scoring.api import create_app as scoring
from tests.support.request_memory import MemoryOfOneProcess

PUBLIC = {"/openapi.json", "/live", "/ready", "/metrics"}
APPS = {
    "intake": (intake(views=MemoryViews(), memory=MemoryOfOneProcess()), PUBLIC),
    "scoring": (scoring(views=MemoryViews()), PUBLIC | {"/keys", "/keys/register"}),
    "sanctions": (sanctions(views=MemoryViews()), PUBLIC),
    "notify": (notify(views=MemoryViews()), PUBLIC),
}
TAKE_FILES = {
    "/reports/{department}/batch",
    "/reports/{department}/batch/check",
    "/reports/{department}/files",
    "/reports/{department}/files/check",
}


@pytest.mark.parametrize(("app", "public"), APPS.values(), ids=APPS)
def test_each_route_asks_for_a_credential_but_those_that_are_public(
    app: FastAPI, public: set[str]
) -> None:
    entries = RouteTable(app).entries
    assert len(entries) > len(public)
    assert {entry.path for entry in entries if not entry.asks} == public


@pytest.mark.parametrize("app", [app for app, _ in APPS.values()], ids=APPS)
def test_only_routes_that_take_files_take_much(app: FastAPI) -> None:
    for entry in RouteTable(app).entries:
        most = MOST_BYTES_OF_FILES if entry.path in TAKE_FILES else MOST_BYTES
        assert entry.most_bytes == most, entry.path
