"""`GET /effect` gives the figures of two spans."""

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.scoring.api import create_app
from services.scoring.settings import ScoringSettings
from tests.support.accident_records import two_years
from tests.support.safety_records import Scoring, shipped_rulebooks

YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    file = tmp_path / "credentials.json"
    credential, token = issue_reader("press", ["standings:read"], system_clock())
    CredentialFile(file).add(credential)
    scoring = Scoring()
    scoring.take(*two_years())
    settings = ScoringSettings(credentials_file=file, city_day=date(2026, 10, 31))
    app = create_app(settings, scoring.worker.views)
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def test_a_year_against_the_year_before(client: TestClient) -> None:
    found = client.get("/effect", params=YEAR).json()["accidents"]
    assert found["known_on"] == "2026-10-31"
    assert found["span"] == {"first_day": "2025-01-01", "last_day": "2025-12-31"}
    assert found["against"] == {"first_day": "2024-01-01", "last_day": "2024-12-31"}
    assert found["whole"] == {
        "before": {
            "accidents": 3,
            "responsible": 3,
            "under_investigation": 0,
            "deaths": 4,
            "serious_injuries": 2,
        },
        "after": {
            "accidents": 2,
            "responsible": 0,
            "under_investigation": 1,
            "deaths": 1,
            "serious_injuries": 3,
        },
        "change": {"accidents": "-33.3", "deaths": "-75.0", "serious_injuries": "50.0"},
    }
    sectors = {each["sector"]: each for each in found["sectors"]}
    assert sectors["transport"]["change"]["accidents"] == "-50.0"
    assert sectors["construction"]["change"]["accidents"] is None
    names = (sectors["transport"]["chinese"], sectors["transport"]["english"])
    assert names == shipped_rulebooks().name("transport")


def test_any_two_spans(client: TestClient) -> None:
    asked = {**YEAR, "against_from": "2024-05-01", "against_to": "2024-06-01"}
    whole = client.get("/effect", params=asked).json()["accidents"]["whole"]
    assert (whole["before"]["accidents"], whole["before"]["deaths"]) == (2, 4)
    assert (whole["after"]["accidents"], whole["change"]["accidents"]) == (2, "0.0")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({**YEAR, "against_from": "2024-01-01"}, "name both the first and the last day"),
        ({**YEAR, "against_to": "2024-01-01"}, "name both the first and the last day"),
        ({"from": "2025-12-31", "to": "2025-01-01"}, "the last day lies before the first"),
        ({"from": "0001-01-01", "to": "2025-01-01"}, "fault(s)"),
        ({"from": "2025-01-01"}, ""),
        ({"from": "2025-13-01", "to": "2025-12-31"}, ""),
    ],
)
def test_what_can_not_be_answered_is_told(
    client: TestClient, asked: dict[str, str], says: str
) -> None:
    answer = client.get("/effect", params=asked)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_without_the_scope_nothing_is_read(client: TestClient) -> None:
    client.headers.pop("Authorization")
    assert client.get("/effect", params=YEAR).status_code == 401
