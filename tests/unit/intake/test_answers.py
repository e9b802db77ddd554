"""Nothing that a department sends vanishes: what can't be read or handled is answered too."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from schemas.codec import encode
from schemas.messages import Fact, ReportRejected, ReportSubmitted
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.domain.identities.identifier_links import MOST_WAITING_BYTES
from services.intake.stage import build_stage
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

CODE = "91990103NBMRN7808U"
DANGER = {"隐患级别": "一般", "发现日期": "2026-01-01", "整改期限": "2026-02-01", "单位代码": CODE}


def danger(department: str, number: str, **more: str) -> list[Fact[ReportSubmitted]]:
    fields = {**DANGER, "隐患编号": number, **more}
    sender = Sender(department, clock_at(KNOWN_ON)())
    digest = f"{department} {number} {more}"
    return list(submit_rows(RULEBOOK, sender, "hidden-dangers", digest, [Row(2, fields)]))


def take(worker: MemoryWorker, *facts: Fact[ReportSubmitted]) -> None:
    put(worker, facts)
    run_until_quiet([worker])


def outcomes(worker: MemoryWorker) -> list[tuple[str, str | None]]:
    return [(f.body.outcome, f.body.reason) for f in facts_on(worker, "report-receipts")]


@pytest.mark.parametrize(
    "value", [b"no json", b"{}", b"[" * 5_000 + b"]" * 5_000, b"\xff\xfe1\x00", b""]
)
def test_an_unreadable_message_is_answered_to_whose_topic_it_came_on(value: bytes) -> None:
    worker = intake_worker(1)
    worker.log.append_raw("reports-fire", 0, b"k", value, 1_790_000_000_000)
    run_until_quiet([worker])
    (letter,) = facts_on(worker, "dead-letters-intake")
    (rejected,) = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert isinstance(rejected, ReportRejected)
    assert (rejected.reason, rejected.origin.department) == ("message_unreadable", "fire")
    assert "reports-fire/0/0" in rejected.chinese
    assert letter.body.reason in rejected.english
    assert outcomes(worker) == [("rejected", "message_unreadable")]
    (receipt,) = read_model.receipts(worker.views, "fire", "reports-fire/0")
    assert (receipt.row, receipt.outcome) == (1, "rejected")


def test_a_fault_of_ours_is_answered_and_waits_for_the_operators() -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("ours")

    stage = build_stage()
    stage = replace(stage, handlers={**stage.handlers, ReportSubmitted: fail})
    worker = MemoryWorker(stage, MemoryLog(1))
    take(worker, *danger("fire", "YH1"))
    assert outcomes(worker) == [("quarantined", "set_aside")]
    (receipt,) = facts_on(worker, "report-receipts")
    assert receipt.body.origin.row == 2


def test_another_department_neither_corrects_nor_withdraws_a_record() -> None:
    worker = intake_worker(1)
    take(worker, *danger("fire", "YH1"))
    take(worker, *danger("port", "YH1", 发现日期="2026-01-02"))
    take(worker, *danger("port", "YH1", 隐患级别="重大"))
    take(worker, *danger("port", "YH1"))
    assert outcomes(worker) == [
        ("accepted", None),
        ("rejected", "record_of_another"),
        ("repeated", "reported_otherwise"),
        ("repeated", "also_reported"),
    ]
    (rejected,) = facts_on(worker, "report-rejections")
    assert "fire" in rejected.body.english
    first, last = (fact.body for fact in facts_on(worker, "safety-records"))
    assert (last.content, last.sources) == (first.content, ("fire", "port"))


def test_two_reports_with_one_id_are_two_reports() -> None:
    worker = intake_worker(1)
    (first,) = danger("fire", "YH1")
    (second,) = danger("fire", "YH2")
    take(worker, first, msgspec.structs.replace(second, id=first.id))
    assert outcomes(worker) == [("accepted", None), ("accepted", None)]
    ids = {fact.id for fact in facts_on(worker, "report-receipts")}
    assert len(ids) == 2
    take(worker, first)  # a redelivery changes nothing
    assert len(outcomes(worker)) == 2


def test_two_reports_with_one_row_have_two_receipts() -> None:
    worker = intake_worker(1)
    (first,) = danger("fire", "YH1")
    (second,) = danger("fire", "YH2")
    body = msgspec.structs.replace(second.body, submission=first.body.submission)
    take(worker, first, msgspec.structs.replace(second, body=body))
    totals = read_model.totals(worker.views, "fire", first.body.submission)
    assert totals.finished == 2


def test_a_department_sees_no_other_departments_submission_of_the_same_name() -> None:
    worker = intake_worker(1)
    for department in ("fire", "port"):
        (fact,) = danger(department, f"YH-{department}")
        body = msgspec.structs.replace(fact.body, submission="monday")
        take(worker, msgspec.structs.replace(fact, body=body))
    for department in ("fire", "port"):
        (receipt,) = read_model.receipts(worker.views, department, "monday")
        assert receipt.outcome == "accepted"


def test_a_report_is_known_when_the_log_took_it_whatever_it_says() -> None:
    worker = intake_worker(1)
    (fact,) = danger("fire", "YH1")
    taken_at = datetime(2026, 10, 31, 1, 0, 0, 5000, tzinfo=UTC)
    for year, key in ((2099, b"a"), (2001, b"b")):
        at = datetime(year, 1, 1, tzinfo=UTC)
        body = msgspec.structs.replace(
            fact.body, fields={**fact.body.fields, "隐患编号": str(year)}
        )
        said = msgspec.structs.replace(fact, id=str(year), known_at=at, body=body)
        millisecond = milliseconds(taken_at)
        worker.log.append_raw("reports-fire", 0, key, encode(said), millisecond)
    run_until_quiet([worker])
    records = facts_on(worker, "safety-records")
    assert [record.known_at for record in records] == [taken_at, taken_at]


def test_an_id_that_is_no_uuid_stays_behind() -> None:
    worker = intake_worker(1)
    (fact,) = danger("fire", "YH1")
    name = "33020019700101001X"
    digest = msgspec.structs.replace(fact.body, digest=name)
    take(worker, msgspec.structs.replace(fact, id=name, correlation_id=name, body=digest))
    for topic in worker.log.topics():
        if topic != "reports-fire":
            assert all(name.encode() not in record.value for record in worker.log.all(topic))
    assert outcomes(worker) == [("accepted", None)]


def test_only_so_many_reports_wait_for_one_name() -> None:
    worker = intake_worker(1)
    text = "长" * 3_900
    size = len(text.encode())
    count = MOST_WAITING_BYTES // size + 20
    facts = [
        fact
        for number in range(count)
        for fact in danger("fire", f"YH{number}", 单位代码="NBMRN7808", 描述=text)
    ]
    take(worker, *facts)
    reasons = [reason for _, reason in outcomes(worker)]
    assert len(reasons) == count
    assert set(reasons) == {"identifier_unknown", "too_many_waiting"}
    assert max(map(len, worker.states.values())) < 2 * MOST_WAITING_BYTES


def test_the_day_of_the_report_is_the_logs_too() -> None:
    """A danger said to be removed tomorrow is no fact yet, whatever time its sender gives."""
    worker = intake_worker(1)
    (fact,) = danger("fire", "YH1", 销号日期="2026-12-05")
    said = msgspec.structs.replace(fact, known_at=clock_at(date(2026, 12, 6))())
    timestamp = int(clock_at(KNOWN_ON)().timestamp() * 1000)
    worker.log.append_raw("reports-fire", 0, b"k", encode(said), timestamp)
    run_until_quiet([worker])
    assert outcomes(worker) == [("rejected", "date_in_future")]
