"""An answer about a named enterprise leaves only when the entry of who has it is kept."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import Depends, Request
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from schemas.messages import SignInRefused
from services.chassis.accesses.refused_sign_ins import MOST_APART, OTHERS, RefusedSignIns
from services.chassis.http.admission import reader
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.stated_purpose import LONGEST
from tests.support.doors import bearer, build, settings_in, tokens
from tests.support.enterprise import CODE
from tests.support.recorded_accesses import accesses_in, waiting_in

__all__ = ["tokens"]
ANOTHER = "91330200MA2ABCDE0X"


def client_of(folder: Path, **more: object) -> TestClient:
    app = build(settings_in(folder, **more))

    @app.get("/why/{code}", dependencies=[Depends(reader("standings:read", asks_why=True))])
    def why(code: str) -> str:
        return code

    @app.get("/list", dependencies=[Depends(reader("standings:read"))])
    def several(request: Request, count: int) -> list[str]:
        codes = [f"9133020{number:011}" for number in range(count)]
        name_enterprises(request, codes, "第2标段")
        return codes

    return TestClient(app)


def test_who_whom_what_why_and_whence(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = client_of(tmp_path)
    stated = {
        "Access-Purpose": quote("贷款 审查\n110101199003070134"),
        "Access-On-Behalf-Of": "branch 7",
    }
    dressed = f" {CODE.lower()}"
    answer = client.get(f"/standings/{dressed}", headers=bearer(tokens["bank"]) | stated)
    assert answer.status_code == 200
    (fact,) = waiting_in(client.app)
    (body,) = (fact.body,)
    assert fact.subject == tokens["bank"].split(".")[1]
    assert (body.codes, body.holder, body.holder_kind) == ((CODE,), "bank", "reader")
    assert (body.question, body.service, body.status) == ("GET /standings/{code}", "scoring", 200)
    assert (body.address, body.on_behalf_of) == ("testclient", "branch 7")
    assert body.purpose is not None
    assert body.purpose.startswith("贷款 审查 ")
    assert "19900307" not in body.purpose


def test_a_list_is_an_entry_of_all_whom_it_names_in_parts(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    client = client_of(tmp_path)
    named = client.get("/list?count=1201", headers=bearer(tokens["bank"])).json()
    entries = accesses_in(client.app)
    assert [len(each.codes) for each in entries] == [500, 500, 201]
    assert [code for each in entries for code in each.codes] == named
    assert {each.purpose for each in entries} == {"第2标段"}


def test_who_has_no_right_is_on_record_and_in_the_logs_who_is_nobody_is_not(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    client = client_of(tmp_path)
    with capture_logs() as logs:
        assert client.get(f"/standings/{CODE}", headers=bearer(tokens["fire"])).status_code == 403
    (body,) = accesses_in(client.app)
    assert (body.holder, body.status) == ("fire", 403)
    (line,) = [each for each in logs if each["event"] == "request"]
    assert (line["credential"], line["address"]) == (tokens["fire"].split(".")[1], "testclient")
    assert client.get(f"/standings/{CODE}").status_code == 401
    assert client.get("/standings/no-code", headers=bearer(tokens["bank"])).status_code == 200
    assert accesses_in(client.app) == []


def test_an_answer_whose_entry_cannot_be_kept_does_not_leave(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    (tmp_path / "file").write_text("")
    client = client_of(tmp_path, access_journal=tmp_path / "file")
    answer = client.get(f"/standings/{CODE}", headers=bearer(tokens["bank"]))
    assert answer.status_code == 503
    assert CODE not in answer.text
    assert "查询记录" in answer.json()["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    # What names nobody is answered.
    assert client.get("/address", headers=bearer(tokens["bank"])).status_code == 200


def test_some_routes_ask_a_reader_why(tmp_path: Path, tokens: dict[str, str]) -> None:
    client = client_of(tmp_path)
    bank = bearer(tokens["bank"])
    refused = client.get(f"/why/{CODE}", headers=bank)
    assert refused.status_code == 422
    assert "Access-Purpose" in refused.json()["detail"]
    assert client.get(f"/why/{CODE}", headers=bank | {"Access-Purpose": " "}).status_code == 422
    assert (
        client.get(f"/why/{CODE}", headers=bank | {"Access-Purpose": "a loan"}).status_code == 200
    )
    assert [each.purpose for each in accesses_in(client.app)] == ["a loan"]


@pytest.mark.parametrize("purpose", ["x" * (LONGEST + 1), "%FF%FE"])
def test_a_purpose_that_cannot_be_kept_is_refused(
    tmp_path: Path, tokens: dict[str, str], purpose: str
) -> None:
    client = client_of(tmp_path)
    headers = bearer(tokens["bank"]) | {"Access-Purpose": purpose}
    answer = client.get(f"/standings/{CODE}", headers=headers)
    assert answer.status_code == 422
    assert len(answer.text) < 1000


def test_failed_sign_ins_are_entries_with_their_address_and_claimed_id(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    with client:
        for secret in "abc":
            wrong = bearer(f"safety-credit.4f1e\x7f.{secret}")
            answer = client.get(f"/standings/{CODE}", headers=wrong)
            assert answer.status_code == 401
    (fact,) = waiting_in(client.app)  # Kafka is away, so that it waits still
    assert isinstance(fact.body, SignInRefused)
    assert (fact.subject, fact.body.attempts, fact.body.service) == ("testclient", 3, "scoring")
    assert fact.body.claimed == "4f1e\\x7f"


def test_a_flood_of_failed_sign_ins_makes_few_entries() -> None:
    refused = RefusedSignIns("scoring", lambda: datetime(2026, 11, 10, tzinfo=UTC))
    for number in range(10_000):
        refused.note(f"192.0.2.{number}", str(number))
    taken = refused.take()
    assert len(taken) == MOST_APART + 1
    assert sum(body.attempts for _, body in taken) == 10_000
    assert taken[-1][0] == OTHERS
    assert refused.take() == []
