"""What a number format shows is what is read, or nothing is: no format makes two numbers one."""

from hypothesis import given
from hypothesis import strategies as st

from services.intake.adapters.workbooks.number_formats import Format, format_of

signs = st.sampled_from(
    ["0", "#", "?", ".", ",", ";", "%", "@", "\\", "!", '"', "[", "]", "_", "*"]
)
codes = st.lists(signs | st.sampled_from([*"yhd$¥万元号〔2E+-/: ", "[$¥-411]", "[<9]", "General"]))
words = st.text(st.sampled_from("消罚安监〔〕[]第号字文书0123456789YH%万億￡€"), min_size=1)


@given(codes)
def test_any_code_has_a_format(code: list[str]) -> None:
    assert format_of(200, "".join(code)) in range(6)


@given(words, st.sampled_from(["{}0", "0{}", "#,##0{}", "0;{}0", "[<9]0;0{}", "0{}0", "{}@"]))
def test_a_text_that_is_no_unit_makes_it_none(word: str, code: str) -> None:
    quoted, escaped = f'"{word}"', "".join(f"\\{sign}" for sign in word)
    for text in (quoted, escaped, escaped.replace("\\", "!")):
        assert format_of(200, code.format(text)) in {Format.OTHER_TEXT, Format.OTHER_UNIT}


@given(st.text(), st.sampled_from(["0", "0%", "yyyy/m/d", "[h]:mm", "0,"]))
def test_a_section_is_not_split_within_a_text(text: str, code: str) -> None:
    text = text.replace('"', "")
    sections = f'"{text}"{code};"{text}"{code}'
    assert format_of(200, sections) == format_of(200, f'"{text}"{code}')
