"""Routes that answer straight where no query came: as they would answer otherwise."""

from datetime import UTC, datetime
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Query, Response
from fastapi.testclient import TestClient

from services.chassis.http.admission import reader
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.http.direct_route import DirectRoute


def answer(code: str, page: Annotated[int, Query(ge=1)] = 1) -> Response:
    return Response(f"{code}, page {page}")


@pytest.fixture
def client(tmp_path) -> TestClient:
    credential, token = issue_reader("bank", ["measures:read"], datetime.now(UTC))
    CredentialFile(tmp_path / "credentials.json").add(credential)
    app = FastAPI()
    app.state.credentials = CredentialFile(tmp_path / "credentials.json")
    for path, scope in (("/direct/{code}", "measures:read"), ("/closed/{code}", "alerts:read")):
        app.router.add_api_route(
            path, answer, dependencies=[Depends(reader(scope))], route_class_override=DirectRoute
        )
    client = TestClient(app)
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def test_the_path_is_answered_with_and_without_a_query(client) -> None:
    assert client.get("/direct/91").text == "91, page 1"
    assert client.get("/direct/91?page=2").text == "91, page 2"
    assert client.get("/direct/91?page=0").status_code == 422


def test_what_a_route_asks_for_is_asked_without_a_door_too(client) -> None:
    assert client.get("/closed/91").status_code == 403
    assert client.get("/closed/91?page=2").status_code == 403
    del client.headers["Authorization"]
    assert client.get("/direct/91").status_code == 401


def test_a_route_with_another_path_is_refused() -> None:
    def of_number(number: int) -> Response:
        return Response(str(number))

    def of_body(code: str, body: dict[str, str]) -> Response:
        return Response(f"{code}{body}")

    app = FastAPI()
    for path, function in (("/{number}", of_number), ("/{code}", of_body)):
        with pytest.raises(TypeError):
            app.router.add_api_route(path, function, route_class_override=DirectRoute)
