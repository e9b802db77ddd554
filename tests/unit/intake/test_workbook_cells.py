"""XLSB and ODS, cell by cell: what each kind of cell says, and what is told of it."""

from struct import pack

import pytest

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support import made_ods, made_xlsb
from tests.support.sample_files import KNOWN_ON, RULEBOOK

NAMES = ("企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址")
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
CODE = "91990103NBMRN7808U"
GOOD = ("甲厂", CODE, "C1", "是", "2025-09-24", "是", "")


def submit(data: bytes) -> Submission:
    return submit_file(RULEBOOK, SENDER, "a", data)


def rows_of(data: bytes) -> list[dict[str, object]]:
    return [fact.body.fields for fact in submit(data).facts]


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
