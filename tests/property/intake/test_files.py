"""A table reads back as it was written, in whatever encoding, delimiter or form."""

import csv
import gzip
import io
import json
import zipfile
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from services.intake.adapters.files.reader import read_file
from services.intake.adapters.files.rows import Choice
from services.intake.adapters.files.source import Source
from services.intake.adapters.workbooks.ods_files import ods_sheets
from services.intake.adapters.workbooks.xlsb_files import xlsb_sheets
from services.intake.adapters.workbooks.xlsb_sheets import BinarySheet
from services.intake.adapters.workbooks.xml_parts import open_archive
from services.intake.domain.layouts.cell import flaw
from services.intake.domain.records.personal import mask, mask_all
from tests.support import made_ods, made_xlsb
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import RULEBOOK

NAMES = ["企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址"]
CHOICE = Choice(tuple(RULEBOOK.layouts.values()))
# Line breaks, quotes and every delimiter; characters of one, two and four bytes in GB 18030.
cells = st.text(st.sampled_from("甲乙 a1,;|，\t\"\n'=+@#[{〔㐀"), max_size=8)
rows = st.lists(
    st.tuples(st.sampled_from(["甲厂", '"乙"厂', "丙,厂"]), *[cells] * 6), min_size=1, max_size=6
)
TEXTS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def read(data: bytes) -> list[tuple[str, ...]]:
    reading = read_file(Source.of_bytes(data), CHOICE)
    found = list(reading.rows())
    assert len(found) == reading.count
    assert found == list(reading.rows())
    return [tuple(each.fields.get(name, "") for name in NAMES) for each in found]


@settings(max_examples=60)
@given(table=rows, encoding=st.sampled_from(TEXTS), delimiter=st.sampled_from(",;|\t，"))
def test_delimited_text(table: list[tuple[str, ...]], encoding: str, delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([NAMES, *table])
    data = text.getvalue().encode(encoding)
    assert read(data) == table
    assert read(gzip.compress(data)) == table


@settings(max_examples=40)
@given(
    table=rows,
    encoding=st.sampled_from(TEXTS),
    form=st.sampled_from(["list", "lines", "pretty", "objects", "wrapped"]),
    escaped=st.booleans(),
)
def test_json(table: list[tuple[str, ...]], encoding: str, form: str, escaped: bool) -> None:
    objects = [dict(zip(NAMES, each, strict=True)) for each in table]
    if form in {"lines", "objects"}:
        indent = None if form == "lines" else 1
        parts = [json.dumps(each, indent=indent, ensure_ascii=escaped) for each in objects]
        text = "\n".join(parts)
    else:
        whole = {"total": 1, "data": objects} if form == "wrapped" else objects
        text = json.dumps(whole, indent=2 if form == "pretty" else None, ensure_ascii=escaped)
    assert read(text.encode(encoding)) == table


@settings(max_examples=40)
@given(table=rows, shared=st.booleans())
def test_workbooks(table: list[tuple[str, ...]], shared: bool) -> None:
    texts: list[str] = []

    def cell(text: str) -> str:
        if not shared:
            return escape(text)
        texts.append(f"<si><t>{escape(text)}</t></si>")
        return f'<c t="s"><v>{len(texts) - 1}</v></c>'

    lines = [row(number, *map(cell, each)) for number, each in enumerate([NAMES, *table], 1)]
    assert read(workbook("".join(lines), "".join(texts))) == table


values = st.one_of(
    st.sampled_from(["甲厂", "乙 丙\n丁", "=1+1", "&<>", "㐀"]),
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(st.lists(values, min_size=1, max_size=5), min_size=1, max_size=5))
def test_a_workbook_holds_what_another_reader_finds_in_it(table: list[list[object]]) -> None:
    """calamine knows nothing of formats, merged cells or errors: of plain cells it tells the same.

    It also proves that our hand-made files are files.
    """

    def binary(value: object) -> object:
        if isinstance(value, bool):
            return made_xlsb.Value(4, bytes([value]))
        return made_xlsb.real(value) if isinstance(value, int | float) else value

    def open_cell(value: object) -> str:
        if isinstance(value, bool):
            return made_ods.cell(str(value).lower(), str(value).upper(), "boolean")
        return made_ods.cell(value, None if isinstance(value, str) else repr(value))

    lines = [(number, [*map(binary, cells)]) for number, cells in enumerate(table, 1)]
    rows = [made_ods.row(*map(open_cell, cells)) for cells in table]
    for data, sheets in (
        (made_xlsb.xlsb(("一", 0, made_xlsb.sheet(lines))), xlsb_sheets_of),
        (made_ods.document(made_ods.table("一", rows)), ods_sheets),
    ):
        ((_, sheet),) = sheets(open_archive(io.BytesIO(data)))
        theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        found = theirs.to_python(skip_empty_area=False)
        width = max(map(len, table))
        ours = [[*cells, *[""] * (width - len(cells))] for _, cells in sheet.records()]
        assert ours == found == [[*cells, *[""] * (width - len(cells))] for cells in table]


def xlsb_sheets_of(archive: zipfile.ZipFile) -> list[tuple[str, BinarySheet]]:
    return xlsb_sheets(archive, "xl/workbook.bin")


@settings(max_examples=300)
@given(st.text(st.sampled_from("1①⅒½e E\\u0031.x甲３🄁㏩9"), max_size=20))
def test_a_text_too_short_for_a_personal_number_is_told_so_rightly(text: str) -> None:
    assert mask_all(text) == mask(text)


@settings(max_examples=100)
@given(st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=4))
def test_a_row_of_texts_has_a_flaw_when_one_of_its_texts_has(fields: dict[str, str]) -> None:
    one_by_one = [flaw([text]) for pair in fields.items() for text in pair]
    assert (flaw(fields) is None) == (one_by_one == [None] * len(one_by_one))
