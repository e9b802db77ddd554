"""Personal data of each kind through every door inward: none is found in what the city holds."""

import csv
import io
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog

from schemas.codec import encode
from schemas.messages import Fact, ReportSubmitted
from schemas.topics import catalogue, reports_topics
from services.chassis.clock import clock_at
from services.chassis.http.problems import problem
from services.chassis.observability import configure_logging, logger
from services.command_line.correction_file import write_corrections
from services.intake import read_model
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.json_reports import submit_lines, submit_report
from services.intake.adapters.submissions.submission import Sender, submit_file, submit_rows
from services.intake.stage import load_rulebook
from tests.support.example_reports import KINDS, KNOWN_ON, example
from tests.support.personal_seeds import FREE_TEXT, IDENTITY_18, NAMES, SEEDS, kinds_in, leaks
from tests.support.played_city import PlayedCity

RULEBOOK = load_rulebook()
DAY = date(2026, 10, 31)
REGISTRY = {
    "统一社会信用代码": "91990105NBFJGG5F8J",
    "企业名称": "某某化工有限公司",
    "行业领域": "工业",
}
PENALTY = {
    "行政相对人名称": "某某化工有限公司",
    "行政相对人代码_1(统一社会信用代码)": "91990105NBFJGG5F8J",
    "行政处罚决定书文号": "甬应急罚〔2026〕7号",
    "违法行为类型": FREE_TEXT,
    "违法事实": f"情节一般。{FREE_TEXT}",
    "处罚依据": FREE_TEXT,
    "处罚类别": "罚款",
    "罚款金额(万元)": "2",
    "处罚决定日期": "2026-05-08",
    "处罚机关": FREE_TEXT[:100],
    "备注": FREE_TEXT,
}


def sender(department: str) -> Sender:
    return Sender(department, clock_at(DAY)())


def _texts(content: Any) -> Any:
    """Return a content with the seeds in each text that is free."""
    free = {"subject", "findings", "description", "grounds", "reason", "violation", "revoked_for"}
    free |= {"legal_ground", "authority", "ground", "decided_by", "course", "bank", "evaluator"}
    return {name: FREE_TEXT if name in free else value for name, value in content.items()}


def records() -> Iterable[Fact[ReportSubmitted]]:
    """Each kind of record, seeds in its free texts, as a department's client publishes it."""
    for kind in KINDS:
        given = example(kind)
        fields = {**given.report, "content": _texts(given.report["content"])}
        at = Sender(given.department, clock_at(KNOWN_ON)())
        (fact,) = submit_rows(RULEBOOK, at, "record", kind, [Row(1, fields)])
        fact.body.fields.update(fields)  # its own client does not mask
        yield fact


def own_client() -> Iterable[Fact[ReportSubmitted]]:
    line = {"layout": "penalties-double-publicity", "fields": PENALTY}
    (fact,) = submit_lines(RULEBOOK, sender("work-safety"), json.dumps(line).encode()).facts
    fact.body.fields.update(PENALTY, 法定代表人=NAMES["法定代表人"])
    return [fact]


def a_file() -> Iterable[Fact[ReportSubmitted]]:
    row = {**PENALTY, "法定代表人": NAMES["法定代表人"]}
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in (row, row.values()))
    name = f"处罚{SEEDS['mobile number']}.csv"
    return submit_file(RULEBOOK, sender("work-safety"), name, text.encode()).facts


def over_http() -> Iterable[Fact[ReportSubmitted]]:
    body = json.dumps({"layout": "penalties-double-publicity", "fields": PENALTY})
    return submit_report(RULEBOOK, sender("work-safety"), body.encode()).facts


def a_statement() -> Iterable[Fact[ReportSubmitted]]:
    return rows("work-safety", {**PENALTY, "违法事实": f"情节：极其恶劣，{FREE_TEXT}"})


def a_refused_row() -> Iterable[Fact[ReportSubmitted]]:
    """Rows that are rejected for one field, and hold names and numbers in others."""
    yield from rows("work-safety", {**PENALTY, **NAMES, "联系电话": "13905741234"})
    yield from rows("work-safety", {**PENALTY, "罚款金额(万元)": FREE_TEXT})
    yield from rows("work-safety", {**PENALTY, FREE_TEXT[:60]: "x"})
    yield from rows("work-safety", {**PENALTY, "联系电话": 13905741234})
    for seed in SEEDS.values():
        yield from rows("work-safety", {**PENALTY, "处罚决定日期": seed})
        yield from rows("work-safety", {**PENALTY, "行政相对人代码_1(统一社会信用代码)": seed})
    yield from rows("fire", {"code": FREE_TEXT, "content": {"kind": FREE_TEXT}}, "record")


def a_document_number() -> Iterable[Fact[ReportSubmitted]]:
    for kind in ("identity number of 18 digits", "identity number of 15 digits", "mobile number"):
        yield from rows("work-safety", {**PENALTY, "行政处罚决定书文号": SEEDS[kind]})


def a_name() -> Iterable[Fact[ReportSubmitted]]:
    code = {"行政相对人代码_1(统一社会信用代码)": "", "行政相对人名称": f"某某{FREE_TEXT}"}
    return rows("work-safety", {**PENALTY, **code})


def decisions() -> Iterable[Fact[ReportSubmitted]]:
    fields = {"identifier": "name:某某化工有限公司", "decision": "refuse", "decided_by": "科"}
    yield from rows("work-safety", {**fields, "reason": FREE_TEXT[:200]}, "decision")
    yield from rows(
        "work-safety", {**fields, "reason": "错", "decided_by": "13905741234"}, "decision"
    )
    yield from rows("work-safety", {**fields, "identifier": f"name:{FREE_TEXT}"}, "decision")


def rows(
    department: str, fields: dict[str, Any], layout: str = "penalties-double-publicity"
) -> Iterable[Fact[ReportSubmitted]]:
    """Return a row as a department's own client publishes it: as it is."""
    digest = repr(fields)
    facts = submit_rows(RULEBOOK, sender(department), layout, digest, [Row(1, fields)])
    for fact in facts:
        fact.body.fields.clear()
        fact.body.fields.update(fields)
    return facts


DOORS: list[Callable[[], Iterable[Fact[ReportSubmitted]]]] = [
    records,
    own_client,
    a_file,
    over_http,
    a_statement,
    a_refused_row,
    a_document_number,
    a_name,
    decisions,
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_none_is_found_behind_the_door(door: Callable[[], Iterable[Fact[ReportSubmitted]]]) -> None:
    city = PlayedCity(partitions=1)
    city.begin(DAY)
    facts = list(door())
    assert any(kinds_in(encode(fact)) for fact in facts) or door in {a_file, over_http}
    city.report(facts)
    assert city.log.all("report-receipts")
    assert leaks(city) == set()


@pytest.mark.parametrize("door", [a_file, over_http], ids=lambda door: door.__name__)
def test_our_own_doors_publish_none(door: Callable[[], Iterable[Fact[ReportSubmitted]]]) -> None:
    assert [kinds_in(encode(fact)) for fact in door()] == [set()]


def test_free_texts_are_masked_and_the_record_is_taken() -> None:
    city = PlayedCity(partitions=1)
    city.begin(DAY)
    city.report(own_client())
    (receipt,) = [json.loads(record.value or b"") for record in city.log.all("report-receipts")]
    assert receipt["data"]["outcome"] == "accepted"


@pytest.mark.parametrize("topic", [each.name for each in catalogue()])
def test_a_broken_message_is_set_aside_without_them(topic: str) -> None:
    city = PlayedCity(partitions=1)
    broken = json.dumps({"specversion": "1.0", "who": FREE_TEXT}, ensure_ascii=False).encode()
    for value in (broken, json.dumps({"who": FREE_TEXT}).encode(), FREE_TEXT.encode("gb18030")):
        city.log.append_raw(topic, 0, SEEDS["mobile number"].encode(), value, 0)
    before = {topic}
    city.report([])
    found = {(place, kind) for place, kind in leaks(city) if place != f"topic {topic}"}
    assert found == set(), before


def test_raw_reports_are_kept_for_a_stated_time() -> None:
    for topic in reports_topics():
        kept = int(dict(topic.config)["retention.ms"])
        assert 0 < kept <= 31 * 24 * 3600 * 1000


def test_the_seeds_are_found_where_they_are() -> None:
    assert len(kinds_in(FREE_TEXT.encode())) == len(SEEDS)
    assert kinds_in(json.dumps({"a": FREE_TEXT}).encode()) == set(SEEDS)
    assert IDENTITY_18 in SEEDS.values()


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", stream)
        configure_logging("intake")
    yield stream
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_logs_and_errors_repeat_none(logged: io.StringIO) -> None:
    logger("x").error("failed", row={"备注": [FREE_TEXT]}, text=FREE_TEXT)
    try:
        raise ValueError(FREE_TEXT)
    except ValueError:
        logger("x").exception(FREE_TEXT)
    printed = logged.getvalue()
    assert "failed" in printed
    assert kinds_in(printed.encode()) == set()
    answer = problem(422, FREE_TEXT, extra={"errors": [{"field": FREE_TEXT}]})
    assert kinds_in(bytes(answer.body)) == set()


def test_the_words_of_a_correction_repeat_none(tmp_path: Path) -> None:
    """The rows are their sender's own, on his machine; what is put before them is ours."""
    row = {**PENALTY, "处罚决定日期": SEEDS["mobile number"]}
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in (row, row.values()))
    submission = submit_file(RULEBOOK, sender("work-safety"), "x.csv", text.encode())
    city = PlayedCity(partitions=1)
    city.report(submission.facts)
    assert submission.original is not None
    faults = read_model.receipts(city.workers[0].views, "work-safety", submission.identity)
    write_corrections(tmp_path / "x.csv", submission.original, faults)
    ((_, *lines),) = [list(csv.reader((tmp_path / "x.csv").open(encoding="utf-8-sig")))]
    assert [kinds_in(" ".join(line[:3]).encode()) for line in lines] == [set()]
    again = submit_file(RULEBOOK, sender("work-safety"), "x.csv", (tmp_path / "x.csv").read_bytes())
    assert [kinds_in(encode(fact)) for fact in again.facts] == [set()]
