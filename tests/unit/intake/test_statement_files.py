"""Penalties as departments write them: what is meant, or a person is asked; in all three ways."""

import csv
import io
import json

import pytest

from schemas.messages import RecordAdmitted
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.translation.reports import submitted
from tests.support.intake_desk import Desk
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

LAYOUT = "penalties-double-publicity"
Rows = list[tuple[str, str]]  # facts found, remark
# What each row is read as: the severity (None: it waits), and whether the record is taken back.
SEVERITIES: dict[str, str | None] = {
    "情节\n严重": "severe",
    "情节　严重": "severe",
    "情节：严重": "severe",
    "没有情节严重的情形": None,
}
REMARKS: dict[str, bool | None] = {
    "驳回撤销处罚的申请": False,
    "经复议撤销": True,
    "撤销行政处罚决定": True,
    "部分撤销": None,
}


def fields_of(number: int, facts: str, remark: str) -> dict[str, str]:
    return {
        "行政相对人名称": "示例化工有限公司",
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1(统一社会信用代码)": "91990103NBMRN7808U",
        "行政处罚决定书文号": f"甬应急罚〔2026〕{number}号",
        "违法行为类型": "未采取措施",
        "违法事实": facts,
        "处罚依据": "安全生产法",
        "处罚类别": "罚款",
        "罚款金额(万元)": "2",
        "处罚决定日期": "2026-03-05",
        "处罚机关": "X市应急管理局",
        "备注": remark,
    }


ROWS = [
    *(fields_of(number, facts, "") for number, facts in enumerate(SEVERITIES, 11)),
    *(fields_of(number, "情节一般", remark) for number, remark in enumerate(REMARKS, 21)),
]


def as_file() -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROWS[0]))
    writer.writeheader()
    writer.writerows(ROWS)
    return text.getvalue().encode()


def as_lines() -> bytes:
    return b"\n".join(json.dumps({"layout": LAYOUT, "fields": row}).encode() for row in ROWS)


def by_file() -> tuple[MemoryWorker, str]:
    worker = intake_worker(1)
    sender = Sender("work-safety", clock_at(KNOWN_ON)())
    sent = submit_file(RULEBOOK, sender, "penalties.csv", as_file())
    put(worker, sent.facts)
    run_until_quiet([worker])
    return worker, sent.identity


def by_topic() -> tuple[MemoryWorker, str]:
    worker = intake_worker(1)
    sender = Sender("work-safety", clock_at(KNOWN_ON)())
    sent = submit_lines(RULEBOOK, sender, as_lines())
    put(worker, [submitted(fact.body, fact.subject, fact.known_at) for fact in sent.facts])
    run_until_quiet([worker])
    return worker, sent.identity


def check(worker: MemoryWorker, submission: str) -> None:
    records = {
        fact.body.document_number: fact.body
        for fact in facts_on(worker, "safety-records")
        if isinstance(fact.body, RecordAdmitted)
    }
    read = [
        (each.content.severity, each.withdrawn)  # type: ignore[union-attr]  # penalties alone
        if (each := records.get(f"甬应急罚〔2026〕{number}号"))
        else None
        for number in (*range(11, 15), *range(21, 25))
    ]
    assert read == [
        *(value and (value, False) for value in SEVERITIES.values()),
        *(None if value is None else ("general", value) for value in REMARKS.values()),
    ]
    receipts = read_model.receipts(worker.views, "work-safety", submission)
    waiting = [each for each in receipts if each.outcome == "quarantined"]
    assert [(each.reason, each.field, each.value) for each in waiting] == [
        ("value_ambiguous", "违法事实", "没有情节严重的情形"),
        ("value_ambiguous", "备注", "部分撤销"),
    ]
    assert len(receipts) == len(ROWS)
    assert facts_on(worker, "dead-letters-intake") == []


@pytest.mark.parametrize("way", [by_file, by_topic])
def test_by_file_and_on_the_topic(way: type) -> None:
    check(*way())


def test_over_http(desk: Desk) -> None:
    answer = desk.call("POST", "/reports/work-safety/batch", "work-safety", content=as_lines())
    assert answer.status_code == 202, answer.text
    check(desk.worker, answer.json()["submission"])
