"""What is taken off a text, and what is not."""

import unicodedata
from itertools import chain

import pytest

from schemas import traditional_characters
from schemas.vocabulary import canonical_text
from schemas.vocabulary.canonical_text import (
    TRADITIONAL,
    canonical,
    canonical_phrase,
    may_have_markup,
    readable,
)
from schemas.vocabulary.invisible_signs import INVISIBLE, reordering_sign

NUMBER = "甬应急罚〔2026〕31号"
_EVERYTHING = [
    chr(code)
    for code in (
        *range(0x3500),
        *range(0xA000, 0xAC10),
        *range(0xF900, 0x20000),
        *range(0xE0000, 0xE1010),
    )
    if unicodedata.category(chr(code)) not in {"Co", "Cs"}
]  # all but ideographs, syllables of Hangul and what is for private use


def _default_ignorable() -> set[int]:
    """Derive Default_Ignorable_Code_Point as DerivedCoreProperties.txt says that it is derived."""
    other = chain(
        (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0, 0xE0000),
        range(0xFFF0, 0xFFF9), range(0xE0002, 0xE0020), range(0xE0080, 0xE0100),
        range(0xE01F0, 0xE1000),
    )  # fmt: skip
    selectors = chain(
        (0x180B, 0x180C, 0x180D, 0x180F), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
    )
    visible = {*range(0xFFF9, 0xFFFC), *range(0x13430, 0x13441), *range(0x600, 0x606)}
    visible |= {0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    formats = {ord(c) for c in _EVERYTHING if unicodedata.category(c) == "Cf"}
    return {*other, *selectors, *(formats - visible)}


def test_every_sign_that_a_display_may_ignore_is_taken_off() -> None:
    seen = [hex(code) for code in sorted(_default_ignorable()) if not INVISIBLE.match(chr(code))]
    assert seen == []


def test_none_of_them_is_overlooked_in_a_row() -> None:
    seen = [hex(ord(c)) for c in _EVERYTHING if readable(f"甬{c}1") != f"甬{c}1"]
    quick = [hex(ord(c)) for c in _EVERYTHING if may_have_markup(["甲", f"甬{c}1", "A"])]
    assert set(seen) - set(quick) == set()
    assert not may_have_markup(["甬应急罚〔2026〕31号", "x_1", ""])


def test_every_control_character_is_taken_off_or_a_blank() -> None:
    controls = [c for c in _EVERYTHING if unicodedata.category(c) == "Cc"]
    assert {canonical(f"甬{c}1号") for c in controls} == {"甬1号"}


def test_no_letter_digit_or_sign_that_is_seen_is_taken_off() -> None:
    gone = [c for c in _EVERYTHING if INVISIBLE.match(c) and unicodedata.category(c)[0] in "NPS"]
    letters = [c for c in _EVERYTHING if INVISIBLE.match(c) and unicodedata.category(c)[0] == "L"]
    assert gone == []
    assert letters == list("\u115f\u1160\u3164\uffa0")  # fillers of Hangul


@pytest.mark.parametrize(
    ("categories", "signs"),
    [
        ({"Pd"}, canonical_text.DASHES + "〜〰"),
        ({"Ps"}, canonical_text.OPENING_BRACKETS + canonical_text.QUOTES),
        ({"Pe"}, canonical_text.CLOSING_BRACKETS + canonical_text.QUOTES),
        ({"Pi", "Pf"}, canonical_text.QUOTES),
    ],
)
def test_every_sign_of_a_family_is_known(categories: set[str], signs: str) -> None:
    plain = {c for c in _EVERYTHING if unicodedata.normalize("NFKC", c) == c}
    of_family = {c for c in plain if unicodedata.category(c) in categories}
    assert of_family - set(signs) == set()


@pytest.mark.parametrize(
    "written",
    [
        "甬应急罚\u200b〔2026〕31号", "'甬应急罚〔2026〕31号", "’甬应急罚〔2026〕31号",
        '="甬应急罚〔2026〕31号"', '= "甬应急罚〔2026〕31号"', '=“甬应急罚〔2026〕31号”',
        '"=""甬应急罚〔2026〕31号"""', '="=""甬应急罚〔2026〕31号"""', "''甬应急罚〔2026〕31号",
        "甬应急罚_x3014_2026〕31号", "甬应急罚〔2026〕31号_x000D_", "_xFEFF_甬应急罚〔2026〕31号",
        "\ufeff\ufeff甬应急罚〔2026〕31号", "\u202a甬应急罚〔2026〕31号\u202c",
        "甬\u00ad应急罚〔2026〕31号", "\u2800甬应急罚〔2026〕31号",
        '="甬应急罚〔2026〕"&"31号"', '= "甬应急罚" & "〔2026〕31" & "号"',
        '=“甬应急罚”＆“〔2026〕31号”',
    ],
)  # fmt: skip
def test_dress_is_not_shown(written: str) -> None:
    assert readable(written).replace("\u2800", "") == NUMBER
    assert canonical(written) == canonical(NUMBER)


@pytest.mark.parametrize(
    "written",
    [
        "甬应急罚[2026]31号",
        "甬应急罚（2026）31 号",
        "甬应急罚【２０２６】31号",
        "甬应急罚「2026」31号",
        "甬应急罚『2026』31号",
        "甬应急罚“2026”31号",
        "甬应急罚\n〔2026〕31号",
    ],
)
def test_another_sign_of_the_family_is_shown_as_it_stands(written: str) -> None:
    assert readable(written) == written
    assert canonical(written) == canonical(NUMBER)


@pytest.mark.parametrize(
    "written",
    [
        "罚<2026>1-2号",
        "罚＜2026＞1-2号",
        "罚&#12308;2026&#x3015;1-2号",
        "罚〔2026〕1&ndash;2号&nbsp;",
        "罚〔2026〕1-2号&amp;nbsp;",
        "罚〔2026〕1-2号。",
        "罚〔2026〕1-2号；",
        "罚〔2026〕1-2号，、",
        "罚〔2026〕1-2号.",
    ],
)
def test_what_a_page_or_a_sentence_leaves_on_a_number_changes_nothing(written: str) -> None:
    assert canonical(written) == canonical("罚〔2026〕1-2号")


@pytest.mark.parametrize("text", ["A&B", "A&B;C", "&unknown;", "罚1.", "R&D;"])
def test_an_ampersand_that_refers_to_nothing_and_a_point_behind_a_digit_stay(text: str) -> None:
    assert readable(text) == text
    assert canonical(text).rstrip(";") == text.rstrip(";")


def test_an_escaped_underscore_is_an_underscore() -> None:
    assert readable("AQ_x005F_2026_x005F_1") == "AQ_2026_1"


def test_a_pair_of_escaped_halves_is_one_sign_and_a_half_stays_as_it_is_written() -> None:
    assert readable("_xD83D__xDE00_") == "😀"
    assert readable("_xD83D_甬") == "_xD83D_甬"


@pytest.mark.parametrize("text", ["‘示例’化工", "O'Neil", "“示例”化工", "5²", "①", "=1+1"])
def test_what_is_no_dress_is_shown(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [("5²号", "52号"), ("①号", "1号"), ("甬A1", "甬a1"), ("甬1号", "甬2号"), ("万里", "萬里")],
)
def test_what_says_another_thing_is_compared_as_such(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("情節嚴重", "情节严重"), ("情節\u3000嚴重", "情节严重"), ("情节\n严重", "情节严重"),
        ("撤銷", "撤销"), ("罰款", "罚款"), ("决定", "決定"), ("厳重", "严重"),
        ("Ｎ／Ａ", "n/a"), ("⽆", "无"), ("無", "无"),
    ],
)  # fmt: skip
def test_a_phrase_is_known_by_traditional_and_variant_characters(written: str, phrase: str) -> None:
    assert canonical_phrase(written) == canonical_phrase(phrase)


def test_the_table_of_traditional_characters_is_what_opencc_says() -> None:
    assert TRADITIONAL.read_text(encoding="utf-8") == traditional_characters.written()


@pytest.mark.parametrize(
    "text", ["\u202e13号", "甬\u202d31号", "\u202b12 (34)\u202c", "\u2067号:\u2069"]
)
def test_a_sign_that_reorders_is_named(text: str) -> None:
    found = reordering_sign(text)
    assert found is not None
    assert chr(int(found[2:], 16)) in text


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, f"\u200f{NUMBER}\u200e", f"\u202b{NUMBER}\u202c", f"\u2067{NUMBER}\u2069",
        f"\u2068{NUMBER}\u2069", f"\u202a{NUMBER}", "\u202b91990103NBMRN7808U\u202c",
        "\u202b2026-03-05\u202c",
    ],
)  # fmt: skip
def test_a_mark_that_changes_nothing_is_let_through(text: str) -> None:
    assert reordering_sign(text) is None
