"""One row that can't be read or kept is told so; the other rows of its file go through."""

import io
import json
import zipfile

import pytest

from schemas.codec import decode, encode
from schemas.messages import ReportRejected
from services.chassis.clock import clock_at
from services.intake.adapters.files.rows import Row
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import (
    Facts,
    Sender,
    Submission,
    submit_file,
    submit_rows,
)
from services.intake.domain.layouts.layout import UNREADABLE
from services.intake.domain.records.personal import MASK
from tests.support.sample_files import KNOWN_ON, RULEBOOK, SAMPLES

COMMITMENTS = "企业名称,统一社会信用代码,行业,是否承诺,承诺日期,是否公示,公示网址\n"
ROW = "甲厂,91990103NBMRN7808U,C1,是,2025-09-24,是,\n"
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
GOOD = json.loads((SAMPLES / "accidents.json").read_bytes())[0]
PERSON = "110101199003078881"
DEEP = "[" * 100_000 + "]" * 100_000


def spoilt(value: str) -> str:
    """Return the good element as JSON, with a value as it is written in one of its fields."""
    return json.dumps({**GOOD, "单位": "@"}, ensure_ascii=False).replace('"@"', value)


def unreadable_rows(submission: Submission) -> list[int]:
    """Return the rows that are told to be unreadable; all of them can travel."""
    bodies = [decode(encode(fact)).body for fact in submission.facts]
    return [body.row for body in bodies if UNREADABLE in body.fields]  # type: ignore[attr-defined]  # reports alone


BAD_VALUES = [
    '"\\ud800"',
    '{"\\udfff": 1}',
    "1e400000",
    "-1e400000",
    "NaN",
    "-Infinity",
    "9" * 5_000,
    "[" * 30 + "]" * 30,
]


@pytest.mark.parametrize("value", BAD_VALUES)
def test_one_bad_element_leaves_the_others_of_a_list(value: str) -> None:
    text = f"[{spoilt('1')},\n{spoilt(value)},\n{spoilt('2')}]"
    submission = submit_file(RULEBOOK, SENDER, "accidents.json", text.encode())
    assert [fact.body.row for fact in submission.facts] == [1, 2, 3]
    assert unreadable_rows(submission) == [2]


@pytest.mark.parametrize("value", [*BAD_VALUES, DEEP, '"' + "长" * 1_000_000 + '"'])
def test_one_bad_line_leaves_the_others(value: str) -> None:
    text = f"{spoilt('1')}\n{spoilt(value)}\n{spoilt('2')}\n"
    submission = submit_file(RULEBOOK, SENDER, "accidents.jsonl", text.encode())
    assert unreadable_rows(submission) == [2]
    first_is_bad = f"{spoilt(value)}\n{spoilt('1')}\n"
    assert unreadable_rows(submit_file(RULEBOOK, SENDER, "a", first_is_bad.encode())) == [1]


@pytest.mark.parametrize("value", [*BAD_VALUES, DEEP])
def test_one_bad_line_of_a_batch_leaves_the_others(value: str) -> None:
    lines = [f'{{"layout": "accidents", "fields": {spoilt(each)}}}' for each in ("1", value, "2")]
    assert unreadable_rows(submit_lines(RULEBOOK, SENDER, "\n".join(lines).encode())) == [2]


def test_an_endless_name_of_a_layout_leaves_the_other_lines() -> None:
    lines = [f'{{"layout": "{layout}", "fields": {{}}}}' for layout in ("x" * 2_000_000, "\\ud800")]
    submission = submit_lines(RULEBOOK, SENDER, "\n".join(lines).encode())
    assert [len(encode(fact)) < 2_000 for fact in submission.facts] == [True, True]


def test_a_number_beyond_all_bounds_is_told_as_it_was_written() -> None:
    submission = submit_file(
        RULEBOOK, SENDER, "a", f"[{spoilt('1')},{spoilt('1e400000')}]".encode()
    )
    assert "1e400000" in list(submission.facts)[1].body.fields[UNREADABLE]


@pytest.mark.parametrize("text", [DEEP, '{"a":' * 100_000, f"[{spoilt('1')}, {DEEP}]"])
def test_a_document_nested_too_deeply_says_what_to_do(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="nested too deeply: send a list of objects"):
        submit_file(RULEBOOK, SENDER, "a.json", text.encode())


def test_a_huge_cell_of_a_table_leaves_the_other_rows() -> None:
    rows = ROW + ROW.replace("甲厂", "长" * 1_500_000) + ROW
    submission = submit_file(RULEBOOK, SENDER, "a.csv", (COMMITMENTS + rows).encode())
    assert unreadable_rows(submission) == [3]


def test_what_is_told_about_a_row_has_no_personal_number() -> None:
    element = spoilt("1")
    text = f"{element}\n{'x' * 190} {PERSON}\n[{PERSON}]\n{spoilt(f'{PERSON}e400000')}\n"
    for data in (text, COMMITMENTS + ROW + ROW.strip() + f",{'x' * 180} {PERSON}\n"):
        submission = submit_file(RULEBOOK, SENDER, f"{PERSON}.csv", data.encode())
        assert unreadable_rows(submission)
        for fact in submission.facts:
            assert PERSON[:12].encode() not in encode(fact)
            assert fact.body.file == f"{MASK}.csv"


def test_names_of_columns_that_are_not_read_can_be_told() -> None:
    element = spoilt("1")[:-1] + f', "\\ud800": 1, "{PERSON}": 2}}'
    submission = submit_file(RULEBOOK, SENDER, "\udce4.json", element.encode())
    assert submission.ignored == ("?", MASK)
    assert unreadable_rows(submission) == []
    assert next(iter(submission.facts)).body.file == "?.json"


def test_number_cells_of_a_workbook() -> None:
    scores = {
        b"95.90000000000001": b"1.1010119900307888e17",
        b"83.8": b"1e300",
        b"87.59999999999999": b"1e999",
    }
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(SAMPLES / "elevator-evaluations.xlsx") as sample,
        zipfile.ZipFile(buffer, "w") as archive,
    ):
        for name in sample.namelist():
            part = sample.read(name)
            for score, instead in scores.items():
                part = part.replace(b"<v>%s</v>" % score, b"<v>%s</v>" % instead, 1)
            archive.writestr(name, part)
    sender = Sender("quality-supervision", SENDER.known_at)
    submission = submit_file(RULEBOOK, sender, "a.xlsx", buffer.getvalue())
    assert [fact.body.fields.get("考评得分") for fact in list(submission.facts)[:2]] == [
        MASK,
        int(1e300),
    ]
    assert len(unreadable_rows(submission)) == 1
    assert len(submission.facts) == 115


@pytest.mark.parametrize(
    "name", ["*{}", "{}（必填）", "＊ {} (必填项)", "{}：", "★{}*", "{}(选填)", "{}\n（必填）"]
)
def test_marks_that_a_form_puts_to_its_names_change_nothing(name: str) -> None:
    header = ",".join(f'"{name.format(each)}"' for each in COMMITMENTS.strip().split(","))
    submission = submit_file(RULEBOOK, SENDER, "a.csv", f"{header}\n{ROW}".encode())
    (plain,) = submit_file(RULEBOOK, SENDER, "a.csv", (COMMITMENTS + ROW).encode()).facts
    assert [fact.body.fields for fact in submission.facts] == [plain.body.fields]
    assert submission.ignored == ()


def test_a_column_with_a_mark_and_one_without_are_one_that_stands_twice() -> None:
    text = COMMITMENTS.replace("公示网址", "企业名称*") + ROW
    with pytest.raises(UnreadableFileError, match="stands twice"):
        submit_file(RULEBOOK, SENDER, "a.csv", text.encode())


@pytest.mark.parametrize("end", ["\x1a", "\x1a\r\n", "\x1a\x1a"])
def test_the_end_of_a_file_as_dos_has_it_is_no_row(end: str) -> None:
    submission = submit_file(RULEBOOK, SENDER, "a.csv", (COMMITMENTS + ROW + end).encode())
    assert [fact.body.row for fact in submission.facts] == [2]


def told(text: str) -> ReportRejected:
    """Return what the sender of the first row of a file is told."""
    return next(Check(RULEBOOK).run(submit_file(RULEBOOK, SENDER, "a", text.encode())))


def test_what_to_do_about_an_unreadable_cell_is_told_whole_with_its_field() -> None:
    what = f"a number in place of a day, {'in a workbook ' * 6}: format the cells as days"
    row = Row(2, {"承诺日期": ValueError(what)})
    facts = Facts(lambda: iter(submit_rows(RULEBOOK, SENDER, "commitments", "x", [row])), 1)
    rejected = next(Check(RULEBOOK).run(Submission("x", facts, "x")))
    assert rejected.field == "承诺日期"
    assert f"承诺日期: {what}" in rejected.english
    assert f"承诺日期: {what}" in rejected.chinese


@pytest.mark.parametrize(
    ("value", "shown"), [("true", "true"), ('{"约": [1, null]}', '{"约": [1, null]}')]
)
def test_a_value_is_told_as_it_was_sent(value: str, shown: str) -> None:
    text = json.dumps({**GOOD, "死亡人数": "@"}, ensure_ascii=False).replace('"@"', value)
    assert told(text).value == shown


def test_what_stands_in_the_place_of_an_object_is_told_as_it_was_sent() -> None:
    text = f"[null, {json.dumps(GOOD)}]"
    assert "null stands where an object belongs" in told(text).english
