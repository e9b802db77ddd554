"""What a number of a workbook says: its day never ends early, its digits are those shown."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.clock import clock_at
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.adapters.workbooks.cell_values import formatted_cell, moment, plain_number
from services.intake.adapters.workbooks.number_formats import Format
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import KNOWN_ON, RULEBOOK

EPOCHS = {
    False: datetime(1899, 12, 30),  # noqa: DTZ001 - a spreadsheet's days are of no zone
    True: datetime(1904, 1, 1),  # noqa: DTZ001 - as above
}


def serial_of(instant: datetime, since_1904: bool) -> float:
    return (instant - EPOCHS[since_1904]) / timedelta(days=1)


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize(
    "last", [time(23, 59, 59, 999_000), time(23, 59, 59, 999_600), time.max, time(23, 59, 59)]
)
def test_the_end_of_a_day_is_of_that_day(last: time, since_1904: bool) -> None:
    for days in range(0, 20_000, 37):
        instant = datetime.combine(datetime(1990, 1, 1) + timedelta(days), last)  # noqa: DTZ001 - as above
        told = moment(serial_of(instant, since_1904), Format.MOMENT, since_1904)
        assert told == f"{instant.date()}T23:59:59"


@given(st.integers(32_874 * 86_400, 73_051 * 86_400), st.booleans())
def test_a_second_is_kept_whatever_the_residue(seconds: int, since_1904: bool) -> None:
    instant = EPOCHS[False] + timedelta(seconds=seconds)
    told = moment(serial_of(instant, since_1904), Format.MOMENT, since_1904)
    whole = instant.time() == time()
    assert told == (instant.date().isoformat() if whole else instant.isoformat())


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (0.1 + 0.2, 0.3),
        (1.1 * 3, 3.3),
        (1 / 3, 0.333333333333333),
        (2.675 * 100, 267.5),
        (4.35 * 100, 435),
        (1e-05, 1e-05),
        (123456789012345.6, 123456789012346),
        (999999999999999.9, 1e15),
        (-0.1 - 0.2, -0.3),
        (95.90000000000001, 95.9),
    ],
)
def test_fifteen_digits_are_what_a_sheet_shows(kept: float, shown: float) -> None:
    assert plain_number(kept) == shown
    assert isinstance(plain_number(kept), float) == (not float(shown).is_integer() or shown == 1e15)


def test_a_percentage_has_no_residue() -> None:
    assert formatted_cell(0.07, Format.PERCENT, False) == "7%"
    assert formatted_cell(0.1 + 0.2, Format.PERCENT, False) == "30%"


HEADER = (
    *("行政相对人名称", "行政相对人代码_1(统一社会信用代码)", "行政处罚决定书文号", "违法行为类型"),
    *("违法事实", "处罚依据", "处罚类别", "罚款金额(万元)", "处罚决定日期", "处罚机关"),
)


@pytest.mark.parametrize(
    ("kept", "outcome"),
    [
        ("0.30000000000000004", "fit"),
        ("0.3333333333333333", "fit"),
        ("0.00001", "fit"),
        ("1e-05", "fit"),
        ("3.3000000000000003", "fit"),
        ("1e-20", "number_too_fine"),
        ("-1", "number_out_of_bounds"),
    ],
)
def test_an_amount_is_taken_as_it_is_shown_or_refused_for_its_true_reason(
    kept: str, outcome: str
) -> None:
    cells = ["甲厂", "91990103NBMRN7808U", "罚1号", "违章", "情节一般", "法", "罚款"]
    data = workbook(row(1, *HEADER) + row(2, *cells, f"<c><v>{kept}</v></c>", "2026-01-05", "局"))
    check = Check(RULEBOOK)
    sender = Sender("work-safety", clock_at(KNOWN_ON)())
    found = list(check.run(submit_file(RULEBOOK, sender, "a.xlsx", data)))
    assert [each.reason for each in found] == ([] if outcome == "fit" else [outcome])
    assert not any("unit" in each.english for each in found)
