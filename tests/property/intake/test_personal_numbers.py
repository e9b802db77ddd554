"""No personal identity number is left in any text, in whatever guise it stands there."""

import re
import unicodedata
from datetime import date

from hypothesis import assume, example, given
from hypothesis import strategies as st

from schemas.vocabulary.enterprise_code import flaw_of
from schemas.vocabulary.personal_data import MASK, mask, mask_bytes
from services.intake.domain.records.personal import mask_all

BIRTHDAYS = st.dates(date(1900, 1, 1), date(2020, 12, 31))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SCRIPTS = [*(chr(code) for code in (0x30, 0x660, 0x966, 0xFF10, 0x1D7CE, 0x1D7F6, 0x1FBF0)), "\\u"]
SEPARATORS = st.sampled_from(
    " \t\r\n\u00a0\u2009\u3000\u200b\u200d\u2060\ufeff-\u2010\u2013\u2014./_·:：／\u2028"
)
AROUND = st.text(max_size=20) | st.text("0123456789X -./:", max_size=30)


def check_of(number: str) -> str:
    """Return the check character of 17 digits, by GB 11643's own words."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, number, strict=True)) % 11]


def in_script(digit: str, script: str) -> str:
    if not digit.isdigit():
        return {"0": "X", "\uff10": "Ｘ", "\u0660": "Х"}.get(script, "x")
    if script == "\\u":
        return f"\\u{ord(digit):04x}"
    return chr(ord(script) + int(digit))


def bare(text: str) -> str:
    """Return a text's letters and digits, these as ASCII has them."""
    told = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    plain = unicodedata.normalize("NFKC", told).upper().replace("Х", "X")
    digits = [str(unicodedata.digit(each, each)) for each in plain]
    return "".join(each for each in digits if each.isalnum())


@given(
    st.integers(110000, 829999),
    BIRTHDAYS,
    st.integers(0, 999),
    st.sampled_from("0123456789Xx"),
    st.text(st.characters(exclude_categories=["Nd", "Cs", "Zs"]), max_size=10),
)
def test_a_personal_number_is_masked_in_any_text(
    region: int, birthday: date, order: int, check: str, around: str
) -> None:
    number = f"{region}{birthday:%Y%m%d}{order:03}{check}"
    # One in some thousand is a unified code by all its signs, and no personal number by its check.
    assume(flaw_of(number) is not None or check_of(number[:17]) == check.upper())
    text = f"{around} {number} {around}"
    assert number not in mask(text)
    assert MASK in mask(text)
    assert mask(mask(text)) == mask(text)
    assert number not in str(mask_all({around: [text, {"x": text}]}))
    assert number.encode() not in mask_bytes(b"\xff\xfe" + text.encode())


@given(
    st.integers(110000, 829999),
    BIRTHDAYS,
    st.integers(0, 999),
    st.lists(st.tuples(st.sampled_from(SCRIPTS), st.text(SEPARATORS, max_size=3)), min_size=18),
    AROUND,
    AROUND,
)
@example(110101, date(1990, 3, 7), 888, [("0", "")] * 18, "1", "13800138000")
@example(110101, date(1990, 3, 7), 888, [("\\u", "\u200b.\n")] * 18, "12.", "x9")
def test_no_personal_number_is_left_in_whatever_guise(
    region: int,
    birthday: date,
    order: int,
    guise: list[tuple[str, str]],
    before: str,
    after: str,
) -> None:
    number = f"{region}{birthday:%Y%m%d}{order:03}"
    number += check_of(number)
    written = [
        f"{in_script(digit, script)}{separator}"
        for digit, (script, separator) in zip(number, guise, strict=False)
    ]
    text = f"{before}{''.join(written)}{after}"
    assert number in bare(text)
    masked = mask(text)
    assert number not in bare(masked)
    assert mask(masked) == masked
    assert number not in bare(mask_bytes(text.encode(errors="replace")).decode())
