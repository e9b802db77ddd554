"""Any dress over any text changes nothing of what is compared."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.vocabulary.canonical_text import canonical, canonical_phrase, readable, uniform
from tests.support.dress import dressed, escaped, full_width, referred

SIGNS = "甬应急罚字第号2026〔〕()（）—-·_.:：/，“”'AbxX0F1行政相对人名称严重"
TEXTS = st.one_of(
    st.text(alphabet=SIGNS, max_size=24), st.text(st.characters(exclude_categories=["Cs"]))
)


@given(TEXTS, st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])  # drawn sign by sign
def test_dress_changes_nothing_of_what_is_compared(text: str, data: st.DataObject) -> None:
    worn = data.draw(dressed(text))
    assert canonical(worn) == canonical(text)
    assert canonical_phrase(worn) == canonical_phrase(text)


def test_a_sign_of_a_family_is_one_also_where_markup_hides_it() -> None:
    assert canonical("00_x00B4_(") == canonical("00´(") == '00"('


@pytest.mark.parametrize("nul", ["&#0;", "&#000;", "&#x0;", "&#X00;", "_x0000_"])
def test_a_reference_to_no_sign_is_none(nul: str) -> None:
    assert canonical(f"0{nul}1{nul}") == "01"


@pytest.mark.parametrize("form", [canonical, canonical_phrase, readable, uniform])
@given(text=st.one_of(TEXTS, st.text(alphabet="='\"_x0041FbB´ \u200b‘’“”\n甬¼²", max_size=16)))
def test_a_form_of_a_form_is_that_form(form, text: str) -> None:
    assert form(form(text)) == form(text)


@pytest.mark.parametrize("dress", [escaped, referred, lambda text: f"&nbsp;{text}&#8203;"])
def test_full_width_over_other_dress_is_taken_off_too(dress) -> None:
    assert uniform(full_width(dress("2026-11-30"))) == "2026-11-30"


@given(st.text(alphabet=string.ascii_letters + string.digits + "甬应急罚", min_size=1))
def test_what_wears_no_dress_is_shown_and_compared_as_it_stands(text: str) -> None:
    assert readable(text) == text
    assert canonical(text) == text


@given(TEXTS)
def test_what_is_shown_is_compared_as_what_was_sent(text: str) -> None:
    assert canonical(readable(text)) == canonical(text)
