"""Readers: encodings, delimiters, headers, row numbers, and files that can't be read."""

import io
import json
import zipfile

import pytest

from services.intake.adapters.files.reader import read_file
from services.intake.adapters.files.rows import Choice, FileReading, Row
from services.intake.adapters.files.source import Source
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support.sample_files import RULEBOOK, SAMPLES

LAYOUTS = tuple(RULEBOOK.layouts.values())
COMMITMENTS = "企业名称,统一社会信用代码,行业,是否承诺,承诺日期,是否公示,公示网址\n"
ROW = "甲厂,91990103NBMRN7808U,C1,是,2025-09-24,是,\n"


def read(data: bytes | str, layout: str | None = None) -> FileReading:
    raw = data.encode() if isinstance(data, str) else data
    choice = Choice(LAYOUTS, RULEBOOK.layouts[layout] if layout else None)
    return read_file(Source.of_bytes(raw), choice)


def rows_of(data: bytes | str) -> list[Row]:
    return list(read(data).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_encoding(encoding: str) -> None:
    reading = read((COMMITMENTS + ROW).encode(encoding))
    assert reading.layout == "commitments"
    assert next(reading.rows()).fields["企业名称"] == "甲厂"


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", "，"])
def test_any_delimiter_under_any_extension(delimiter: str) -> None:
    reading = read((COMMITMENTS + ROW).replace(",", delimiter))
    assert next(reading.rows()).fields["承诺日期"] == "2025-09-24"


def test_titles_above_the_header_blank_rows_and_row_numbers() -> None:
    reading = read(f"承诺一览表,,\n\n{COMMITMENTS}{ROW}\n , ,\n{ROW}")
    assert [row.number for row in reading.rows()] == [4, 7]


def test_a_quoted_line_break_is_one_row() -> None:
    row = ROW.replace("甲厂", '"甲\n厂"')
    reading = read(COMMITMENTS + row + ROW)
    assert [row.number for row in reading.rows()] == [2, 3]
    assert next(reading.rows()).fields["企业名称"] == "甲\n厂"


def test_a_row_with_more_cells_than_the_header_is_not_lost() -> None:
    reading = read(COMMITMENTS + ROW.strip() + ",x,y\n" + ROW)
    assert list(next(reading.rows()).fields) == [UNREADABLE]
    assert list(reading.rows())[1].fields["企业名称"] == "甲厂"


def test_an_open_quote_would_swallow_rows_and_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="after line 2 is never closed"):
        read(COMMITMENTS + ROW + ROW.replace("甲厂", '"甲厂') + ROW * 5)


def test_unknown_columns_are_named_and_personal_ones_dropped() -> None:
    text = (SAMPLES / "penalties-double-publicity.csv").read_bytes().decode("gb18030")
    header, rest = text.split("\n", 1)
    reading = read(f"{header.rstrip()},经办人\n" + rest.replace("\n", ",王\n", 1))
    assert reading.ignored == ("经办人",)
    names = set(next(reading.rows()).fields)
    assert "法定代表人证件号码" not in names
    assert "法定代表人" not in names


def test_full_width_brackets_in_a_header() -> None:
    text = (SAMPLES / "penalties-double-publicity.csv").read_bytes().decode("gb18030")
    reading = read(text.replace("(万元)", "（万元）", 1))
    assert "罚款金额(万元)" in next(reading.rows()).fields


def test_a_repeated_column_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="企业名称 stands twice"):
        read(COMMITMENTS.replace("行业", "企业名称") + ROW)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnreadableFileError, match=r"commitments, which also needs 是否承诺"):
        read(COMMITMENTS.replace("是否承诺", "承诺否") + ROW)


def test_a_forced_layout_reads_what_is_there() -> None:
    reading = read(COMMITMENTS.replace("是否承诺", "承诺否") + ROW, "commitments")
    assert reading.layout == "commitments"
    assert reading.ignored == ("承诺否",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04rubbish", "can't be opened"),
        (b"\xef\xbb\xbf\xff\xff", "mark says UTF-8: in line 1, at byte offset 3, 0xFF"),
        (b"a,b\n1,2\n", "no layout has these fields"),
        (b"[1, 2]", "no objects"),
        (b'{"a": 1}', "no layout has these fields"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        read(data)


def test_json_list_lines_and_one_object_are_counted_as_the_sender_sees_them() -> None:
    element = json.loads((SAMPLES / "accidents.json").read_bytes())[0]
    line = json.dumps(element, ensure_ascii=False)
    assert [row.number for row in rows_of(f"[{line},{line}]")] == [1, 2]
    assert [row.number for row in rows_of(json.dumps(element, indent=1))] == [1]
    lines = read(f"{line}\n\n{{broken\n7\n{line}\n")
    assert [row.number for row in lines.rows()] == [1, 3, 4, 5]
    assert [UNREADABLE in row.fields for row in lines.rows()] == [False, True, True, False]


def test_a_workbook_with_another_sheet_names_it() -> None:
    reading = read((SAMPLES / "elevator-evaluations.xlsx").read_bytes())
    assert (reading.layout, reading.count, next(reading.rows()).number) == (
        "elevator-evaluations",
        115,
        2,
    )
    assert next(reading.rows()).fields["考评日期"] == "2026-06-30"
    certificates = read((SAMPLES / "standardization-certificates.xlsx").read_bytes())
    assert next(certificates.rows()).number == 3  # a title stands above the header


def test_a_zip_that_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UnreadableFileError, match="an archive that is no workbook"):
        read(buffer.getvalue())


def test_the_citys_own_layout_is_told_by_its_fields() -> None:
    line = json.dumps({"code": "c", "document_number": "d", "occurred_on": "o", "content": {}})
    assert read(line).layout == "record"
