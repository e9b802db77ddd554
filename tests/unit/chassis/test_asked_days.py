"""A day at the end of the calendar is refused by every route that takes one, not computed with."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.chassis.clock import system_clock
from services.chassis.http.credentials import SCOPES, CredentialFile, issue_reader
from services.chassis.views.store import MemoryViews
from services.intake.api import create_app as intake
from services.intake.settings import IntakeSettings
from services.notify.api import create_app as notify
from services.notify.settings import NotifySettings
from services.sanctions.api import create_app as sanctions
from services.sanctions.settings import SanctionsSettings
from services.scoring.api import create_app as scoring
from services.scoring.settings import ScoringSettings
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.safety_records import CODE

ASKING = 10  # routes that take a day in their query, and no body: who adds one counts it here


def days_of(operation: dict[str, Any]) -> list[str]:
    """Return the names of the parameters of the query that are days."""
    return [
        each["name"]
        for each in operation.get("parameters", ())
        if each["in"] == "query"
        and any(part.get("format") == "date" for part in parts_of(each["schema"]))
    ]


def parts_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema, *schema.get("anyOf", ())]


def apps(file: Path) -> list[FastAPI]:
    views, shared = MemoryViews(), {"credentials_file": file}
    return [
        intake(IntakeSettings(**shared), views, MemoryOfOneProcess()),
        scoring(ScoringSettings(**shared), views),
        sanctions(SanctionsSettings(**shared), views),
        notify(NotifySettings(**shared), views),
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_refused(tmp_path: Path, day: str) -> None:
    file = tmp_path / "credentials.json"
    credential, token = issue_reader("auditor", sorted(SCOPES), system_clock(), purpose="audit")
    CredentialFile(file).add(credential)
    headers = {"Authorization": f"Bearer {token}", "Access-Purpose": "an audit"}
    asked = []
    for app in apps(file):
        client = TestClient(app, headers=headers, raise_server_exceptions=False)
        for path, operations in app.openapi()["paths"].items():
            for method, operation in operations.items():
                days = days_of(operation)
                if not days or "requestBody" in operation:
                    continue
                query = {**dict.fromkeys(days, day), "lot": "G15"}
                answer = client.request(method, path.format(code=CODE), params=query)
                assert answer.status_code == 422, (path, answer.text)
                asked.append(path)
    assert len(asked) == ASKING, asked
