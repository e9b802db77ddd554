"""No text of others becomes a formula in a file that a spreadsheet opens."""

import pytest

from services.chassis.text.spreadsheet_text import as_text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_takes_for_a_formula_is_marked_as_text(sign: str) -> None:
    assert as_text(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("kept", ["甲＝乙", "2026-07-01", "", "'=1"])
def test_what_is_none_stays(kept: str) -> None:
    assert as_text(kept) == kept
