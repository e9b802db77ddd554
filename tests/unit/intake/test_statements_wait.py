"""A statement that says neither waits for a person, who decides once for its sentence."""

from datetime import date
from typing import Any

import pytest

from schemas.codec import encode
from schemas.messages import Fact, FindingNormalized, ReportSubmitted, ReportUndecided
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.submission import Facts, Sender, Submission, submit_rows
from tests.support.decisions import decision
from tests.support.sample_files import RULEBOOK, facts_on, intake_worker, put
from tests.support.statement_reports import CHOICES, CODE, DAY, LATER, SENTENCE, SEVERITY, penalty


def take(worker: MemoryWorker, facts: Any) -> None:
    put(worker, facts)
    run_until_quiet([worker])


def decide(identifier: str, value: str | None, **more: Any) -> list[Fact[ReportSubmitted]]:
    return decision(identifier, None, changed=accepted(value), **more)


def accepted(value: str | None) -> dict[str, object]:
    return {} if value is None else {"decision": "accept", "value": value}


def outcomes(worker: MemoryWorker) -> list[tuple[str, str | None]]:
    return [(f.body.outcome, f.body.reason) for f in facts_on(worker, "report-receipts")]  # type: ignore[attr-defined]  # receipts alone


def severities(worker: MemoryWorker) -> list[str]:
    return [f.body.content.severity for f in facts_on(worker, "safety-records")]  # type: ignore[attr-defined]  # penalties alone


def test_it_waits_and_the_list_shows_the_sentence_with_what_it_could_mean() -> None:
    worker = intake_worker(1)
    sent = penalty()
    take(worker, [*sent, *penalty(2, 违法事实="情节：极其\n恶劣")])
    (waiting,) = read_model.quarantine(worker.views, "statement")
    assert (waiting.identifier, waiting.findings) == (SEVERITY, 2)
    assert (waiting.field, waiting.sentence, waiting.choices) == ("违法事实", SENTENCE, CHOICES)
    (receipt,) = read_model.receipts(worker.views, "work-safety", sent[0].body.submission)
    assert (receipt.outcome, receipt.reason) == ("quarantined", "value_ambiguous")
    assert (receipt.field, receipt.value) == ("违法事实", SENTENCE)
    assert facts_on(worker, "safety-records") == []


@pytest.mark.parametrize("value", CHOICES)
def test_a_decision_holds_for_all_that_wait_and_for_what_comes(value: str) -> None:
    worker = intake_worker(1)
    take(worker, [*penalty(), *penalty(2)])
    take(worker, decide(SEVERITY, value))
    assert outcomes(worker)[2:] == [("accepted", None)] * 3
    assert read_model.quarantine(worker.views) == []
    take(worker, penalty(3))
    assert severities(worker) == [value] * 3
    assert {fact.body.assumed for fact in facts_on(worker, "safety-records")} == {()}  # type: ignore[attr-defined]  # records alone


def test_what_was_decided_before_anything_waits_is_remembered() -> None:
    worker = intake_worker(1)
    take(worker, decide(SEVERITY, "severe"))
    take(worker, penalty())
    assert severities(worker) == ["severe"]
    assert ("quarantined", "value_ambiguous") not in outcomes(worker)


def test_a_refusal_rejects_what_waits_and_what_comes_with_its_reason() -> None:
    worker = intake_worker(1)
    take(worker, penalty())
    take(worker, decide(SEVERITY, None, reason="请按裁量基准填写"))
    assert outcomes(worker)[-1] == ("rejected", "statement_refused")
    take(worker, penalty(2))
    assert outcomes(worker)[-1] == ("rejected", "statement_refused")
    last = facts_on(worker, "report-rejections")[-1].body
    assert "请按裁量基准填写" in last.chinese  # type: ignore[attr-defined]  # rejections alone
    assert "请按裁量基准填写" in last.english  # type: ignore[attr-defined]  # the same
    assert severities(worker) == []


def test_it_is_decided_anew_for_what_comes() -> None:
    worker = intake_worker(1)
    take(worker, decide(SEVERITY, "severe"))
    take(worker, penalty())
    take(worker, decide(SEVERITY, "general", day=LATER))
    take(worker, penalty(2, day=LATER))
    assert severities(worker) == ["severe", "general"]


def test_a_report_waits_for_one_statement_after_the_other_and_then_for_whose_it_is() -> None:
    worker = intake_worker(1)
    name = {"行政相对人代码_1(统一社会信用代码)": "", "备注": "部分撤销"}
    take(worker, penalty(**name))
    take(worker, decide(SEVERITY, "severe"))
    (waiting,) = read_model.quarantine(worker.views)
    assert (waiting.field, waiting.sentence) == ("备注", "部分撤销")
    assert waiting.identifier.startswith("statement:penalty.withdrawn:")
    take(worker, decide(waiting.identifier, "no"))
    (waiting,) = read_model.quarantine(worker.views)
    assert waiting.identifier == "name:甲厂"
    take(worker, decision("name:甲厂", CODE))
    assert severities(worker) == ["severe"]
    assert facts_on(worker, "safety-records")[0].subject == CODE


def test_redelivery_repeats_nothing_and_finds_the_first_answer() -> None:
    worker = intake_worker(1)
    sent = penalty()
    take(worker, sent)
    take(worker, decide(SEVERITY, "severe"))
    take(worker, decide(SEVERITY, "general", day=LATER))
    before = {fact.id for topic in worker.log.topics() for fact in facts_on(worker, topic)}
    put(worker, facts_on(worker, "identifications"), "identifications")
    take(worker, sent)
    after = {fact.id for topic in worker.log.topics() for fact in facts_on(worker, topic)}
    assert after == before
    assert set(severities(worker)) == {"severe"}


def test_what_is_wrong_elsewhere_in_the_row_is_answered_at_once() -> None:
    worker = intake_worker(1)
    take(worker, penalty(处罚决定日期="2026-13-01"))
    assert outcomes(worker) == [("rejected", "date_invalid")]


def test_it_is_known_when_it_was_reported_and_that_is_what_its_days_are_held_against() -> None:
    worker = intake_worker(1)
    take(worker, penalty(处罚决定日期="2026-10-31"))
    take(worker, decide(SEVERITY, "severe", day=LATER))
    (finding,) = [
        f for f in facts_on(worker, "admissions") if isinstance(f.body, FindingNormalized)
    ]
    assert finding.body.reported_on == DAY
    assert finding.known_at == clock_at(LATER)()


def test_nothing_personal_goes_into_what_waits() -> None:
    worker = intake_worker(1)
    number = "33020019700101001X"
    fields = {"备注": f"撤销处罚{number}", "法定代表人证件号码": number, "违法事实": "情节一般"}
    take(worker, penalty(**fields))
    (undecided,) = [
        f for f in facts_on(worker, "identifications") if isinstance(f.body, ReportUndecided)
    ]
    kept = encode(undecided).decode()
    assert number not in kept
    assert "李某某" not in kept
    assert number not in str(read_model.quarantine(worker.views))


def test_a_check_says_that_a_row_would_wait() -> None:
    check = Check(RULEBOOK)
    facts = penalty()
    submission = Submission("one", Facts(lambda: facts, len(facts)), "digest")
    (told,) = check.run(submission)
    assert (told.outcome, told.reason, told.value) == ("quarantined", "value_ambiguous", SENTENCE)
    assert told.identifier == SEVERITY
    assert check.outcomes == {"quarantined": 1}


def test_a_revocation_that_a_person_confirms_needs_its_day() -> None:
    worker = intake_worker(1)
    for number, remark in enumerate(("证书失效", "证书失效2026-03-12")):
        fields = {
            "企业名称": "甲厂",
            "统一社会信用代码": CODE,
            "达标等级": "二级",
            "发证日期": "2024-03-05",
            "有效期至": "2027-03-04",
            "备注": remark,
        }
        sender = Sender("work-safety", clock_at(DAY)())
        sent = submit_rows(
            RULEBOOK, sender, "standardization-certificates", str(number), [Row(2, fields)]
        )
        take(worker, sent)
    for waiting in read_model.quarantine(worker.views):
        take(worker, decide(waiting.identifier, "yes"))
    assert ("rejected", "day_not_stated") in outcomes(worker)
    (record,) = facts_on(worker, "safety-records")
    assert record.body.content.revoked_on == date(2026, 3, 12)  # type: ignore[attr-defined]  # a certificate


def test_too_many_are_sent_back() -> None:
    worker = intake_worker(1)
    long = "长" * 3000
    for number in range(1, 240):
        put(worker, penalty(number, 处罚内容=long, 处罚依据=long))
    run_until_quiet([worker])
    assert ("rejected", "too_many_waiting") in outcomes(worker)
    assert ("quarantined", "value_ambiguous") in outcomes(worker)
    assert max(map(len, worker.states.values())) < 4 * 1024 * 1024
