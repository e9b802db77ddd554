"""The detector of personal data: each kind is found in a text, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import enterprise_code, organization_code
from schemas.vocabulary.personal_data import (
    MARKS,
    is_masked,
    mask,
    mask_bytes,
    mask_code,
    mask_number_of_document,
)
from tests.support.personal_seeds import SEEDS, bare, kinds_in


@pytest.mark.parametrize("kind", SEEDS)
@pytest.mark.parametrize(
    "around", ["{}", "举报人联系{}。", "x {}\n", "（{}）", '{{"a": "{}"}}', "2026-05-08 {}"]
)
def test_each_kind_is_masked_wherever_it_stands(kind: str, around: str) -> None:
    text = around.format(SEEDS[kind])
    masked = mask(text)
    assert kinds_in(masked.encode()) == set()
    assert is_masked(masked)
    assert mask(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话：87654321", f"电话：{MARKS['phone']}"),
        ("Tel: 8765-4321", f"Tel: {MARKS['phone']}"),
        ("护照号 K1234567A", "护照号 K1234567A"),  # no such form is known
        ("护照号K1234567", f"护照号{MARKS['passport']}"),
        ("(0574)87654321", f"({MARKS['phone']}"),
        ("00861390574 1234", "00861390574 1234"),  # no such groups
        ("008613905741234", MARKS["phone"]),
        ("①③⑨⓪⑤⑦④①②③④", MARKS["phone"]),
        ("1-3-9-0-5-7-4-1-2-3-4", MARKS["phone"]),
        ("1&#51;9&#x30;&#X35;741234", MARKS["phone"]),
        ("&#49;&#51;&#57;&#48;&#53;&#55;&#52;&#49;&#50;&#51;&#52;", MARKS["phone"]),
        ("110101&nbsp;19900307&nbsp;8814", MARKS["identity"]),
        ("1&#8203;10101&zwnj;199003078814", MARKS["identity"]),
        ("电话&amp;amp;#49;3905741234", f"电话{MARKS['phone']}"),
        ("_x0031_3905741234_x000D_", f"{MARKS['phone']}\r"),
        ("_x005F_x005F_x0031_3905741234", MARKS["phone"]),
        ("330203850615041、13905741234", f"{MARKS['identity']}、{MARKS['phone']}"),
        ("6222021001116245702 13905741234", f"{MARKS['card']} {MARKS['phone']}"),
    ],
)
def test_forms(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "kept",
    [
        "91350100M000100Y43",
        "91990105NBFJGG5F8J",
        "甬应急罚〔2026〕62号",
        "330200250822001",  # a number of a document: a region, a day of 2025, a place
        "330266201164104",  # a registration number
        "2026-05-08 10:30:00",
        "1990-03-07 08:00:00 - 1990-03-08 09:00:00",
        "注册资本13800138000元",
        "13800138000.00",
        "139.6503, 35.6762",
        "20250822035800",
        "1795000000000",  # milliseconds
        "d3920585-6e16-5f01-8cd4-e42077da8395",
        "13905741-1234-1234-1234-139057412345",
        "6222021001116245703",  # its check does not fit
        "4403202508220012345",
        "AQBⅡJX202600012",
        "192.168.199.003",
        "罚款20000元，限2026年5月8日前整改，逾期加处3%",
        "3f786850e387550fdab836ed7e6dc881de23001b",
        "R&D中心 1&2;3 &#20013;&#9999999; &times; _x0031_2_x",
    ],
)
def test_what_is_none_stays(kept: str) -> None:
    assert mask(kept) == kept
    assert mask_bytes(kept.encode()) == kept.encode()
    assert mask_code(kept) == kept
    assert mask_number_of_document(kept) == kept


def test_a_code_is_no_passport_and_no_card_where_it_may_be_a_code() -> None:
    assert mask_code("E12345678") == MARKS["passport"]  # the check of an organization code fails
    right = "E1234567" + organization_code.check_character("E1234567")
    assert mask_code(right) == right
    assert mask("6222021001116245702") == MARKS["card"]
    assert mask_number_of_document("6222021001116245702") == "6222021001116245702"


def test_a_registration_number_is_told_from_an_identity_number_by_its_check() -> None:
    assert mask_code("330203850615032") == "330203850615032"
    assert mask_code("330203850615041") == MARKS["identity"]
    assert mask_number_of_document("330203850615032") == MARKS["identity"]


def test_a_mark_is_known_without_its_blanks() -> None:
    for mark in MARKS.values():
        assert is_masked(f"x{mark}y")
        assert is_masked("".join(mark.split()).upper())
    assert not is_masked("****")


SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(SYMBOLS, min_size=17, max_size=17), st.sampled_from(["9", "91", "12", "51", "A1"]))
def test_no_unified_code_is_hit(rest: str, begin: str) -> None:
    body = (begin + rest)[:17]
    code = next((body + sign for sign in SYMBOLS if enterprise_code.check_fits(body + sign)), None)
    if code is not None and (not code[:17].isdigit() or code.startswith("9")):
        assert mask(code) == code
        assert mask_code(code) == code


@given(st.text("0123456789 -.()E元电话手机X\\u", max_size=60))
def test_a_masked_text_is_masked_already(text: str) -> None:
    assert mask(mask(text)) == mask(text)
    assert bare(mask(text)) == bare(mask(mask(text)))
