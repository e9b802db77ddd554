"""XLSX, XLS, XLSB and ODS: the same table is the same rows, and the same traps are told."""

import io
from collections.abc import Callable
from datetime import datetime, time, timedelta
from struct import pack

import pytest
import xlwt

from services.chassis.clock import clock_at
from services.intake.adapters.submission import Sender, Submission, submit_file
from services.intake.adapters.unreadable import UnreadableFileError
from services.intake.domain.layout import UNREADABLE
from tests.support import made_ods, made_xlsb
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import KNOWN_ON, RULEBOOK

NAMES = ("企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址")
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
CODE = "91990103NBMRN7808U"
GOOD = ("甲厂", CODE, "C1", "是", "2025-09-24", "是", "")
CODES = ("yyyy/m/d", "0%", '0!.0,"万"', "00000", '0"元"')
DAY, PERCENT, TEN_THOUSANDS, ZEROS, YUAN = range(1, 6)
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a spreadsheet's days are of no zone


class Number(float):
    """A number with the style in which it is shown."""

    style: int = 0


def shown(value: float, style: int) -> Number:
    number = Number(value)
    number.style = style
    return number


Rows = list[tuple[object, ...]]
Make = Callable[..., bytes]


def xlsx(rows: Rows, since_1904: bool = False) -> bytes:
    codes = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{c.replace(chr(34), "&quot;")}"/>'
        for n, c in enumerate(CODES)
    )
    used = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(CODES)))
    styles = f"<numFmts>{codes}</numFmts><cellXfs><xf numFmtId='0'/>{used}</cellXfs>"
    lines = "".join(
        row(
            number,
            *(
                f'<c s="{each.style}"><v>{float(each)!r}</v></c>'
                if isinstance(each, Number)
                else str(each)
                for each in cells
            ),
        )
        for number, cells in enumerate(rows, 1)
    )
    properties = f'<workbookPr date1904="{int(since_1904)}"/>'
    return workbook(lines, styles=styles, properties=properties)


def xls(rows: Rows, since_1904: bool = False) -> bytes:
    book, buffer = xlwt.Workbook(), io.BytesIO()
    book.dates_1904 = since_1904
    sheet = book.add_sheet("一")
    styles = [xlwt.XFStyle(), *(xlwt.easyxf(num_format_str=code) for code in CODES)]
    for line, cells in enumerate(rows):
        for place, each in enumerate(cells):
            style = styles[each.style] if isinstance(each, Number) else styles[0]
            if each != "":
                sheet.write(line, place, float(each) if isinstance(each, Number) else each, style)
    book.save(buffer)
    return buffer.getvalue()


def xlsb(rows: Rows, since_1904: bool = False) -> bytes:
    lines = [
        (
            number,
            [
                made_xlsb.real(each, each.style) if isinstance(each, Number) else each
                for each in cells
            ],
        )
        for number, cells in enumerate(rows, 1)
    ]
    sheet = ("一", 0, made_xlsb.sheet(lines))
    return made_xlsb.xlsb(sheet, formats=CODES, since_1904=since_1904)


def ods(rows: Rows, since_1904: bool = False) -> bytes:
    epoch = EPOCHS[since_1904]

    def cell(each: object) -> str:
        if not isinstance(each, Number):
            return made_ods.cell(str(each))
        if each.style == DAY:
            instant = epoch + timedelta(days=float(each))
            return made_ods.cell(instant.isoformat(), f"{instant:%Y/%m/%d}", "date")
        text = (
            f"{each:.15g}",
            "",
            f"{each * 100:.0f}%",
            f"{each / 10_000:.1f}万",
            f"{int(each):05d}",
            f"{each:g}元",
        )[each.style]
        return made_ods.cell(float(each), text, "percentage" if each.style == PERCENT else None)

    null = f'<table:null-date table:date-value="{epoch.date()}"/>'
    settings = f"<table:calculation-settings>{null}</table:calculation-settings>"
    table = made_ods.table("一", [made_ods.row(*map(cell, each)) for each in rows])
    return made_ods.document(table, settings=settings)


FORMS: dict[str, Make] = {"xlsx": xlsx, "xls": xls, "xlsb": xlsb, "ods": ods}
forms = pytest.mark.parametrize("made", FORMS.values(), ids=FORMS)


def submit(data: bytes) -> Submission:
    return submit_file(RULEBOOK, SENDER, "a", data)


def rows_of(data: bytes) -> list[dict[str, object]]:
    return [fact.body.fields for fact in submit(data).facts]


def one(made: Make, place: int, value: object, since_1904: bool = False) -> object:
    """Return what is read in the place of a value, or why it is not."""
    cells = [*GOOD]
    cells[place] = value  # type: ignore[call-overload]  # a cell of any kind
    (fields,) = rows_of(made([NAMES, tuple(cells)], since_1904))
    return fields.get(UNREADABLE, fields.get(NAMES[place]))


@forms
def test_titles_texts_and_row_numbers(made: Make) -> None:
    table: Rows = [
        ("名单",),
        (),
        NAMES,
        GOOD,
        (),
        ("乙 厂 ", CODE, "", "是", "2025-09-24", "是", "a\nb"),
    ]
    facts = list(submit(made(table)).facts)
    assert [fact.body.row for fact in facts] == [4, 6]
    assert facts[1].body.fields == dict(
        zip(NAMES, ("乙 厂 ", CODE, "", "是", "2025-09-24", "是", "a\nb"), strict=True)
    )


@forms
@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("last", [time(23, 59, 59, 999_000), time(23, 59, 59), time(12), time()])
def test_a_day_lasts_to_its_end(made: Make, since_1904: bool, last: time) -> None:
    instant = datetime.combine(datetime(2026, 7, 10), last)  # noqa: DTZ001 - as above
    serial = (instant - EPOCHS[since_1904]) / timedelta(days=1)
    read = str(one(made, 4, shown(serial, DAY), since_1904))
    assert read.startswith("2026-07-10")
    assert read == (f"2026-07-10T{last:%H:%M:%S}" if last != time() else "2026-07-10")


@forms
def test_numbers_are_those_that_are_shown(made: Make) -> None:
    assert one(made, 2, shown(0.1 + 0.2, 0)) == 0.3
    assert one(made, 2, shown(1 / 3, 0)) == 0.333333333333333
    assert one(made, 2, shown(12, 0)) == 12
    assert one(made, 2, shown(12.5, YUAN)) == 12.5
    assert one(made, 2, shown(0.07, PERCENT)) == "7%"


@forms
def test_a_number_that_is_shown_as_another_is_told(made: Make) -> None:
    assert "is shown in another unit" in str(one(made, 2, shown(50_000, TEN_THOUSANDS)))
    assert "is shown with a text, zeros" in str(one(made, 2, shown(12, ZEROS)))


@forms
def test_a_bare_number_for_a_day_where_days_count_from_1904(made: Make) -> None:
    assert "a number in place of a day" in str(one(made, 4, shown(44_463, 0), since_1904=True))
    assert one(made, 4, shown(44_463, 0)) == 44_463


def binary(*cells: object, merged: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    lines = [(1, list(NAMES)), (2, list(cells)), (3, list(GOOD))]
    return made_xlsb.xlsb(("一", 0, made_xlsb.sheet(lines, merged)), texts=["共享"])


def open_document(*cells: str, settings: str = "") -> bytes:
    lines = [made_ods.row(*NAMES), made_ods.row(*cells), made_ods.row(*GOOD)]
    return made_ods.document(made_ods.table("一", lines), settings=settings)


def told(data: bytes) -> list[object]:
    return [fields.get(UNREADABLE) for fields in rows_of(data)]


def test_cells_of_every_kind_in_a_binary_workbook() -> None:
    value = made_xlsb.Value
    values = (
        made_xlsb.shared(0),
        value(8, made_xlsb.wide(CODE) + bytes(8)),
        made_xlsb.rk(-1234, hundredth=True),
        value(4, b"\x01"),
        value(9, pack("<d", 45_924.0) + bytes(8)),
        value(62, b"\x01" + made_xlsb.wide("富文本") + bytes(8)),
        value(1, b""),
    )
    first, _ = rows_of(binary(*values))
    assert first == dict(
        zip(NAMES, ("共享", CODE, -12.34, True, 45_924, "富文本", ""), strict=True)
    )
    for broken, says in (
        (value(3, b"\x2a"), "the cell holds the error #N/A"),
        (value(11, b"\x17"), "the cell holds the error #REF!"),
        (made_xlsb.shared(7), "has no text '7'"),
        (made_xlsb.real(float("inf")), "is no number"),
    ):
        why, other = told(binary(*GOOD[:2], broken, *GOOD[3:]))
        assert says in str(why)
        assert other is None


def test_cells_of_every_kind_in_an_open_document() -> None:
    cell = made_ods.cell
    first, _ = rows_of(
        open_document(
            '<table:table-cell office:value-type="string"><office:annotation><text:p>备注</text:p>'
            "</office:annotation><text:p>甲<text:span>厂</text:span></text:p></table:table-cell>",
            CODE,
            cell(1234.5, "1,234.50"),
            cell("true", "是", "boolean"),
            cell("2025-09-24", "2025年9月", "date"),
            cell("PT30H05M07S", "30:05", "time"),
            '<table:table-cell table:formula="of:=A1" office:value-type="string"/>',
        )
    )
    assert first == dict(
        zip(NAMES, ("甲厂", CODE, 1234.5, True, "2025-09-24", "1 day, 6:05:07", ""), strict=True)
    )
    for broken, says in (
        (cell("#N/A", None, more=' table:formula="of:=A1"'), "the cell holds the error #N/A"),
        (cell("Err:502", None, more=' table:formula="x" calcext:value-type="error"'), "Err:502"),
        ('<table:table-cell table:formula="of:=A1"/>', "a formula without a kept value"),
        (cell("1e999", "x", "float"), "is no number"),
        (cell("2025-13", "x", "date"), "is shown as a day"),
        (cell(5, "$5.00", "currency", ' office:currency="USD"'), "another unit"),
        (cell(5, "消罚〔2025〕5号"), "is shown with a text"),
        (cell(5, ""), "is shown with a text"),
        (cell("2025-09-24", "罚〔2025〕9", "date"), "is shown with a text"),
        (cell("x", None, "void"), "a kind that is not known"),
    ):
        why, other = told(open_document(*GOOD[:2], broken, *GOOD[3:]))
        assert says in str(why), broken
        assert other is None


def test_merged_cells_are_told() -> None:
    data = binary(*GOOD, merged=((1, 2, 4, 4),))
    first, second = told(data)
    assert first is None
    assert "承诺日期: the cell is merged with that of row 2" in str(second)
    span = ' table:number-rows-spanned="2" table:number-columns-spanned="1"'
    data = open_document(*GOOD[:4], made_ods.cell("2025-09-24", more=span), *GOOD[5:])
    first, second = told(data)
    assert first is None
    assert "承诺日期: the cell is merged with that of row 2" in str(second)


def test_hidden_sheets_and_two_headers() -> None:
    table = [(1, list(NAMES)), (2, list(GOOD))]
    old, new = made_xlsb.sheet([(1, list(NAMES)), (2, ["旧厂", *GOOD[1:]])]), made_xlsb.sheet(table)
    for state in (1, 2):
        submission = submit(made_xlsb.xlsb(("旧", state, old), ("新", 0, new)))
        assert [fact.body.fields["企业名称"] for fact in submission.facts] == ["甲厂"]
        assert submission.ignored == ("[旧]",)
    with pytest.raises(UnreadableFileError, match="the sheets 旧, 新 all have a header"):
        submit(made_xlsb.xlsb(("旧", 0, old), ("新", 0, new)))
    rows = [made_ods.row(*NAMES), made_ods.row(*GOOD)]
    hidden = made_ods.table("旧", [made_ods.row(*NAMES), made_ods.row("旧厂", *GOOD[1:])], "hidden")
    submission = submit(made_ods.document(hidden, made_ods.table("新", rows)))
    assert [fact.body.fields["企业名称"] for fact in submission.facts] == ["甲厂"]
    assert submission.ignored == ("[旧]",)
    with pytest.raises(UnreadableFileError, match="all have a header"):
        submit(made_ods.document(made_ods.table("一", rows), made_ods.table("二", rows)))


def test_what_is_written_once_and_stands_often() -> None:
    rows = [
        made_ods.row(*NAMES),
        made_ods.row("", repeated=100),
        made_ods.row(*GOOD, repeated=3),
        made_ods.row("", repeated=1_048_400),
    ]
    facts = list(submit(made_ods.document(made_ods.table("一", rows))).facts)
    assert [fact.body.row for fact in facts] == [102, 103, 104]
    bomb = made_ods.document(
        made_ods.table("一", [made_ods.row(*NAMES), made_ods.row(*GOOD, repeated=1_000_000)])
    )
    with pytest.raises(UnreadableFileError, match="cells are repeated, as no table does"):
        submit(bomb)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a row twice": (
        lambda: made_xlsb.xlsb(("一", 0, made_xlsb.sheet([(1, NAMES), (2, GOOD), (2, GOOD)]))),
        "row 2 stands after row 2",
    ),
    "cells without columns": (
        lambda: made_xlsb.xlsb(
            ("一", 0, made_xlsb.record(0, bytes(17)) + made_xlsb.record(14, bytes(5)))
        ),
        "cells of a kind that is not known",
    ),
    "a record cut off": (
        lambda: made_xlsb.xlsb(("一", 0, made_xlsb.sheet([(1, NAMES)])[:-30])),
        "ends within a record",
    ),
    "a record that is too short": (
        lambda: made_xlsb.xlsb(("一", 0, made_xlsb.record(0, b"\x00"))),
        "a record is cut off",
    ),
    "a text that is longer than its record": (
        lambda: made_xlsb.xlsb(
            (
                "一",
                0,
                made_xlsb.record(0, bytes(17))
                + made_xlsb.record(6, bytes(8) + b"\xff\xff\x00\x00"),
            )
        ),
        "a record is cut off",
    ),
    "a column beyond the last": (
        lambda: made_xlsb.xlsb(
            (
                "一",
                0,
                made_xlsb.record(0, bytes(17))
                + made_xlsb.record(4, b"\xff" * 4 + bytes(4) + b"\x01"),
            )
        ),
        "not in their order",
    ),
    "a bomb": (
        lambda: made_xlsb.xlsb(("一", 0, made_xlsb.sheet([(1, NAMES)]) + bytes(20_000_000))),
        "more than 250 times",
    ),
    "entities": (
        lambda: made_ods.document(start='<!DOCTYPE a [<!ENTITY b "ha">]>'),
        "declares a document type",
    ),
    "no sheet": (made_ods.document, "it has no sheet"),
    "too many sheets": (
        lambda: made_ods.document(*(made_ods.table(str(n), []) for n in range(300))),
        "more than 200 sheets",
    ),
    "two sheets of one name": (
        lambda: made_ods.document(made_ods.table("一", []), made_ods.table("一", [])),
        "two sheets have one name",
    ),
    "content that is no XML": (
        lambda: made_ods.packed({"mimetype": made_ods.MIMETYPE, "content.xml": b"\x00\x01"}),
        "can't be opened",
    ),
    "a table within a cell": (
        lambda: made_ods.document(
            made_ods.table(
                "一", [made_ods.row("<table:table-cell><table:table/></table:table-cell>")]
            )
        ),
        "a table stands within a cell",
    ),
}


@pytest.mark.parametrize(("made", "says"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_workbook_is_refused(made: Callable[[], bytes], says: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        submit(made())
    assert says in caught.value.english
