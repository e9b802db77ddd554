"""The pages within the application that every service has: its door, its document."""

from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from services.chassis.http.app import service_app
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews
from services.disclosure.pages.routes import public_pages
from tests.support.page_application import public_city


def service() -> FastAPI:
    app = service_app("disclosure", ServiceSettings(), MemoryViews())
    app.include_router(public_pages(public_city()))
    return app


def test_the_door_lets_everybody_in_and_leaves_the_headers_of_pages() -> None:
    client = TestClient(service(), follow_redirects=False)
    for path, status in {"/": 302, "/zh/": 200, "/en/figures": 200, "/en/nowhere/x": 404}.items():
        answer = client.get(path)
        assert (path, answer.status_code) == (path, status)
        assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert client.get("/zh/").headers["cache-control"] == "public, no-cache"
    head = client.head("/zh/")
    assert (head.status_code, head.content) == (200, b"")
    assert client.post("/zh/").status_code == 405


def test_pages_are_no_part_of_the_document_of_the_api() -> None:
    paths = TestClient(service()).get("/openapi.json").json()["paths"]
    assert sorted(paths) == ["/live", "/metrics", "/ready"]


def test_a_status_is_a_plain_number_as_logs_and_figures_write_it() -> None:
    statuses: list[object] = []
    app = service()

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(repr(message["status"]))
            await send(message)

        await app(scope, receive, note)

    client = TestClient(watched)
    for path in ("/en/nowhere", "/en/search?page=0", "/en/"):
        client.get(path)
    assert statuses == ["404", "400", "200"]
