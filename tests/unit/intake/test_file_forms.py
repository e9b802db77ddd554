"""Every form in which a table comes reads as the same rows: encodings, JSON, workbooks, gzip."""

import gzip
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from services.chassis.clock import clock_at
from services.intake.adapters.files.content import content_of
from services.intake.adapters.files.encodings import candidates
from services.intake.adapters.files.source import Source
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import FILES, KNOWN_ON, RULEBOOK, SAMPLES

SENDER = Sender("traffic-police", clock_at(KNOWN_ON)())
LINES = (SAMPLES / "traffic-police.jsonl").read_text().splitlines()[:30]
OBJECTS = [json.loads(line) for line in LINES]
NAMES = list(dict.fromkeys(name for each in OBJECTS for name in each))


def submit(data: bytes | str | Path, department: str = "traffic-police") -> Submission:
    raw = data.encode() if isinstance(data, str) else data
    source = Source.of_path(raw) if isinstance(raw, Path) else Source.of_bytes(raw)
    return submit_file(RULEBOOK, Sender(department, SENDER.known_at), "a", source)


def fields_of(data: bytes | str) -> list[dict[str, object]]:
    return [fact.body.fields for fact in submit(data).facts]


def delimited(objects: list[dict[str, object]], delimiter: str = ",") -> str:
    lines = [NAMES, *([str(each.get(name, "")) for name in NAMES] for each in objects)]
    return "".join(delimiter.join(line) + "\r\n" for line in lines)


TEXTS = [{name: str(each.get(name, "")) for name in NAMES} for each in OBJECTS]
TRADITIONAL = [
    {
        name: text if text.isascii() else "寧波遠東運輸股份有限公司分號"
        for name, text in each.items()
    }
    for each in TEXTS
]


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "hz"),
        *("utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    ],
)
def test_an_encoding_is_told_though_the_header_is_ascii(encoding: str) -> None:
    plain = [{**each, "qymc": "宁波远东运输有限公司"} for each in TEXTS]
    assert fields_of(delimited(plain).encode(encoding)) == plain


def test_big5_is_told_from_gb18030_by_its_frequent_characters() -> None:
    assert fields_of(delimited(TRADITIONAL).encode("big5")) == TRADITIONAL
    assert fields_of(delimited(TRADITIONAL).encode("gb18030")) == TRADITIONAL


@pytest.mark.parametrize(
    "data",
    [
        "\n".join(LINES),
        "[" + ",\n".join(LINES) + "]",
        json.dumps(OBJECTS, indent=2),
        json.dumps(OBJECTS, ensure_ascii=False).encode("gb18030"),
        json.dumps(OBJECTS).encode("utf-16-le"),
        json.dumps(OBJECTS).encode("utf-16-be"),
        json.dumps({"code": 0, "total": len(OBJECTS), "data": OBJECTS, "more": [1, {"a": []}]}),
        json.dumps({"code": 0, "data": {"page": {"size": 9}, "rows": OBJECTS}, "msg": "ok"}),
        "\n".join(json.dumps(each, indent=2) for each in OBJECTS),
        "\ufeff" + "".join(LINES).replace("}{", "}\r\n\r\n{"),
        gzip.compress("\n".join(LINES).encode()),
    ],
    ids=[
        "lines",
        "list",
        "pretty",
        "gb18030",
        "le",
        "be",
        "wrapped",
        "twice",
        "objects",
        "blank",
        "gzip",
    ],
)
def test_json_in_any_shape_is_the_same_records(data: bytes | str) -> None:
    own = [{key: value for key, value in each.items()} for each in OBJECTS]
    assert fields_of(data) == own


def test_a_wrapper_of_twenty_million_characters_is_read_as_it_comes() -> None:
    padding = "x" * 1_000
    objects = [{**OBJECTS[0], "lsh": f"n{number}", "pad": padding} for number in range(18_000)]
    submission = submit(json.dumps({"note": padding, "data": objects}))
    assert len(submission.facts) == 18_000
    assert submission.ignored == ("pad",)


def test_numbers_are_exactly_what_was_written() -> None:
    text = json.dumps([{**OBJECTS[0], "jdf": "@"}]).replace('"@"', "0.1000000000000000055")
    (fields,) = fields_of(text)
    assert fields["jdf"] == 0.1
    text = json.dumps([{**OBJECTS[0], "jdf": "@"}]).replace('"@"', "123456789012345678901")
    assert fields_of(text)[0]["jdf"] == 123456789012345678901


def test_a_gzip_of_a_file_is_the_file() -> None:
    for name, department in FILES.items():
        data = (SAMPLES / name).read_bytes()
        plain, packed = submit(data, department), submit(gzip.compress(data), department)
        assert (plain.identity, plain.digest) == (packed.identity, packed.digest)
        assert list(plain.facts) == list(packed.facts)


@pytest.mark.parametrize("file", FILES)
def test_reading_twice_gives_equal_facts_and_those_after_some_are_the_rest(file: str) -> None:
    first, second = (submit(SAMPLES / file, FILES[file]) for _ in range(2))
    facts = list(first.facts)
    assert facts == list(first.facts) == list(second.facts)
    assert len(first.facts) == len(facts)
    rest = first.facts.after(7)  # type: ignore[union-attr]  # a file's facts are Facts
    assert (list(rest), len(rest)) == (facts[7:], len(facts) - 7)


def test_a_file_that_changes_while_it_is_read_is_not_read_on(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(delimited(TEXTS))
    submission = submit(file)
    file.write_text(delimited(TEXTS[1:]))
    with pytest.raises(UnreadableFileError, match="changed while it was read"):
        list(submission.facts)


EIGHT_FIFTEEN = datetime(2026, 3, 5, 8, 15)  # noqa: DTZ001 - as a workbook keeps it


def test_days_in_a_workbook_however_they_are_kept() -> None:
    certificates = ["企业名称", "统一社会信用代码", "达标等级", "评审得分", "发证日期", "有效期至"]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["达标企业名单"])
    sheet.append(certificates)
    start = ["甲厂", "91990103NBMRN7808U", "二级", 88.5]
    days = [date(2026, 3, 5), EIGHT_FIFTEEN, "2026年3月5日", "2026/3/5", 46086]
    for day in days:
        sheet.append([*start, day, date(2029, 3, 5)])
    buffer = io.BytesIO()
    book.save(buffer)
    facts = list(submit(buffer.getvalue(), "work-safety").facts)
    read = [fact.body.fields["发证日期"] for fact in facts]
    assert read == ["2026-03-05", "2026-03-05T08:15:00", "2026年3月5日", "2026/3/5", 46086]
    assert [fact.body.row for fact in facts] == [3, 4, 5, 6, 7]
    assert facts[0].body.fields["评审得分"] == 88.5


def test_days_since_1904_and_shared_texts_with_a_reading_above_them() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="[$-804]yyyy&quot;年&quot;m"/>'
        '<numFmt numFmtId="201" formatCode="0.0&quot;d&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs>'
    )
    texts = "<si><r><t>甲</t></r><r><t>厂</t></r><rPh><t>JIA</t></rPh></si>"
    names = ("企业名称", "统一社会信用代码", "达标等级", "评审得分", "发证日期", "有效期至")
    cells = (
        '<c t="s"><v>0</v></c>',
        "91990103NBMRN7808U",
        "二级",
        '<c s="1"><v>88.5</v></c>',
        '<c s="0"><v>44624</v></c>',
        '<c s="0"><v>45720</v></c>',
    )
    data = workbook(row(1, *names) + row(2, *cells), texts, styles, '<workbookPr date1904="1"/>')
    (fact,) = submit(data, "work-safety").facts
    fields = fact.body.fields
    assert fields["企业名称"] == "甲厂"
    assert (fields["发证日期"], fields["评审得分"]) == ("2026-03-05", 88.5)


def test_an_old_workbook_is_the_same_rows_and_its_errors_are_told() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for number, name in enumerate(["序号", *NAMES]):
        sheet.write(0, number, name)
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for line, each in enumerate([*TEXTS[:2], TEXTS[2] | {"jdf": ""}], 1):
        sheet.write(line, 0, line)
        for number, name in enumerate(NAMES, 1):
            if each[name]:
                sheet.write(line, number, each[name])
    sheet.write(4, 1 + NAMES.index("sj"), date(2026, 3, 5), day)
    sheet.row(3).set_cell_error(1 + NAMES.index("jdf"), "#REF!")
    buffer = io.BytesIO()
    book.save(buffer)
    facts = list(submit(buffer.getvalue()).facts)
    assert facts[0].body.fields == TEXTS[0]
    assert facts[3].body.fields == {"sj": "2026-03-05"} | {
        name: "" for name in NAMES if name != "sj"
    }
    assert facts[2].body.fields == {
        "_unreadable_field": "jdf",
        "_unreadable": "jdf: the cell holds the error #REF!",
    }


def test_in_doubt_the_departments_own_encoding_is_taken() -> None:
    content = content_of(Source.of_bytes("a,b\r\n丐,1\r\n".encode("gb18030")))
    assert content.foreign.decode("cp950") != content.foreign.decode("gb18030")

    def chinese(usual: tuple[str, ...]) -> str:
        return next(name for name in candidates(content, usual) if name in {"gb18030", "cp950"})

    assert chinese(("big5",)) != chinese(("gb18030",)) == "gb18030"
