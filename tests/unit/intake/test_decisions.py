"""A person's decision: it is a report, is remembered, and may be changed for what comes later."""

from datetime import date

import pytest

from schemas.messages import IdentifierLinked
from services.chassis.processing.memory_log import run_until_quiet
from services.intake import read_model
from tests.support.decisions import decision
from tests.support.identification_reports import (
    CODE,
    EARLY,
    OTHER,
    danger,
    outcomes,
    penalty,
    registry,
    subjects,
    take,
)
from tests.support.sample_files import facts_on, intake_worker, put

LATER = date(2026, 11, 2)
NUMBER = "330200000000001"
REG = f"reg:{NUMBER}"


def test_it_gets_a_receipt_like_any_report() -> None:
    worker = intake_worker(1)
    (fact,) = decision("name: 甲厂 ", CODE)
    take(worker, [fact])
    (receipt,) = read_model.receipts(worker.views, "work-safety", fact.body.submission)
    assert (receipt.outcome, receipt.code, receipt.report_id) == ("accepted", CODE, fact.id)
    (linked,) = facts_on(worker, "identifications")
    assert isinstance(linked.body, IdentifierLinked)
    assert (linked.subject, linked.body.decided_by) == ("name:甲厂", "信用信息科")


@pytest.mark.parametrize(
    ("department", "changed", "reason", "field"),
    [
        ("fire", {}, "decision_not_allowed", None),
        ("work-safety", {"code": "91990103NBMRN7808"}, "decision_code_invalid", "code"),
        ("work-safety", {"code": "0" * 18}, "decision_code_invalid", "code"),
        ("work-safety", {"code": ""}, "field_missing", "code"),
        ("work-safety", {"decision": "maybe"}, "value_unknown", "decision"),
        ("work-safety", {"decision": ["accept"]}, "value_unknown", "decision"),
        ("work-safety", {"decision": "refuse"}, "value_unknown", "code"),
        ("work-safety", {"decision": "refuse", "code": ""}, "field_missing", "reason"),
        ("work-safety", {"decided_by": " "}, "field_missing", "decided_by"),
        ("work-safety", {"decided_by": "33020019700101001X"}, "personal_number", "decided_by"),
        ("work-safety", {"decided_by": "330200 19700101 001X"}, "personal_number", "decided_by"),
        ("work-safety", {"reason": "长" * 201}, "text_too_long", "reason"),
        ("work-safety", {"identifier": "甲厂"}, "value_unknown", "identifier"),
        ("work-safety", {"identifier": "reg:1"}, "value_unknown", "identifier"),
        ("work-safety", {"identifier": f"code:{CODE}"}, "value_unknown", "identifier"),
        ("work-safety", {"note": "x"}, "field_unknown", "note"),
        ("work-safety", {"_unreadable": "x"}, "row_unreadable", None),
    ],
)
def test_one_that_decides_nothing_is_sent_back(
    department: str, changed: dict[str, object], reason: str, field: str | None
) -> None:
    worker = intake_worker(1)
    take(worker, decision("name:甲厂", CODE, department=department, changed=changed))
    (rejected,) = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert (rejected.reason, rejected.field) == (reason, field)
    assert facts_on(worker, "identifications") == []


def test_a_refusal_rejects_what_waits_and_what_comes_in_the_words_of_who_decided() -> None:
    worker = intake_worker(1)
    take(worker, penalty("甲厂"))
    take(worker, decision("name:甲厂", None, reason="查无此企业"))
    assert outcomes(worker)[-1] == ("rejected", "identity_refused")
    assert read_model.quarantine(worker.views) == []
    take(worker, penalty("甲 厂"))
    assert outcomes(worker)[-1] == ("rejected", "identity_refused")
    told = facts_on(worker, "report-rejections")[-1].body
    assert (told.field, told.value) == ("行政相对人名称", "甲厂")
    assert "查无此企业" in told.chinese
    assert "查无此企业" in told.english
    assert subjects(worker) == []


def test_a_later_acceptance_lets_later_reports_through() -> None:
    worker = intake_worker(1)
    take(worker, penalty("甲厂"))
    take(worker, decision("name:甲厂", None, reason="查无此企业"))
    take(worker, decision("name:甲厂", CODE, day=LATER))
    assert subjects(worker) == []  # what was rejected stays so
    sent_again = penalty("甲厂 ", day=LATER)
    take(worker, sent_again)
    assert subjects(worker) == [CODE]


def test_a_later_acceptance_of_another_code_holds_for_later_reports() -> None:
    worker = intake_worker(1)
    take(worker, decision("name:甲厂", CODE))
    take(worker, penalty("甲厂"))
    take(worker, decision("name:甲厂", OTHER, day=LATER))
    take(worker, penalty("甲 厂", day=LATER))
    assert subjects(worker) == [CODE, OTHER]


def test_a_decision_holds_over_the_registry() -> None:
    worker = intake_worker(1)
    take(worker, registry(注册号=NUMBER))
    take(worker, decision(REG, OTHER))
    take(worker, danger(NUMBER))
    assert subjects(worker) == [CODE, OTHER]


def test_what_the_registry_told_before_a_decision_is_told_again_to_a_redelivery() -> None:
    worker = intake_worker(1)
    take(worker, registry(day=EARLY, 注册号=NUMBER))
    findings = danger(NUMBER, day=EARLY)
    take(worker, findings)
    take(worker, decision(REG, None, reason="重号", day=LATER))
    take(worker, findings)
    assert subjects(worker) == [CODE, CODE]
    assert ("rejected", "identity_refused") not in outcomes(worker)


def test_a_decision_delivered_twice_changes_nothing() -> None:
    worker = intake_worker(1)
    first, second = decision("name:甲厂", CODE), decision("name:甲厂", OTHER, day=LATER)
    take(worker, penalty("甲厂"))
    take(worker, [*first, *second])
    states = dict(worker.states)
    published = {fact.id for topic in worker.log.topics() for fact in facts_on(worker, topic)}
    put(worker, facts_on(worker, "identifications"), "identifications")
    put(worker, [*first, *second])
    run_until_quiet([worker])
    assert worker.states == states
    again = {fact.id for topic in worker.log.topics() for fact in facts_on(worker, topic)}
    assert again == published


def test_who_changes_their_mind_without_end_does_not_fill_the_state() -> None:
    worker = intake_worker(1)
    for number in range(500):
        code = CODE if number % 2 else OTHER
        put(worker, decision("name:甲厂", code, reason=str(number)))
    run_until_quiet([worker])
    assert max(map(len, worker.states.values())) < 50_000
