"""What every service's API does alike."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.responses import StreamingResponse
from structlog.testing import capture_logs

from services.chassis.http.admission import department_of, reader
from services.chassis.http.app import service_app
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.http.problems import ProblemError
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews

NOW = datetime.now(UTC)


class Report(BaseModel):
    row: int
    person: str = ""


class BrokenViews(MemoryViews):
    def get(self, key: str) -> bytes | None:
        raise ConnectionError(f"no server for {key}")

    def require_whole(self) -> None:
        self.get("all")


@pytest.fixture
def credentials(tmp_path: Path) -> CredentialFile:
    return CredentialFile(tmp_path / "credentials.json")


def build(tmp_path: Path, views: MemoryViews | None = None) -> FastAPI:
    settings = ServiceSettings(credentials_file=tmp_path / "credentials.json")
    app = service_app("scoring", settings, views or MemoryViews())

    @app.get("/me")
    def me(department: Annotated[str, Depends(department_of)]) -> str:
        return department

    @app.get("/standings/{code}", dependencies=[Depends(reader("standings:read"))])
    def standing(request: Request, code: str) -> str:
        return str(request.app.state.views.get(code))

    @app.post("/reports", openapi_extra={"x-most-bytes": 2000})
    def report(body: Report) -> int:
        return body.row

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("330281199001011234 slipped into an error")

    @app.post("/masked")
    def masked(body: Report) -> None:
        raise ProblemError(422, f"{body.person}.csv", [{"field": body.person, "row": 1}])

    return app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build(tmp_path), raise_server_exceptions=False) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_health(client: TestClient) -> None:
    assert client.get("/live").json() == {"status": "live"}
    assert client.get("/ready").json() == {"status": "ready", "checks": ["views"]}


def test_not_ready_while_the_views_do_not_answer(tmp_path: Path) -> None:
    with TestClient(build(tmp_path, BrokenViews())) as client:
        answer = client.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"] == {"views": "ConnectionError"}
        assert client.get("/live").status_code == 200


def test_a_missing_server_is_a_problem_of_the_service(
    tmp_path: Path, credentials: CredentialFile
) -> None:
    bank, token = issue_reader("a bank", ["standings:read"], NOW)
    credentials.add(bank)
    with TestClient(build(tmp_path, BrokenViews())) as client:
        answer = client.get("/standings/1", headers=bearer(token))
    assert answer.status_code == 503
    assert "no server for" not in answer.text


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    client.get("/standings/91990103MBT4Y0NW08")
    metrics = client.get("/metrics").text
    assert (
        'safety_credit_http_requests_total{method="GET",route="/standings/{code}",'
        'service="scoring",status="401"}' in metrics
    )
    assert "91990103MBT4Y0NW08" not in metrics


def test_errors_are_problem_documents(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:safety-credit:problem:not-found",
        "title": "Not Found",
        "title_chinese": "未找到",
        "status": 404,
        "detail": "Not Found",
    }


def test_a_fault_is_placed_but_what_was_sent_is_not_repeated(client: TestClient) -> None:
    answer = client.post("/reports", json={"row": "330281199001011234x"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == "body.row"
    assert "330281199001011234" not in answer.text


def test_an_unexpected_error_tells_nothing_to_the_sender(client: TestClient) -> None:
    answer = client.get("/fails")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "slipped" not in answer.text


def test_a_request_that_is_too_large_is_refused(client: TestClient) -> None:
    declared = client.post("/reports", content=json.dumps({"row": 1, "person": "x" * 2000}))
    streamed = client.post("/reports", content=(b"x" * 500 for _ in range(5)))
    assert [declared.status_code, streamed.status_code] == [413, 413]
    assert streamed.headers["content-type"] == "application/problem+json"
    assert client.post("/reports", json={"row": 7}).json() == 7


def test_who_has_no_token_is_told_how(client: TestClient) -> None:
    answer = client.get("/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert client.get("/me", headers=bearer("safety-credit.x.y")).status_code == 401
    assert client.get("/me", headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_a_department_is_itself_and_no_reader(
    client: TestClient, credentials: CredentialFile
) -> None:
    fire, token = issue_department("fire", NOW)
    credentials.add(fire)
    assert client.get("/me", headers=bearer(token)).json() == "fire"
    assert client.get("/standings/1", headers=bearer(token)).status_code == 403


def test_a_reader_reads_what_its_scopes_allow(
    client: TestClient, credentials: CredentialFile
) -> None:
    bank, bank_token = issue_reader("a bank", ["standings:read"], NOW)
    other, other_token = issue_reader("an insurer", ["measures:read"], NOW)
    credentials.add(bank)
    credentials.add(other)
    assert client.get("/standings/1", headers=bearer(bank_token)).status_code == 200
    refused = client.get("/standings/1", headers=bearer(other_token))
    assert refused.status_code == 403
    assert "standings:read" in refused.json()["detail"]
    assert client.get("/me", headers=bearer(bank_token)).status_code == 403


def test_an_expired_or_revoked_token_lets_nobody_in(
    client: TestClient, credentials: CredentialFile
) -> None:
    expired, expired_token = issue_department(
        "fire", NOW - timedelta(days=9), NOW - timedelta(days=1)
    )
    revoked, revoked_token = issue_department("tax", NOW)
    credentials.add(expired)
    credentials.add(revoked)
    assert client.get("/me", headers=bearer(revoked_token)).status_code == 200
    credentials.revoke(revoked.id, NOW)
    assert client.get("/me", headers=bearer(expired_token)).status_code == 401
    assert client.get("/me", headers=bearer(revoked_token)).status_code == 401


def test_without_a_credentials_file_nobody_gets_in() -> None:
    app = service_app("scoring", ServiceSettings(credentials_file=None), MemoryViews())

    @app.get("/me")
    def me(department: Annotated[str, Depends(department_of)]) -> str:
        return department

    with TestClient(app) as client:
        assert client.get("/me", headers=bearer("safety-credit.a.b")).status_code == 401


def test_each_request_is_logged_without_its_query(client: TestClient) -> None:
    with capture_logs() as lines:
        client.get("/standings/1?person=330281199001011234")
        client.get("/live")
    (line,) = lines
    assert (line["event"], line["path"], line["status"]) == ("request", "/standings/1", 401)
    assert "330281199001011234" not in str(line)


def test_no_page_is_served_that_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    document = client.get("/openapi.json").json()
    assert document["info"]["title"] == "safety-credit scoring"
    assert "HTTPBearer" in document["components"]["securitySchemes"]


def test_a_problem_repeats_no_personal_number(tmp_path: Path) -> None:
    client = TestClient(build(tmp_path), raise_server_exceptions=False)
    number = "110101199003078881"
    for body in ({"row": 1, "person": number}, {"row": number + "x", number: 1}):
        answer = client.post("/masked", json=body)
        assert answer.status_code == 422
        assert number not in answer.text
    assert client.post("/masked", json={"row": 1, "person": "甲"}).json()["detail"] == "甲.csv"


def test_a_stream_is_logged_when_it_begins_and_when_it_ends(tmp_path: Path) -> None:
    app = build(tmp_path)

    async def lines() -> AsyncIterator[str]:
        yield "data: 1\n\n"

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(lines(), media_type="text/event-stream")

    with capture_logs() as logs:
        assert TestClient(app).get("/stream").text == "data: 1\n\n"
    assert [(line["event"], line["status"]) for line in logs] == [
        ("stream began", 200),
        ("stream ended", 200),
    ]
