"""The same record in two dresses is one record, by file, by HTTP and by topic."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.codec import encode
from schemas.messages import RecordAdmitted
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import (
    Sender,
    submit_file,
    submit_rows,
)
from tests.support.dress import escaped, formula, full_width
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

CODE = "91990103NBMRN7808U"
NUMBER = "甬应急罚〔2026〕31号"
PENALTY = {
    "行政相对人名称": "示例化工（集团）有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1(统一社会信用代码)": CODE,
    "行政处罚决定书文号": NUMBER,
    "违法行为类型": "未采取措施",
    "违法事实": "情节一般",
    "处罚依据": "《安全生产法》第一百零二条",
    "处罚类别": "罚款",
    "罚款金额(万元)": "2.5",
    "处罚决定日期": "2026-03-05",
    "处罚机关": "X市应急管理局",
    "备注": "已整改",
}
DRESSES = {
    "zero width": "\u200b".join,
    "apostrophe": lambda text: f"'{text}",
    "typographic apostrophe": lambda text: f"’{text}",
    "formula": formula,
    "formula within a formula": lambda text: formula(formula(text)),
    "full width": full_width,
    "escapes": escaped,
    "direction marks": lambda text: f"\u200e{text}\u200f",
    "embedding": lambda text: f"\u202a{text}\u202c",
    "blanks": lambda text: f"\u3000{text}\u2003\t",
    "line break of a sheet": lambda text: f"{text}_x000D_\n",
    "byte-order marks": lambda text: f"\ufeff\ufeff{text}",
    "brackets": lambda text: text.translate(str.maketrans("〔〕（）", "[]【】")),
    "soft hyphen": lambda text: f"\u00ad{text}",
}


def sender() -> Sender:
    return Sender("work-safety", clock_at(KNOWN_ON)())


def outcomes(worker: MemoryWorker) -> list[tuple[str, str | None]]:
    return [(f.body.outcome, f.body.reason) for f in facts_on(worker, "report-receipts")]


def by_topic(row: dict[str, Any]) -> Iterator[Any]:
    yield from submit_rows(
        RULEBOOK, sender(), "penalties-double-publicity", str(hash(str(row))), [Row(2, row)]
    )


def by_line(row: dict[str, Any]) -> Iterator[Any]:
    line = json.dumps({"layout": "penalties-double-publicity", "fields": row}).encode()
    yield from submit_lines(RULEBOOK, sender(), line).facts


def by_file(row: dict[str, Any]) -> Iterator[Any]:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([list(row), list(row.values())])
    yield from submit_file(RULEBOOK, sender(), "a.csv", sheet.getvalue().encode()).facts


@pytest.mark.parametrize("way", [by_topic, by_line, by_file])
@pytest.mark.parametrize("dress", DRESSES)
def test_all_values_in_a_dress_are_a_repeat(way: Any, dress: str) -> None:
    worker = intake_worker(1)
    put(worker, list(by_topic(PENALTY)))
    run_until_quiet([worker])
    put(worker, list(way({name: DRESSES[dress](value) for name, value in PENALTY.items()})))
    run_until_quiet([worker])
    assert outcomes(worker) == [("accepted", None), ("repeated", None)]
    (record,) = facts_on(worker, "safety-records")
    assert record.body.document_number == NUMBER


@pytest.mark.parametrize("way", [by_topic, by_line, by_file])
@pytest.mark.parametrize("dress", DRESSES)
def test_all_names_in_a_dress_are_known(way: Any, dress: str) -> None:
    worker = intake_worker(1)
    put(worker, list(way({DRESSES[dress](name): value for name, value in PENALTY.items()})))
    run_until_quiet([worker])
    assert outcomes(worker) == [("accepted", None)]


@pytest.mark.parametrize("way", [by_topic, by_file])
def test_headers_and_words_are_known_in_traditional_characters(way: Any) -> None:
    worker = intake_worker(1)
    row = {
        "隱患編號": "YH1",
        "單位代碼": CODE,
        "隱患級別": "重大",
        "發現日期": "2026年3月5日",
        "整改期限": "2026-04-01",
        "挂牌級別": "市級",
    }
    facts = (
        [f for f in submit_rows(RULEBOOK, sender(), "hidden-dangers", "x", [Row(2, row)])]
        if way is by_topic
        else list(way(row))
    )
    put(worker, facts)
    run_until_quiet([worker])
    (record,) = facts_on(worker, "safety-records")
    assert (record.body.content.level, record.body.content.listed_by) == ("major", "city")


def test_the_four_rows_of_one_number_are_one_penalty() -> None:
    worker = intake_worker(1)
    dresses = ["zero width", "apostrophe", "formula"]
    for number in [NUMBER, *(DRESSES[dress](NUMBER) for dress in dresses)]:
        put(worker, list(by_file(PENALTY | {"行政处罚决定书文号": number})))
        run_until_quiet([worker])
    assert [outcome for outcome, _ in outcomes(worker)] == ["accepted", *["repeated"] * 3]
    assert len(facts_on(worker, "safety-records")) == 1


def test_what_is_shown_is_as_the_sender_wrote_it() -> None:
    worker = intake_worker(1)
    written = PENALTY | {
        "行政处罚决定书文号": "甬应急罚（2026）31 号",
        "处罚依据": "“安全生产法”\u200b　第九条",
    }
    put(worker, list(by_file(written)))
    run_until_quiet([worker])
    (record,) = facts_on(worker, "safety-records")
    assert record.body.document_number == "甬应急罚（2026）31 号"
    assert record.body.content.legal_ground == "“安全生产法”　第九条"
    assert "\u200b" not in encode(record).decode()


def test_another_number_is_another_record() -> None:
    worker = intake_worker(1)
    for number in [
        NUMBER,
        "甬应急罚〔2026〕3l号",
        "甬应急罚〔2026〕31-1号",
        "甬應急罰〔2026〕31号",
    ]:
        put(worker, list(by_file(PENALTY | {"行政处罚决定书文号": number})))
    run_until_quiet([worker])
    facts = facts_on(worker, "safety-records")
    assert sum(isinstance(fact.body, RecordAdmitted) for fact in facts) == 4


@pytest.mark.parametrize(
    ("written", "types"),
    [
        ("罚款,警告", ("罚款", "警告")),
        ("罚款､警告", ("罚款", "警告")),
        ("罚款﹑警告／没收违法所得", ("罚款", "警告", "没收违法所得")),
        ("罚款｜警告︔没收违法所得", ("罚款", "警告", "没收违法所得")),
        ("罚款，警告", ("罚款", "警告")),
        ("罚款；警告;没收违法所得", ("罚款", "警告", "没收违法所得")),
        ("罚款/警告|通报批评", ("罚款", "警告", "通报批评")),
        ("罚款\n警告\r\n责令停产停业", ("罚款", "警告", "责令停产停业")),
        ("警告并处罚款", ("警告", "罚款")),
        ("罚款和没收违法所得、没收非法财物", ("罚款", "没收违法所得", "没收非法财物")),
        ("没收违法所得和非法财物", ("没收违法所得和非法财物",)),
        (
            "罚款（《安全生产法》第九十四条、第九十五条），警告",
            ("罚款（《安全生产法》第九十四条、第九十五条）", "警告"),
        ),
        ("罚款、无", ("罚款",)),
        ("'罚款_x000A_警告", ("罚款", "警告")),
    ],
)
def test_types_are_told_apart(written: str, types: tuple[str, ...]) -> None:
    worker = intake_worker(1)
    put(worker, list(by_file(PENALTY | {"处罚类别": written})))
    run_until_quiet([worker])
    (record,) = facts_on(worker, "safety-records")
    assert record.body.content.types == types


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("长期", None), ("永久", None), ("長期有效", None), (" 长 期 ", None), ("'无期限", None),
        ("至今", None), ("（长期）", None), ("—", None), ("N/A", None), ("（无）", None),
        ("未填", None), ("<NULL>", None), ("２０２７-０３-０５", "2027-03-05"),
        ("2027年3月5日止", "2027-03-05"),
        ("2027 年 3 月 5 日", "2027-03-05"), ("2027—03—05", "2027-03-05"),
    ],
)  # fmt: skip
def test_the_end_of_publicity(written: str, until: str | None) -> None:
    worker = intake_worker(1)
    put(worker, list(by_file(PENALTY | {"公示截止期": written})))
    run_until_quiet([worker])
    (record,) = facts_on(worker, "safety-records")
    day = record.body.content.public_until
    assert (day and day.isoformat()) == until


@pytest.mark.parametrize(
    ("written", "fine"),
    [
        ("0.30000000000000004", "3000"), (0.1 + 0.2, "3000"),
        ("0.3333333333333333", "3333.33333333333"),
        (1 / 3, "3333.33333333333"), ("85.33333333333333", "853333.333333333"), ("1.1", "11000"),
        ("1,234.5", "12345000"), ("1234567890.123456", "12345678901234.56"), (2.0, "20000"),
        ("'0.30000000000000004", "3000"), ("＋２", "20000"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_the_sheet_shows_it(written: Any, fine: str) -> None:
    worker = intake_worker(1)
    put(worker, list(by_topic(PENALTY | {"罚款金额(万元)": written})))
    run_until_quiet([worker])
    (record,) = facts_on(worker, "safety-records")
    assert str(record.body.content.fine) == fine
