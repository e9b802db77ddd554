"""What a department does not state, though rules need it, is assumed and said to be."""

from datetime import date
from typing import Any

import pytest

from schemas.messages import RecordAdmitted
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from tests.support.sample_files import RULEBOOK, facts_on, intake_worker, put
from tests.support.statement_reports import CODE, DAY, penalty

ACCIDENT = {
    "事故编号": "SG1",
    "单位": "甲厂",
    "统一社会信用代码": CODE,
    "发生时间": "2026-10-30T23:30:00+08:00",
    "死亡人数": 1,
    "重伤人数": 0,
    "直接经济损失_万元": 43,
    "责任认定": "负有责任",
}


def take(worker: MemoryWorker, facts: Any) -> None:
    put(worker, facts)
    run_until_quiet([worker])


def assumed(layout: str, fields: dict[str, Any], department: str = "work-safety") -> list[str]:
    worker = intake_worker(1)
    sender = Sender(department, clock_at(DAY)())
    sent = list(submit_rows(RULEBOOK, sender, layout, "x", [Row(2, fields)]))
    take(worker, sent)
    (record,) = [fact.body for fact in facts_on(worker, "safety-records")]
    assert isinstance(record, RecordAdmitted)
    (receipt,) = read_model.receipts(worker.views, department, sent[0].body.submission)
    assert tuple(each.field for each in receipt.assumed) == record.assumed
    return [f"{each.field}={each.value}" for each in receipt.assumed]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"违法事实": "情节严重"}, ()),
        ({"违法事实": "未采取措施"}, ("severity",)),
        ({"违法事实": ""}, ("severity",)),
        ({"违法事实": "情节严重", "罚款金额(万元)": ""}, ("fine",)),
        ({"违法事实": "无", "罚款金额(万元)": "/"}, ("severity", "fine")),
    ],
)
def test_a_penalty(changed: dict[str, Any], expected: tuple[str, ...]) -> None:
    worker = intake_worker(1)
    take(worker, penalty(**changed))
    (record,) = [fact.body for fact in facts_on(worker, "safety-records")]
    assert isinstance(record, RecordAdmitted)
    assert record.assumed == expected


def test_an_accident_and_a_commitment_with_columns_empty_or_missing() -> None:
    both = ["concealed=false", "nature=production"]
    assert assumed("accidents", ACCIDENT) == both
    assert assumed("accidents", ACCIDENT | {"是否瞒报": "", "事故类别": ""}) == both
    assert assumed("accidents", ACCIDENT | {"是否瞒报": "否", "事故类别": "火灾"}) == []
    commitment = {"统一社会信用代码": CODE, "企业名称": "甲厂", "是否承诺": "是"}
    commitment |= {"承诺日期": "2026-01-01"}
    assert assumed("commitments", commitment) == ["published=false"]
    assert assumed("commitments", commitment | {"是否公示": "未公示"}) == []


def test_a_record_in_the_citys_own_language() -> None:
    content = {
        "kind": "accident",
        "happened_at": "2026-10-30T00:00:00Z",
        "tolls": [{"reported_on": "2026-10-30", "deaths": 1}],
        "loss": 1,
        "responsibility": "responsible",
    }
    fields = {"code": CODE, "document_number": "1", "occurred_on": "2026-10-30"}
    both = ["concealed=false", "nature=production"]
    assert assumed("record", fields | {"content": content}, "fire") == both
    content = content | {"concealed": False, "nature": "fire"}
    assert assumed("record", fields | {"content": content}, "fire") == []


def test_a_repeat_that_states_it_is_the_same_record() -> None:
    worker = intake_worker(1)
    take(worker, penalty(违法事实="未采取措施"))
    take(worker, penalty(违法事实="情节一般", day=date(2026, 11, 1)))
    receipts = [fact.body.outcome for fact in facts_on(worker, "report-receipts")]  # type: ignore[attr-defined]  # receipts alone
    assert receipts == ["accepted", "repeated"]
    assert len(facts_on(worker, "safety-records")) == 1


def test_the_receipt_says_so_in_both_languages() -> None:
    worker = intake_worker(1)
    sent = penalty(违法事实="未采取措施", **{"罚款金额(万元)": ""})
    take(worker, sent)
    (receipt,) = read_model.receipts(worker.views, "work-safety", sent[0].body.submission)
    said = read_model.receipt_words(RULEBOOK, receipt)
    assert said is not None
    assert "违法情节未载明，按一般计" in said.chinese
    assert "罚款金额未载明，按0元计" in said.chinese
    assert "does not state the severity: general is assumed" in said.english
