"""The work list over HTTP: who may see it and decide, and that a decision is a report."""

import pytest

from schemas.codec import decode
from schemas.messages import IdentifierLinked, ReportSubmitted
from services.chassis.processing.memory_log import run_until_quiet
from tests.support.intake_desk import Desk
from tests.support.sample_files import put, take_files
from tests.support.statement_reports import SENTENCE, SEVERITY, penalty

NAMED, CODE = "name:象山瑞丰金属制品有限公司", "91990102NAYP19754W"


def waiting(desk: Desk, query: str = "", who: str = "clerk") -> list[str]:
    answer = desk.call("GET", f"/quarantine{query}", who).json()
    return [each["identifier"] for each in answer["waiting"]]


def receipt(desk: Desk, submission: str, department: str) -> dict[str, object]:
    (found,) = desk.call("GET", f"/submissions/{submission}", department).json()["receipts"]
    return dict(found)


@pytest.mark.parametrize(
    ("who", "department"),
    [("clerk", "work-safety"), ("market-supervision", "market-supervision")],
)
def test_a_decision_is_a_report_of_who_may_decide(desk: Desk, who: str, department: str) -> None:
    take_files(desk.worker, ["penalties-double-publicity.csv"])
    before = len(desk.worker.log.all("safety-records"))
    body = {"decision": "accept", "code": " 91990102nayp19754w ", "reason": "处罚卷宗"}
    answer = desk.call("POST", f"/quarantine/{NAMED}", who, json=body)
    assert (answer.status_code, answer.json()["code"]) == (202, CODE)
    assert len(desk.worker.log.all("safety-records")) == before + 1
    report = decode(desk.published(department)[-1])
    assert isinstance(report.body, ReportSubmitted)
    assert (report.id, report.body.layout) == (answer.json()["report"], "decision")
    linked = decode(desk.worker.log.all("identifications")[-1].value or b"").body
    assert isinstance(linked, IdentifierLinked)
    assert (linked.linked_by, linked.decided_by, linked.reason) == ("person", who, "处罚卷宗")
    assert NAMED not in waiting(desk, who=who)
    settled = receipt(desk, answer.json()["submission"], department)
    assert (settled["outcome"], settled["code"]) == ("accepted", CODE)


def test_a_refusal_rejects_what_waits_with_its_reason(desk: Desk) -> None:
    take_files(desk.worker, ["penalties-double-publicity.csv"])
    body = {"decision": "refuse", "reason": "已注销"}
    assert desk.call("POST", f"/quarantine/{NAMED}", "clerk", json=body).status_code == 202
    assert NAMED not in waiting(desk)
    rejected = decode(desk.worker.log.all("report-rejections")[-1].value or b"").body
    assert (rejected.reason, "已注销" in rejected.chinese) == ("identity_refused", True)  # type: ignore[attr-defined]  # rejections alone


@pytest.mark.parametrize(
    "body", [{"decision": "accept", "code": CODE}, {"decision": "refuse", "reason": "查无"}]
)
def test_where_nothing_waits_a_decision_is_404_unless_in_advance(
    desk: Desk, body: dict[str, object]
) -> None:
    answer = desk.call("POST", "/quarantine/name:不存在", "clerk", json=body)
    assert answer.status_code == 404
    assert "没有待核实" in answer.json()["detail"]
    assert "nothing waits under it" in answer.json()["detail"]
    assert desk.published("work-safety") == []
    body = {**body, "in_advance": True}
    answer = desk.call("POST", "/quarantine/name:不存在", "clerk", json=body)
    assert (answer.status_code, answer.json()["findings"]) == (202, 0)
    assert "in_advance" not in decode(desk.published("work-safety")[-1]).body.fields  # type: ignore[attr-defined]  # a report


@pytest.mark.parametrize(
    ("identifier", "body", "says"),
    [
        (NAMED, {"decision": "accept", "code": "x"}, "no valid unified code"),
        (NAMED, {"decision": "accept"}, "code is empty"),
        (NAMED, {"decision": "refuse"}, "reason is empty"),
        (NAMED, {"decision": "refuse", "reason": "查无", "code": CODE}, "refuse: no code"),
        (f"code:{CODE}", {"decision": "accept", "code": CODE}, "须为有疑问的代码"),
        ("somebody", {"decision": "accept", "code": CODE}, "name:"),
    ],
)
def test_a_decision_that_decides_nothing_is_answered_at_once(
    desk: Desk, identifier: str, body: dict[str, str], says: str
) -> None:
    answer = desk.call("POST", f"/quarantine/{identifier}", "clerk", json=body)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert desk.published("work-safety") == []


def test_the_work_list_comes_in_parts_and_by_kind(desk: Desk) -> None:
    take_files(desk.worker, ["penalties-double-publicity.csv"])
    everything = waiting(desk)
    assert len(everything) > 3
    first = desk.call("GET", "/quarantine?most=2", "clerk").json()
    assert (first["total"], first["following"]) == (len(everything), everything[1])
    assert [each["identifier"] for each in first["waiting"]] == everything[:2]
    assert waiting(desk, f"?after={first['following']}") == everything[2:]
    names = desk.call("GET", "/quarantine?kind=name", "clerk").json()
    assert names["following"] is None
    assert {each["kind"] for each in names["waiting"]} == {"name"}
    assert {each["since"] for each in names["waiting"]} == {"2026-10-31"}


@pytest.mark.parametrize("who", ["tax", "bank"])
def test_nobody_else_sees_it(desk: Desk, who: str) -> None:
    assert desk.call("GET", "/quarantine", who).status_code == 403


def test_a_statement_is_shown_and_decided(desk: Desk) -> None:
    put(desk.worker, penalty())
    run_until_quiet([desk.worker])
    (shown,) = desk.call("GET", "/quarantine?kind=statement", "clerk").json()["waiting"]
    assert (shown["identifier"], shown["kind"]) == (SEVERITY, "statement")
    assert (shown["field"], shown["sentence"]) == ("违法事实", SENTENCE)
    assert shown["choices"] == ["minor", "general", "severe"]
    wrong = desk.call(
        "POST", f"/quarantine/{SEVERITY}", "clerk", json={"decision": "accept", "code": CODE}
    )
    assert wrong.status_code == 422
    body = {"decision": "accept", "value": "general"}
    answer = desk.call("POST", f"/quarantine/{SEVERITY}", "clerk", json=body)
    assert (answer.status_code, answer.json()["value"]) == (202, "general")
    assert waiting(desk) == []
    record = decode(desk.worker.log.all("safety-records")[-1].value or b"").body
    assert record.content.severity == "general"  # type: ignore[attr-defined]  # a penalty
    (settled,) = desk.call(
        "GET", f"/submissions/{penalty()[0].body.submission}", "work-safety"
    ).json()["receipts"]
    assert settled["outcome"] == "accepted"
    assert settled["assumed"] == []
