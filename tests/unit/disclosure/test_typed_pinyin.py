"""Letters as the syllables that they may be."""

import time

import pytest

from services.disclosure.adapters.index.typed_pinyin import ways_to_read


@pytest.mark.parametrize(
    ("letters", "ways"),
    [
        ("ningbo", [("ning", "bo")]),
        ("xian", [("xian",), ("xi", "an")]),
        ("fangan", [("fan", "gan"), ("fang", "an")]),
        ("lvcheng", [("lv", "cheng")]),
        ("jinsh", [("jin", "sh")]),
        ("abc12hao", [("a", "b", "c", "1", "2", "hao")]),
        ("zhuang", [("zhuang",)]),
    ],
)
def test_the_right_ways_are_among_the_likeliest(letters: str, ways: list[tuple[str, ...]]) -> None:
    assert set(ways) <= set(ways_to_read(letters)[:3])


@pytest.mark.parametrize("letters", ["xian" * 60, "a" * 255, "1" * 255, "i" * 255, "vvv"])
def test_any_letters_are_read_in_a_bounded_time(letters: str) -> None:
    ways_to_read("a")
    begin = time.perf_counter()
    ways = ways_to_read(letters)
    assert time.perf_counter() - begin < 1  # second
    assert 1 <= len(ways) <= 12
    assert {"".join(units) for units in ways} == {letters}
