"""Texts of strangers take a time in proportion to their length, whatever stands in them.

Who may send a text is anybody: the door of an API looks at a code and a purpose before it knows who
asks, and while a pattern is searched for no other request is answered.
"""

from collections.abc import Callable
from time import process_time

import pytest

from schemas.vocabulary.canonical_text import (
    MOST_LAYERS,
    canonical,
    canonical_phrase,
    readable,
    uniform,
)
from services.intake.domain.layouts.plain_row import is_plain
from services.intake.domain.layouts.values import read_day, read_instant

SHORT, TIMES = 4_000, 10
UNMEASURED_SECONDS = 0.5  # for what takes no time either way
RUNS: dict[str, Callable[[int], str]] = {
    "apostrophes": lambda n: "'" * n + "甲",
    "quotes": lambda n: "=“" * n + "甲" + "”" * n,
    "references": lambda n: "&" + "amp;" * n,
    "wide references": lambda n: "＆" + "#65286;" * n,
    "escapes": lambda n: "_x005F" * n + "_x0041_",
    "joined texts": lambda n: '="甲"' + '&"乙"' * n + "丙",
    "commas": lambda n: "," * n + "甲",
    "full stops": lambda n: "." * n + "甲",
    "groups of commas": lambda n: "甲,,,," * n + "甲",
}


def seconds(work: Callable[[str], object], text: str) -> float:
    begin = process_time()
    work(text)
    return process_time() - begin


@pytest.mark.parametrize("form", [readable, uniform, canonical, canonical_phrase])
@pytest.mark.parametrize("run", RUNS)
def test_a_form_takes_a_time_in_proportion(form: Callable[[str], str], run: str) -> None:
    short, long = RUNS[run](SHORT), RUNS[run](SHORT * TIMES)
    assert seconds(form, long) < 3 * TIMES * seconds(form, short) + UNMEASURED_SECONDS
    assert form(form(short)) == form(short)


@pytest.mark.parametrize("reading", [read_day, read_instant])
@pytest.mark.parametrize("blank", [" ", "\u3000", "\t"])
def test_so_does_a_day(reading: Callable[[str], object], blank: str) -> None:
    def work(text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            reading(text)

    short, long = (f"2026-7-1{blank * n}x" for n in (SHORT, SHORT * TIMES))
    assert seconds(work, long) < 3 * TIMES * seconds(work, short) + UNMEASURED_SECONDS


@pytest.mark.parametrize("unit", ["1 2 3 4 5 6 7 8 9 0 a ", "①a", "1e17 ", "E0000000 "])
def test_so_does_a_row_with_what_may_be_personal_at_many_places(unit: str) -> None:
    def work(text: str) -> None:
        assert is_plain({"描述": text, "隐患级别": "重大"})

    short, long = (unit * (n // len(unit)) for n in (SHORT // 10, SHORT))
    assert seconds(work, long) < 3 * TIMES * seconds(work, short) + UNMEASURED_SECONDS


def test_blanks_within_a_day_are_passed_over_as_before() -> None:
    assert str(read_day("2026 年 7 月  1 日")) == "2026-07-01"
    assert str(read_day("2026 - 7 -\t1")) == "2026-07-01"


def test_what_is_wrapped_in_layers_is_unwrapped_and_more_layers_stay() -> None:
    few, many = MOST_LAYERS - 1, MOST_LAYERS + 1
    assert readable("'" * few + "甲") == "甲"
    assert readable("'" * many + "甲") == "'" * many + "甲"
    assert readable("&" + "amp;" * (few - 1) + "#65;") == "A"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("甲。，；", "甲"),
        ("第3.", "第3."),
        ("甲..", "甲"),
        ("甲3..", "甲3."),
        ('="甲,', "甲"),
        ("。", ""),
    ],
)
def test_signs_around_a_text_are_taken_off(written: str, form: str) -> None:
    assert canonical(written) == form
