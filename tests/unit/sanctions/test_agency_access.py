"""An agency sees its own orders and acts alone; the right to measures opens no agency's work."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from schemas.records import CreditLine
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.sanctions.api import create_app
from services.sanctions.settings import SanctionsSettings
from tests.support.enterprise import Enterprise, registration
from tests.support.recorded_accesses import accesses_in

FALL = date(2026, 11, 10)
TALK = "work-safety"  # holds the talk with an enterprise that fell


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    it = Enterprise()
    line = CreditLine(amount=Decimal(30000000), bank="CN-1", granted_on=FALL)
    it.reported(line, FALL, "line")
    it.rated("B", FALL, registered=registration())
    it.rated("D", FALL, registered=registration())
    now, known = datetime.now(UTC), CredentialFile(tmp_path / "credentials.json")
    tokens = {}
    for name, (credential, token) in {
        "talk": issue_department(TALK, now),
        "tax": issue_department("tax", now),
        "office": issue_reader("office", ("orders:read",), now),
        "bank": issue_reader("bank", ("measures:read",), now),
    }.items():
        known.add(credential)
        tokens[name] = {"Authorization": f"Bearer {token}"}
    settings = SanctionsSettings(credentials_file=tmp_path / "credentials.json")
    client = TestClient(create_app(settings, it.worker.views))
    client.tokens = tokens  # type: ignore[attr-defined]  # the test's own
    return client


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("talk", "", 200),
        ("talk", f"={TALK}", 200),
        ("talk", "=tax", 403),
        ("talk", f"=tax&{{named}}={TALK}", 403),
        ("office", "", 200),
        ("office", "=tax", 200),
        ("bank", "", 403),
        ("bank", f"={TALK}", 403),
    ],
)
@pytest.mark.parametrize(("path", "named"), [("/orders", "agency"), ("/work-list", "department")])
def test_who_sees_what(
    client: TestClient, path: str, named: str, who: str, query: str, status: int
) -> None:
    asked = f"{path}?{named}{query.format(named=named)}" if query else path
    answer = client.get(asked, headers=client.tokens[who])  # type: ignore[attr-defined]  # as above
    assert answer.status_code == status


def test_who_has_a_list_of_orders_is_on_record_with_all_whom_it_names(client: TestClient) -> None:
    rows = client.get("/orders", headers=client.tokens["talk"]).json()  # type: ignore[attr-defined]  # as above
    (entry,) = accesses_in(client.app)  # type: ignore[arg-type]  # an application of ours
    assert (entry.question, entry.holder, entry.holder_kind) == ("GET /orders", TALK, "department")
    assert set(entry.codes) == {row["code"] for row in rows}
    client.get("/work-list", headers=client.tokens["talk"])  # type: ignore[attr-defined]  # as above
    assert accesses_in(client.app) == []  # type: ignore[arg-type]  # it is empty


def test_a_department_that_names_nobody_sees_its_own(client: TestClient) -> None:
    def agencies(who: str) -> set[str]:
        rows = client.get("/orders", headers=client.tokens[who]).json()  # type: ignore[attr-defined]  # as above
        return {row["agency"] for row in rows}

    assert agencies("talk") == {TALK}
    assert agencies("tax") == set()
    assert agencies("office") > {TALK}
