"""A spreadsheet keeps fifteen digits of a number; a whole number in JSON is what it is."""

import io
from collections.abc import Callable

import msgspec
import pytest
import xlwt

from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.adapters.submissions.submission import Sender, submit_file
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

Make = Callable[[dict[str, object]], bytes]
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
CODE = "91990103NBMRN7808U"
NUMBER = 202603150000123456
DANGER = {
    "隐患编号": "1",
    "单位代码": CODE,
    "隐患级别": "一般",
    "发现日期": "2026-01-01",
    "整改期限": "2026-02-01",
}


def told(data: bytes) -> tuple[str, str | None, str | None]:
    """Return what becomes of the one row of a file: outcome, reason and field."""
    worker = intake_worker(1)
    put(worker, submit_file(RULEBOOK, SENDER, "a", data).facts)
    run_until_quiet([worker])
    (fact,) = facts_on(worker, "report-receipts")
    return fact.body.outcome, fact.body.reason, fact.body.field  # type: ignore[attr-defined]  # receipts alone


def xlsx(changed: dict[str, object]) -> bytes:
    fields = {**DANGER, **changed}
    values = (
        each if isinstance(each, str) else f"<c><v>{each}</v></c>" for each in fields.values()
    )
    return workbook(row(1, *fields) + row(2, *values))


def xls(changed: dict[str, object]) -> bytes:
    book, buffer = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("一")
    for place, (name, value) in enumerate({**DANGER, **changed}.items()):
        sheet.write(0, place, name)
        sheet.write(1, place, value)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("made", [xlsx, xls])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("隐患编号", NUMBER),
        ("隐患编号", 10**15),
        ("单位代码", 913302001234567890),
        ("描述", 10**16),
    ],
)
def test_a_long_number_of_a_workbook_has_lost_its_end(made: Make, field: str, value: int) -> None:
    assert told(made({field: value})) == ("rejected", "number_rounded", field)


@pytest.mark.parametrize("made", [xlsx, xls])
def test_fifteen_digits_are_kept(made: Make) -> None:
    assert told(made({"隐患编号": 10**15 - 1}))[0] == "accepted"


def test_a_whole_number_of_json_is_exact_and_a_rounded_one_is_not() -> None:
    for number in (NUMBER, 10**25 + 1):
        assert told(msgspec.json.encode({**DANGER, "隐患编号": number}))[0] == "accepted"
    for rounded in (b"2.02603E+17", b"202603150000123456.0", b'"2.02603E+17"'):
        data = msgspec.json.encode({**DANGER, "隐患编号": "N"}).replace(b'"N"', rounded)
        assert told(data) == ("rejected", "number_rounded", "隐患编号")


def test_two_long_numbers_of_json_are_two_records() -> None:
    worker = intake_worker(1)
    lines = [{**DANGER, "隐患编号": number} for number in (NUMBER, NUMBER + 1)]
    data = b"\n".join(map(msgspec.json.encode, lines))
    put(worker, submit_file(RULEBOOK, SENDER, "a", data).facts)
    run_until_quiet([worker])
    numbers = [fact.body.document_number for fact in facts_on(worker, "safety-records")]  # type: ignore[attr-defined]  # records alone
    assert numbers == [str(NUMBER), str(NUMBER + 1)]
