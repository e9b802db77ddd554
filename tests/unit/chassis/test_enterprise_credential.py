"""The credential of an enterprise opens what concerns itself, and no other route of any API."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.chassis.http.credentials import CredentialFile, issue_enterprise
from services.chassis.http.route_table import RouteTable
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.views.store import MemoryViews
from services.intake.api import create_app as intake
from services.intake.settings import IntakeSettings
from services.notify.api import create_app as notify
from services.notify.settings import NotifySettings
from services.sanctions.api import create_app as sanctions
from services.sanctions.settings import SanctionsSettings
from services.scoring.api import create_app as scoring
from services.scoring.settings import ScoringSettings
from tests.support.enterprise import CODE
from tests.support.request_memory import MemoryOfOneProcess

ANOTHER = "91330200MA2ABCDE0X"
OWN = {f"/accesses/{CODE}", f"/inboxes/{CODE}"}


def apps(file: Path) -> list[FastAPI]:
    latest = LatestFacts(())
    latest.note_end()
    views = MemoryViews()
    return [
        intake(IntakeSettings(credentials_file=file), views, memory=MemoryOfOneProcess()),
        scoring(ScoringSettings(credentials_file=file), views),
        sanctions(SanctionsSettings(credentials_file=file), views),
        notify(NotifySettings(credentials_file=file), views, stated=latest),
    ]


def path_with(path: str, code: str) -> str:
    filled = path.replace("{code}", code).replace("{recipient}", code)
    filled = filled.replace("{identifier:path}", f"code:{code}").replace("{department}", "fire")
    for name in ("submission", "identity", "alert"):
        filled = filled.replace(f"{{{name}}}", "x")
    return filled.replace("{row}", "1")


@pytest.mark.parametrize("code", [CODE, ANOTHER])
def test_each_route_of_each_api(tmp_path: Path, code: str) -> None:
    file = tmp_path / "credentials.json"
    credential, token = issue_enterprise(CODE, datetime.now(UTC))
    CredentialFile(file).add(credential)
    headers = {"Authorization": f"Bearer {token}"}
    tried = set()
    for app in apps(file):
        client = TestClient(app, raise_server_exceptions=False)
        for entry in RouteTable(app).entries:
            for method in entry.methods if entry.asks else ():
                path = path_with(entry.path, code)
                assert "{" not in path
                status = client.request(method, path, headers=headers).status_code
                # The register of accesses has not run: its views are not there.
                expected = {200, 503} if path in OWN else {403}
                assert status in expected, (method, path, status)
                tried.add(path)
    assert len(tried) >= 40
    assert (tried >= OWN) == (code == CODE)
