"""What agencies and enterprises read over HTTP."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from schemas.records import CreditLine, InterviewHeld, MeasureAct, ProjectApplication
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.sanctions.api import MEASURES, create_app
from services.sanctions.read_model import ORDERS_OF_PAGE, orders
from services.sanctions.settings import SanctionsSettings
from tests.support.enterprise import BY_GRADE_ALONE, CODE, Enterprise, registration

FALL = date(2026, 11, 10)


@pytest.fixture
def enterprise() -> Enterprise:
    it = Enterprise()
    line = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=FALL)
    it.reported(line, FALL, "line")
    it.rated("B", FALL, registered=registration())
    it.rated("D", FALL, registered=registration())
    return it


@pytest.fixture
def client(enterprise, tmp_path) -> TestClient:
    path = tmp_path / "credentials.json"
    tokens = {}
    for scope in ("measures:read", "alerts:read"):
        scopes = (scope, "orders:read") if scope == "measures:read" else (scope,)
        credential, tokens[scope] = issue_reader("bank", scopes, datetime.now(UTC))
        CredentialFile(path).add(credential)
    app = create_app(SanctionsSettings(credentials_file=path), enterprise.worker.views)
    client = TestClient(app)
    client.headers["Authorization"] = f"Bearer {tokens['measures:read']}"
    client.other = tokens["alerts:read"]
    return client


def test_an_enterprises_measures_are_exact(client):
    answer = client.get(f"/enterprises/{CODE.lower()}/measures")
    assert answer.status_code == 200
    found = {measure["measure"]: measure for measure in answer.json()}
    assert set(found) - BY_GRADE_ALONE == {"insurance_rate", "interview", "loan_limit"}
    assert found["insurance_rate"]["amount"] == "841035.00"
    assert found["loan_limit"]["status"] == "noticed"
    assert found["loan_limit"]["deadline"] == "2026-11-24"
    assert found["loan_limit"]["instance"] == "line"


def test_what_is_stored_is_answered_as_the_contract_says(client):
    """Without a day the stored bytes are the answer; with one they are read and written again."""
    answer = client.get(f"/enterprises/{CODE}/measures")
    contract = TypeAdapter(MEASURES)
    assert answer.json() == contract.dump_python(
        contract.validate_json(answer.content, strict=True), mode="json"
    )
    on_the_day = client.get(f"/enterprises/{CODE}/measures", params={"on": str(FALL)})
    assert answer.headers["content-type"] == on_the_day.headers["content-type"]
    assert answer.json() == on_the_day.json()


def test_many_orders_are_answered_in_pages(client, enterprise):
    for number in range(40):
        project = ProjectApplication(project="新项目", applied_on=FALL, contract_sum=Decimal(10**7))
        enterprise.reported(project, FALL, f"project-{number:02}")
    path, found, pages = f"/enterprises/{CODE}/measures", [], []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200
        pages.append(len(answer.json()))
        found += [measure["order"] for measure in answer.json()]
        path = answer.links["next"]["url"] if "next" in answer.links else None
    known = {order.number for order in enterprise.dossier.orders}
    assert pages == [ORDERS_OF_PAGE, len(known) - ORDERS_OF_PAGE]
    assert found == sorted(known)
    beyond = client.get(f"/enterprises/{CODE}/measures", params={"page": 3})
    assert (beyond.status_code, "2 pages" in beyond.text) == (404, True)


def test_an_order_waits_until_it_is_carried_out(client, enterprise):
    found = [order["measure"] for order in client.get("/orders").json()]
    assert [kind for kind in found if kind not in BY_GRADE_ALONE] == ["interview", "loan_limit"]
    bank = client.get("/orders", params={"agency": "peoples-bank"}).json()
    assert [order["measure"] for order in bank] == ["loan_limit"]
    enterprise.reported(InterviewHeld(held_on=FALL), FALL, "talk")
    waiting = {order.measure for order in orders(enterprise.worker.views, "work-safety")}
    assert waiting - BY_GRADE_ALONE == set()


def test_others_may_not_read(client):
    path = f"/enterprises/{CODE}/measures"
    assert client.get(path, headers={"Authorization": "Bearer x"}).status_code == 401
    other = {"Authorization": f"Bearer {client.other}"}
    assert client.get(path, headers=other).status_code == 403
    assert client.get("/orders", headers=other).status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/enterprises/91350100M000100Y4/measures", 422, "it has 17 characters, not 18"),
        ("/enterprises/91350100M000100Y433/measures", 422, "it has 19 characters"),
        ("/enterprises/91350100M000100Y4%23/measures", 422, "it has '#'"),
        ("/enterprises/11010119900307888X/measures", 422, "a personal identity number"),
        ("/enterprises/91990105NBFJGG5F8J/measures", 404, "no measure is on record"),
        ("/enterprises/91350100M000100Y4Z/measures", 404, "its check character does not fit"),
        ("/orders?agency=nobody", 422, "nobody"),
    ],
)
def test_what_does_not_exist_is_said(client, path, status, why):
    answer = client.get(path)
    assert (answer.status_code, why in answer.json()["detail"]) == (status, True), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_measures_on_a_past_day_are_as_they_stood_then(client, enterprise):
    enterprise.days_pass(date(2026, 11, 25))
    ask = f"/enterprises/{CODE}/measures"

    def loan(on: str) -> list[str]:
        found = client.get(ask, params={"on": on}).json()
        return [each["status"] for each in found if each["measure"] == "loan_limit"]

    assert [loan(on) for on in ("2026-11-09", "2026-11-10", "2026-11-24")] == [
        [],
        ["noticed"],
        ["noticed"],
    ]
    assert loan("2026-11-25") == ["in_force"]
    enterprise.rated("A", date(2026, 12, 1), registered=registration())
    assert loan("2026-11-30") == ["in_force"]
    assert loan("2026-12-01") == []


def test_the_work_list_says_why_an_act_waits(client, enterprise):
    done = MeasureAct(measure="loan_limit", act="carried_out", acted_on=FALL)
    enterprise.reported(done, FALL, "act", department="peoples-bank")
    (item,) = client.get("/work-list", params={"department": "peoples-bank"}).json()
    assert (item["reason"], item["code"]) == ("impossible_step", CODE)
    assert item["chinese"] == "指令当时的状态不允许此步骤"
    assert client.get("/work-list", params={"department": "tax"}).json() == []
    assert client.get("/work-list", params={"department": "nobody"}).status_code == 422
    enterprise.reported(done, FALL, "act", withdrawn=True, department="peoples-bank")
    assert client.get("/work-list").json() == []


def test_what_the_orders_of_a_span_came_to(client, enterprise):
    enterprise.days_pass(date(2026, 11, 25))
    span = {"from": "2026-11-01", "to": "2026-11-30"}
    found = {each["measure"]: each for each in client.get("/orders/effect", params=span).json()}
    assert found.keys() == {"loan_limit", "interview", "public_listing"}
    assert (found["loan_limit"]["took_effect"], found["loan_limit"]["amount"]) == (1, "0.00")
    assert found["interview"]["late"] == 1
    assert client.get("/orders/effect", params=span | {"to": "2026-10-01"}).status_code == 422
