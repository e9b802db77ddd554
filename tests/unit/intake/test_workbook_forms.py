"""XLSX, XLS, XLSB and ODS: the same table is the same rows, and the same traps are told."""

import io
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import xlwt

from services.chassis.clock import clock_at
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
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
