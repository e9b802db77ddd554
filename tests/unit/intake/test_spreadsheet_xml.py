"""A workbook in one XML document, as systems export it under the name of an XLS."""

import pytest

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support.sample_files import KNOWN_ON, RULEBOOK

NAMES = ("企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址")
GOOD = ("甲厂", "91990103NBMRN7808U", "C1", "是", "2025-09-24", "是", "")
NINTH = ' ss:Index="9"'
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
STYLES = "".join(
    f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'
    for name, code in (
        ("day", "Short Date"),
        ("percent", "Percent"),
        ("wan", "0!.0,&quot;万&quot;"),
        ("zeros", "00000"),
    )
)


def cell(text: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, more: str = "") -> str:
    made = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<Row{more}>{made}</Row>"


def sheet(name: str, *rows: str, options: str = "", columns: str = "") -> str:
    return (
        f'<Worksheet ss:Name="{name}"><Table>{columns}{"".join(rows)}</Table>'
        f"<WorksheetOptions>{options}</WorksheetOptions></Worksheet>"
    )


def document(*sheets: str, encoding: str = "utf-8", properties: str = "") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"{properties}<Styles>{STYLES}</Styles>{''.join(sheets)}</Workbook>"
    )
    return text.encode(encoding)


def rows_of(data: bytes) -> list[tuple[int, dict[str, object]]]:
    facts = submit_file(RULEBOOK, SENDER, "名单.xls", data).facts
    return [(fact.body.row, fact.body.fields) for fact in facts]


def one(made: str, columns: str = "", properties: str = "") -> object:
    table = sheet("一", row(*NAMES), row(*GOOD[:4], made, *GOOD[5:]), columns=columns)
    ((_, fields),) = rows_of(document(table, properties=properties))
    return fields.get(UNREADABLE, fields.get("承诺日期"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb2312", "GBK", "gb18030"])
def test_rows_and_their_numbers(encoding: str) -> None:
    table = sheet("一", row("名单"), row(*NAMES, more=' ss:Index="3"'), row(*GOOD), row(*GOOD))
    data = document(table, encoding=encoding)
    assert [number for number, _ in rows_of(data)] == [4, 5]
    assert rows_of(data)[0][1] == dict(zip(NAMES, GOOD, strict=True))


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (cell("2026-07-10T23:59:59.999", "DateTime"), "2026-07-10T23:59:59"),
        (cell("2026-07-10T00:00:00.000", "DateTime"), "2026-07-10"),
        (cell("1899-12-31T08:15:00.000", "DateTime"), "08:15:00"),
        (cell("46213.99999998843", "Number", ' ss:StyleID="day"'), "2026-07-10T23:59:59"),
        (cell("0.30000000000000004", "Number"), 0.3),
        (cell("0.07", "Number", ' ss:StyleID="percent"'), "7%"),
        (cell("1", "Boolean"), True),
        ('<Cell><ss:Data ss:Type="String">甲<B>厂</B></ss:Data></Cell>', "甲厂"),
        ("<Cell><Comment><Data>备注</Data></Comment><Data>x</Data></Cell>", "x"),
        (cell("5", "Number", ' ss:Index="5"'), 5),
    ],
)
def test_what_a_cell_says(made: str, says: object) -> None:
    assert one(made) == says


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (cell("50000", "Number", ' ss:StyleID="wan"'), "is shown in another unit"),
        (cell("12", "Number", ' ss:StyleID="zeros"'), "is shown with a text, zeros"),
        (cell("#N/A", "Error"), "the cell holds the error #N/A"),
        ('<Cell ss:Formula="=A1"/>', "a formula without a kept value"),
        (cell("x", "Number"), "is no number"),
        (cell("2026-13", "DateTime"), "is shown as a day"),
    ],
)
def test_what_a_cell_does_not_say(made: str, says: str) -> None:
    assert says in str(one(made))


def test_a_style_of_the_row_or_column_holds_for_its_cells() -> None:
    column = '<Column ss:Index="5" ss:Span="1" ss:StyleID="wan"/>'
    assert "another unit" in str(one(cell("50000", "Number"), columns=column))
    assert one(cell("1", "Number", ' ss:StyleID="day"'), columns=column) == "1900-01-01"
    table = sheet("一", row(*NAMES), row(*GOOD[:4], cell("7", "Number"), more=' ss:StyleID="wan"'))
    ((_, fields),) = rows_of(document(table))
    assert "another unit" in str(fields[UNREADABLE])


def test_merged_cells_hidden_sheets_and_1904() -> None:
    merged = cell("2025-09-24", more=' ss:MergeDown="1"')
    covered = ('<Cell ss:Index="6"><Data ss:Type="String">是</Data></Cell>',)
    table = sheet("新", row(*NAMES), row(*GOOD[:4], merged, *GOOD[5:]), row(*GOOD[:4], *covered))
    old = sheet("旧", row(*NAMES), row(*GOOD), options="<Visible>SheetHidden</Visible>")
    (_, first), (_, second) = rows_of(document(old, table))
    assert first["承诺日期"] == "2025-09-24"
    assert "承诺日期: the cell is merged with that of row 2" in str(second[UNREADABLE])
    since = "<ExcelWorkbook><Date1904/></ExcelWorkbook>"
    assert "counts days from 1904" in str(one(cell("44463", "Number"), properties=since))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (document(sheet("一", row("a", more=NINTH), row("b", more=NINTH))), "row 9 stands after"),
        (document(sheet("一", row(cell("a", more=' ss:Index="99999"')))), "is no place in a sheet"),
        (document(), "it has no sheet"),
        (document(sheet("一", row(*NAMES)))[:-20], "can't be opened"),
        (document(*(sheet(str(n)) for n in range(300))), "more than 200 sheets"),
    ],
)
def test_a_hostile_document_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        rows_of(data)
    assert says in caught.value.english
