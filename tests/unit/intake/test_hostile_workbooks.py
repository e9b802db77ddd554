"""XLSB and ODS that mean harm, or came to harm: each is refused clearly."""

from collections.abc import Callable

import pytest

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, submit_file
from tests.support import made_ods, made_xlsb
from tests.support.sample_files import KNOWN_ON, RULEBOOK

NAMES = ("企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址")
GOOD = ("甲厂", "91990103NBMRN7808U", "C1", "是", "2025-09-24", "是", "")
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())

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
        submit_file(RULEBOOK, SENDER, "a", made())
    assert says in caught.value.english
