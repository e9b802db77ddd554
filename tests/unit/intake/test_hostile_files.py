"""Files that mean harm, or came to harm: each is refused clearly, and none is taken wrongly."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from schemas.messages import Fact, ReportSubmitted
from services.chassis.clock import clock_at
from services.intake.adapters.files import limits
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import KNOWN_ON, RULEBOOK, SAMPLES

NAMES = ("企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址")
HEADER = ",".join(NAMES) + "\n"
CELLS = ("甲厂", "91990103NBMRN7808U", "C1", "是", "2025-09-24", "是", "")
ROW = ",".join(CELLS) + "\n"
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())


def submit(data: bytes | str) -> Submission:
    return submit_file(RULEBOOK, SENDER, "a", data.encode() if isinstance(data, str) else data)


def told(data: bytes | str) -> dict[int, str | None]:
    """Return the rows that were read, and of each that is told to be unreadable why."""
    facts: list[Fact[ReportSubmitted]] = list(submit(data).facts)
    return {fact.body.row: fact.body.fields.get(UNREADABLE) for fact in facts}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def huge_sheet() -> bytes:
    return workbook(row(1, *NAMES) + " " * 40_000_000)


def declared_smaller() -> bytes:
    """Return a workbook whose sheet is larger than it says."""
    data = workbook(row(1, *NAMES) + row(2, *CELLS) * 100)
    part = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/a.xml")
    size = part.file_size.to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (part.file_size // 2).to_bytes(4, "little"))


REFUSED: dict[str, tuple[Callable[[], bytes | str], str]] = {
    "100,000 columns": (lambda: HEADER.strip() + ",x" * 99_993 + "\n" + ROW, "has 100000 columns"),
    "100,000 members": (
        lambda: "{" + ",".join(f'"{number}": 1' for number in range(100_000)) + "}",
        "has 100000 columns",
    ),
    "an endless line": (lambda: HEADER + "x" * (limits.LONGEST_CELL + 10), "line 2 has more than"),
    "an endless cell of many lines": (
        lambda: HEADER + ROW + '"' + "x\n" * (limits.LONGEST_CELL // 2 + 10),
        "row 3, from line 3, can't be split",
    ),
    "an endless cell of a workbook": (
        lambda: workbook(
            row(1, *NAMES)
            + row(2, "".join(map(chr, range(0x4E00, 0x9E00))) * (limits.LONGEST_CELL // 20_000))
        ),
        "row 2 has a cell of over",
    ),
    "a gzip bomb": (lambda: gzip.compress(bytes(40_000_000)), "more than 250 times"),
    "a gzip within a gzip": (lambda: gzip.compress(gzip.compress(b"a,b")), "a gzip within a gzip"),
    "half a gzip": (lambda: gzip.compress((HEADER + ROW).encode())[:-20], "broken or cut off"),
    "a gzip of rubbish": (lambda: b"\x1f\x8b" + b"x" * 100, "broken or cut off"),
    "a sheet that is a bomb": (huge_sheet, "more than 250 times"),
    "a sheet that lies about its size": (declared_smaller, "can't be opened"),
    "entities within each other": (
        lambda: workbook(row(1, "&b;"), start='<!DOCTYPE a [<!ENTITY b "ha">]>'),
        "declares a document type",
    ),
    "a column that is none": (
        lambda: workbook(row(1, '<c r="ZZZZZZZZZ1"><v>1</v></c>')),
        "is no column",
    ),
    "a row twice": (
        lambda: workbook(row(1, *NAMES) + row(2, *CELLS) + row(2, *CELLS)),
        "row 2 stands after row 2",
    ),
    "a row beyond the last": (lambda: workbook(row(1_048_577, *NAMES)), "stands after row 0"),
    "cells out of their order": (
        lambda: workbook(row(1, "x", "y", '<c r="A1"><v>1</v></c>')),
        "not in their order",
    ),
    "half a workbook": (
        lambda: (SAMPLES / "elevator-evaluations.xlsx").read_bytes()[:5_000],
        "it is cut off",
    ),
    "an archive": (lambda: zipped({"a.csv": b"x"}), "unpack it and send each file"),
    "an empty archive": (lambda: zipped({}), "unpack it and send each file"),
    "an old workbook of rubbish": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 5_000, "can't be opened"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "this is a PDF: send its table"),
    "comments that can be divided in many ways": (lambda: "<!---->" * 2_000, "no comma"),
    "declarations and comments": (lambda: "<?xml?><!---->" * 800 + "<", "no comma"),
    "NUL bytes alone": (lambda: bytes(10_000), "this is no text"),
    "bytes of nothing": (lambda: bytes(range(128, 256)) * 50, ""),
    "half a list": (lambda: '[{"a": 1},\n{"a"', "broken at line 2"),
    "a list that goes on": (lambda: '[{"a": 1}]\n,', "nothing follows the last comma"),
    "a list with a comma too many": (lambda: '[{"a": 1},]', "nothing stands between"),
    "half an object": (lambda: '{"total": 1, "data": [{"a": 1}', "broken at line 1"),
    "an endless object": (
        lambda: '[{"a": "' + "x" * (limits.LONGEST_ELEMENT + 1_000_000) + '"}]',
        "an object is longer than",
    ),
}


@pytest.mark.parametrize(("made", "says"), REFUSED.values(), ids=REFUSED)
def test_refused_as_a_whole(made: Callable[[], bytes | str], says: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        submit(made())
    assert says in caught.value.english
    assert caught.value.chinese.strip()
    assert len(str(caught.value)) < 2_000


def test_a_cell_in_the_last_corner_of_a_sheet_costs_no_more_than_a_row() -> None:
    """As a rectangle the sheet would have 17 thousand million cells: some readers ask for them."""
    corner = row(1_048_576, '<c r="XFD1048576"><v>1</v></c>')
    found = told(workbook(row(1, *NAMES) + row(2, *CELLS) + corner))
    assert found == {2: None, 1_048_576: "16384 > 7: 1"}


def test_the_place_is_told_where_it_is_known() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        submit(HEADER.replace("行业", "企业名称") + ROW)
    assert (caught.value.row, caught.value.field) == (1, "企业名称")
    with pytest.raises(UnreadableFileError) as caught:
        submit(HEADER + ROW + ROW.replace("甲厂", '"甲厂'))
    assert caught.value.row == 3


@pytest.mark.parametrize("error", ["#REF!", "#N/A", " #VALUE! ", "甲\x00厂"])
def test_a_cell_that_holds_no_text_rejects_its_row_alone(error: str) -> None:
    found = told(HEADER + ROW + ROW.replace("甲厂", error) + ROW)
    assert [number for number, why in found.items() if why] == [3]
    assert found[3]
    assert found[3].startswith("企业名称: ")


def test_a_cell_of_ten_million_characters_rejects_its_row_alone() -> None:
    found = told(HEADER + ROW + ROW.replace("甲厂", "x" * 10_000_000) + ROW)
    assert [number for number, why in found.items() if why] == [3]


def test_a_row_of_100_000_cells_rejects_itself_alone() -> None:
    found = told(HEADER + ROW + "x," * 100_000 + "\n" + ROW)
    assert [number for number, why in found.items() if why] == [3]


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "-", "=HYPERLINK(&quot;x&quot;)"])
def test_a_text_that_looks_like_a_formula_is_text(text: str) -> None:
    data = workbook(row(1, *NAMES) + row(2, text, *CELLS[1:]))
    (fact,) = submit(data).facts
    assert fact.body.fields["企业名称"] == text.replace("&quot;", '"')


FORMULA_CELLS = {
    '<c r="A3"><f>B3</f></c>': "a formula without a kept value",
    '<c r="A3"><f>B3</f><v></v></c>': "a formula without a kept value",
    '<c r="A3"><f>B3</f><v/></c>': "a formula without a kept value",
    '<c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c>': "#DIV/0!",
    '<c r="A3" t="e"><v>#N/A</v></c>': "#N/A",
    '<c r="A3" t="s"><v>99</v></c>': "has no text '99'",
    '<c r="A3" t="s"><v>-1</v></c>': "has no text '-1'",
    '<c r="A3"><v>1e</v></c>': "is no number",
    '<c r="A3" s="1"><v>-5</v></c>': "shown as a day, and is none",
    '<c r="A3" s="1"><v>1e300</v></c>': "shown as a day, and is none",
}
DAYS = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'


@pytest.mark.parametrize(("cell", "says"), FORMULA_CELLS.items(), ids=FORMULA_CELLS)
def test_a_cell_without_a_value_rejects_its_row_alone(cell: str, says: str) -> None:
    rows = (row(1, *NAMES), row(2, *CELLS), row(3, cell, *CELLS[1:]), row(4, *CELLS))
    found = told(workbook("".join(rows), styles=DAYS))
    assert [number for number, why in found.items() if why] == [3]
    assert says in str(found[3])


def test_the_kept_value_of_a_formula_is_what_is_read() -> None:
    cells = (
        '<c r="A2" t="str"><f>B2</f><v>乙厂</v></c>',
        CELLS[1],
        '<c r="C2" t="str"><f>D2</f><v></v></c>',
        "是",
        '<c r="E2" s="1"><f>TODAY()</f><v>46000</v></c>',
    )
    (fact,) = submit(workbook(row(1, *NAMES) + row(2, *cells), styles=DAYS)).facts
    fields = fact.body.fields
    assert (fields["企业名称"], fields["行业"], fields["承诺日期"]) == ("乙厂", "", "2025-12-09")
