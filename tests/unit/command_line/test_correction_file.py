"""Rows that were not accepted come back as they were sent; mended they are accepted."""

import csv
import dataclasses
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker
from services.command_line.correction_file import ENDINGS, write_corrections
from services.command_line.faulty_rows import MAXIMUM_ROWS, faults_in, faults_table
from services.command_line.small_workbook import write_workbook
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.domain.layouts.recognition import CORRECTION_COLUMNS
from services.intake.read_model import Receipt
from tests.support.report_runs import run
from tests.support.sample_files import KNOWN_ON, RULEBOOK, intake_worker
from tests.support.sent_files import sent

HEADER = ("隐患编号", "备用", "单位代码", "隐患级别", "发现日期", "整改期限", "销号日期", "描述")
GOOD = ("YH1", "x", "91990103NBPDCGJ137", "一般", "2026-07-25", "2026-08-09", "", "堵塞")
BAD = (
    ("YH2", "=1+1", "91990103NBPDCGJ137", "一般", "2027-07-25", "2027-08-09", "", "堵,\"塞\"\n二"),
    ("YH3", "-5", "9199", "很大", "2026-07-25", "2026-08-09", "", "@甲"),
)  # fmt: skip

MENDED = ("91990103NBPDCGJ137", "一般", "2026-07-25", "2026-08-09")


def corrections(tmp_path: Path, data: bytes, name: str = "a") -> tuple[MemoryWorker, bytes, Path]:
    worker = intake_worker()
    submission, receipts = sent(worker, name, data)
    assert submission.original is not None
    path = tmp_path / f"rejected{ENDINGS[submission.original.form]}"
    write_corrections(path, submission.original, faults_in(RULEBOOK, receipts))
    return worker, path.read_bytes(), path


def text(encoding: str = "utf-8", delimiter: str = ",", title: str = "") -> bytes:
    out = io.StringIO()
    out.write(title)
    csv.writer(out, delimiter=delimiter).writerows([HEADER, GOOD, *BAD])
    return out.getvalue().encode(encoding)


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["隐患台账"])
    for row in (HEADER, GOOD, *BAD):
        book.active.append(row)
    for cell in (book.active["B4"], book.active["H5"]):
        cell.data_type = "s"
    book.save(out)
    return out.getvalue()


def mended_text(encoding: str, delimiter: str) -> Callable[[bytes], bytes]:
    def mend(data: bytes) -> bytes:
        rows = [*csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter)]
        assert rows[0] == [*CORRECTION_COLUMNS, *HEADER]
        assert [row[0] for row in rows[1:]] in (["3", "4"], ["4", "5"])
        assert rows[1][3:] == [BAD[0][0], "'=1+1", *BAD[0][2:]]
        assert rows[2][3:] == [*BAD[1][:-1], "'@甲"]
        assert rows[1][1] == "rejected date_in_future 发现日期"
        assert "晚于" in rows[1][2]
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(rows[0])
        for row in rows[1:]:
            row[5:9] = MENDED
            writer.writerow(row)
        return out.getvalue().encode(encoding)

    return mend


def mended_workbook(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    sheet = book.active
    assert sheet is not None
    rows = [*sheet.iter_rows(values_only=True)]
    assert rows[0] == (*CORRECTION_COLUMNS, *HEADER)
    assert [row[0] for row in rows[1:]] == [4, 5]
    assert rows[1][3:] == tuple(each or None for each in BAD[0])
    assert rows[2][3:] == tuple(each or None for each in BAD[1])
    for row in (2, 3):
        for column, value in zip("FGHI", MENDED, strict=True):
            sheet[f"{column}{row}"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mended_json(data: bytes) -> bytes:
    records = json.loads(data)
    for record, bad in zip(records, BAD, strict=True):
        assert {name: record[name] for name in HEADER} == dict(zip(HEADER, bad, strict=True))
        assert record["身份证号"] == "110101199003078881"  # as it came: the file stays here
        record |= dict(zip(HEADER[2:6], MENDED, strict=True))
    return json.dumps(records, ensure_ascii=False).encode()


def objects() -> list[dict[str, str]]:
    return [
        {**dict(zip(HEADER, row, strict=True)), "身份证号": "110101199003078881"}
        for row in (GOOD, *BAD)
    ]


@pytest.mark.parametrize(
    ("data", "mend"),
    [
        (text(), mended_text("utf-8-sig", ",")),
        (text(title="台账\n"), mended_text("utf-8-sig", ",")),
        (text("gb18030", "\t"), mended_text("gb18030", "\t")),
        (text("utf-16", ";"), mended_text("utf-16", ";")),
        (gzip.compress(text("utf-8-sig", "|")), mended_text("utf-8-sig", "|")),
        (workbook(), mended_workbook),
        (json.dumps(objects()).encode(), mended_json),
        ("\n".join(map(json.dumps, objects())).encode(), mended_json),
    ],
    ids=["csv", "titled", "gb18030", "utf-16", "gzip", "xlsx", "json", "jsonl"],
)  # fmt: skip
def test_the_mended_file_is_accepted(
    tmp_path: Path, data: bytes, mend: Callable[[bytes], bytes]
) -> None:
    worker, given, _ = corrections(tmp_path, data)
    submission, receipts = sent(worker, "mended", mend(given))
    assert [each.outcome for each in receipts] == ["accepted", "accepted"]
    assert not set(submission.ignored) & set(CORRECTION_COLUMNS)


@pytest.mark.parametrize("data", [text(), workbook()], ids=["csv", "xlsx"])
def test_sent_as_it_is_it_is_refused_as_before(tmp_path: Path, data: bytes) -> None:
    worker, given, _ = corrections(tmp_path, data)
    _, receipts = sent(worker, "again", given)
    assert {each.outcome for each in receipts} == {"rejected"}


def test_a_cell_that_could_not_be_read_is_no_value_when_it_is_sent_again(tmp_path: Path) -> None:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(GOOD)
    book.active["H2"] = 12.5
    book.active["H2"].number_format = '0!.0,"万"'
    book.save(out)
    worker, given, _ = corrections(tmp_path, out.getvalue())
    assert b"#VALUE!" in io.BytesIO(given).getvalue() or load_workbook(io.BytesIO(given)).active
    _, receipts = sent(worker, "again", given)
    assert [each.reason for each in receipts] == ["row_unreadable"]


def test_a_row_with_more_cells_keeps_them(tmp_path: Path) -> None:
    lines = text().decode() + ",".join((*GOOD, "surplus")) + "\n"
    _, given, _ = corrections(tmp_path, lines.encode())
    assert [*csv.reader(io.StringIO(given.decode("utf-8-sig"), newline=""))][-1][-1] == "surplus"


def test_what_an_encoding_can_not_hold_becomes_utf_8(tmp_path: Path) -> None:
    submission = submit_file(RULEBOOK, Sender("work-safety", clock_at(KNOWN_ON)()), "a", text())
    assert submission.original is not None
    file = dataclasses.replace(submission.original, encoding="cp950")
    fault = Receipt(row=3, report_id="3", outcome="rejected", chinese="晚于报送日")
    write_corrections(tmp_path / "a.csv", file, [fault])
    assert (tmp_path / "a.csv").read_bytes().decode("utf-8-sig").count("晚于报送日") == 1


def test_a_workbook_holds_any_text() -> None:
    texts = ["=1+1", "<&>\"'", "_x0041_", "a\x01b", "\ud800", " x ", "象" * 40, "0012", "1e5"]
    out = io.BytesIO()
    write_workbook(out, [[*texts, 1, 1.5, True, None, ValueError("x")] + [""] * 30 + ["last"]])
    (row,) = load_workbook(out).active.iter_rows(values_only=True)  # type: ignore[union-attr]  # it has one
    dressed = "_x005F_x0041_"  # as a spreadsheet writes what is no escape
    assert [*row[:3], *row[5:9]] == [*texts[:2], dressed, *texts[5:]]
    assert row[9:14] == (1, 1.5, True, None, "#VALUE!")
    assert row[-1] == "last"
    assert len(row) == 45


def test_the_screen_shows_the_first_of_each_reason() -> None:
    def fault(row: int, reason: str) -> Receipt:
        return Receipt(row=row, report_id=str(row), outcome="rejected", reason=reason)

    faults = faults_in(RULEBOOK, [fault(n, f"reason_{n % 3}") for n in range(1000)])
    table = faults_table(faults)
    assert len(table.rows) <= MAXIMUM_ROWS
    assert {row[2][0] for row in table.rows} == {"reason_0", "reason_1", "reason_2"}
    assert f"{len(table.rows)}/1000" in table.title
    many = faults_in(RULEBOOK, [fault(n, f"reason_{n}") for n in range(30)])
    assert len(faults_table(many).rows) == 30


def test_check_writes_them_too_and_says_so(tmp_path: Path) -> None:
    file, rejected = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_bytes(text())
    arguments = ["--department", "work-safety", "--check", "--day", "2026-10-31"]
    result = run(*arguments, "--rejected", str(rejected), str(file))
    assert result.exit_code == 5
    assert f"{rejected}: 2 行待更正" in result.stdout
    mended_text("utf-8-sig", ",")(rejected.read_bytes())
    rejected.unlink()
    file.write_bytes(text().splitlines(keepends=True)[0] + ",".join(GOOD).encode())
    result = run(*arguments, "--rejected", str(rejected), str(file))
    assert result.exit_code == 0
    assert "not written" in result.stdout
    assert not rejected.exists()
