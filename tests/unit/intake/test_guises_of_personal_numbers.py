"""A personal identity number is found in any script, with anything between and around it."""

import unicodedata
from time import process_time

import pytest

from schemas.vocabulary.personal_number import MASK, mask

NUMBER = "33020019700101001X"  # its check character does not fit
VALID = "110101199003078881"  # its check character fits
VALID_X = "11010119900307862X"
MATHEMATICAL = "".join(chr(0x1D7CE + int(digit)) for digit in VALID)


def digits_of_all_scripts() -> list[str]:
    """Return the character for 1 (or another digit of VALID) in each script that has one."""
    return [chr(code) for code in range(0x11_0000) if unicodedata.digit(chr(code), None) == 1]


def test_digits_of_any_script_count() -> None:
    ones = digits_of_all_scripts()
    assert len(ones) > 70
    assert {one for one in ones if mask(f"号{VALID.replace('1', one)}。") != f"号{MASK}。"} == set()


@pytest.mark.parametrize(
    "written",
    [
        MATHEMATICAL,
        "١١٠١٠١١٩٩٠٠٣٠٧٨٨٨١",
        "㉑01011990030788" + "81",  # the enclosed number is two of the digits
        *(VALID_X[:-1] + x for x in "xＸｘХх𝐗Ⅹ×"),
        "1.1010119900307888e17",
        "1.1010119900307888E+17",
    ],
)
def test_digits_and_x_in_other_alphabets(written: str) -> None:
    assert mask(f"身份证{written}。") == f"身份证{MASK}。"


@pytest.mark.parametrize(
    "separator",
    [
        *" \u00a0\u3000\u2009\u202f\u200b\u200d\u2060\ufeff\u00ad\ufe0f",
        *"-‐–—−－./_·:．／＿：,\t\n\v\u2028\u0085",
        "\r\n",
        " - ",
        "\u200b\u00a0\u200b",
        "...",
        "\\n",
        "\\u00a0",
        "\\xa0",
        "\\/",
    ],
)
def test_separators_within(separator: str) -> None:
    assert mask(f"号{separator.join(VALID)}。") == f"号{MASK}。"
    grouped = separator.join([NUMBER[:6], NUMBER[6:14], NUMBER[14:]])
    assert mask(f"号{grouped}。") == f"号{MASK}。"


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        (f"{VALID}13800138000", f"{MASK}13800138000"),
        (f"13800138000{VALID_X}13800138000", f"13800138000{MASK}13800138000"),
        (f"1{VALID}2", f"1{MASK}2"),
        (f"0012:{VALID}", f"0012:{MASK}"),
        (f"2025-08-22 {'.'.join(VALID)}", f"2025-08-22 {MASK}"),
        (f"id{VALID_X}abc", f"id{MASK}abc"),
        (f"12 {NUMBER[:-1]}7 2025", f"12 {MASK} 2025"),  # by itself, though its check is a slip
        (f"{VALID}{VALID_X}", f"{MASK}{MASK}"),
        (f"{VALID}330200197021228847", f"{MASK}{MASK}"),  # what is left stands alone
        (f"9199{VALID}", f"9199{MASK}"),
        (f"𝟗{VALID}①x", f"9{MASK}1x"),
    ],
)
def test_more_digits_and_letters_around(written: str, masked: str) -> None:
    assert mask(written) == unicodedata.normalize("NFC", masked).replace("9*", written[0] + "*")


def test_a_text_of_backslashes_takes_no_more_time_than_its_length() -> None:
    seconds = []
    for length in (100_000, 1_000_000):
        text = "\\" * length
        began = process_time()
        assert mask(text) == text
        seconds.append(process_time() - began)
    assert seconds[1] < 40 * seconds[0] + 1  # where each looked at all others: a hundred times
