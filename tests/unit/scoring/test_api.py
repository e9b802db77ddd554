"""The API of scoring answers from its views alone."""

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.chassis.clock import system_clock
from services.chassis.credentials import CredentialFile, issue_reader
from services.scoring.api import create_app
from services.scoring.settings import ScoringSettings
from tests.support.safety_records import CODE, Scoring
from tests.unit.scoring.test_stage import CERTIFIED, FATAL, REGISTERED


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    file = tmp_path / "credentials.json"
    reading, token = issue_reader("bank", ["standings:read"], system_clock())
    other, _ = issue_reader("other", ["measures:read"], system_clock())
    for credential in (reading, other):
        CredentialFile(file).add(credential)
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)
    settings = ScoringSettings(credentials_file=file, city_day=date(2026, 10, 31))
    app = create_app(settings, scoring.worker.views)
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def test_the_standing_now(client: TestClient) -> None:
    answer = client.get(f"/standings/{CODE.lower()}").json()
    assert (answer["code"], answer["grade"], answer["score"]) == (CODE, "D", "50")
    assert answer["lines"][1]["document_number"] == "SG-1"
    assert answer["overrides"][0]["effect"] == "down 2"


def test_the_standing_on_another_day_and_as_known_then(client: TestClient) -> None:
    def grade(**query: str) -> object:
        return client.get(f"/standings/{CODE}", params=query).json()["grade"]

    assert grade(on="2026-02-28") == "A"
    assert grade(on="2026-03-01") == "D"
    assert grade(on="2026-03-01", as_known="2026-03-01") == "A"
    assert grade(on="2027-03-02") == "C"
    assert grade(as_known="2026-01-31") == "A"


def test_the_explanation_in_both_languages(client: TestClient) -> None:
    assert "等级: D" in client.get(f"/standings/{CODE}/explanation").text
    english = client.get(
        f"/standings/{CODE}/explanation", params={"language": "en", "on": "2026-02-28"}
    )
    assert "Grade: A" in english.text


def test_the_table_of_grades(client: TestClient) -> None:
    assert client.get("/grades").json() == {"hazardous_chemicals": {"D": 1}}


def test_who_is_not_rated_is_not_found(client: TestClient) -> None:
    assert client.get("/standings/91350100M000100Y43").status_code == 404
    early = client.get(f"/standings/{CODE}", params={"as_known": "2025-12-31"})
    assert early.status_code == 404
    assert client.get(f"/standings/{CODE}", params={"on": "yesterday"}).status_code == 422


def test_without_the_scope_nothing_is_read(client: TestClient) -> None:
    client.headers.pop("Authorization")
    for path in (f"/standings/{CODE}", f"/standings/{CODE}/explanation", "/grades"):
        assert client.get(path).status_code == 401
