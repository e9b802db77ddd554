"""Searching the public index: what is met, in which order, and what nobody can do with it."""

import time
from pathlib import Path

import pytest

from schemas.vocabulary.disclosed_entry import CommitmentStatus
from services.disclosure.adapters.index.public_index import PublicIndex
from services.disclosure.adapters.index.search import MOST_MATCHES
from services.disclosure.domain.look_up import Search
from tests.support.public_messages import (
    CODE,
    LISTING,
    OTHER,
    THIRD,
    PublicLog,
    disclosed,
    index_of,
    public_record,
)

NAMES = {
    CODE: "宁波长虹化工有限公司",
    OTHER: "北仑宁波长虹化工有限公司运输队",
    THIRD: "余姚（甬江）ＡＢ-12號電器廠",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PublicIndex:
    log = PublicLog()
    more: dict[str, dict[str, object]] = {
        CODE: {
            "former_names": ("象山百川厂", "象山瑞丰厂"),
            "former_codes": ("91990109MA00000X99",),
            "organization_code": "345678901",
            "district": "海曙区",
        },
        OTHER: {"sector": "transport", "grade": "D", "commitment": "broken"},
        THIRD: {"grade": None, "organization_code": "MC0000031"},
    }
    messages = [log.entry(code, disclosed(name, **more[code])) for code, name in NAMES.items()]
    messages.append(log.record(OTHER, public_record("1", content=LISTING)))
    return index_of(tmp_path_factory.mktemp("index"), log, messages)


def codes(index: PublicIndex, text: str = "", **filters: object) -> list[str]:
    asked = Search(text=text, **filters)  # type: ignore[arg-type] # each test gives its own
    return [match.code for match in index.search(asked).matches]


@pytest.mark.parametrize(
    "text",
    ["余姚甬江ab12号电器厂", "余姚(甬江)", "AB-12", "ａｂ１２", "電器", "电器厂", "號電", "厂 余姚",
     "yuyao", "YongJiang", "yyyjab12hdqc", "yyyj", "haodianqi", "dqc", "91990103MC", "mc00000318",
     "000318", "MC000003-1", "甬", "q"],
)  # fmt: skip
def test_a_part_of_a_name_its_pinyin_or_a_code_is_met_however_it_is_written(
    index: PublicIndex, text: str
) -> None:
    assert THIRD in codes(index, text)


def test_the_very_name_or_code_comes_first_then_what_begins_then_what_contains(
    index: PublicIndex,
) -> None:
    assert codes(index, "宁波长虹化工有限公司") == [CODE, OTHER]
    assert codes(index, "宁波") == [CODE, OTHER]
    assert codes(index, "nbch") == [CODE, OTHER]
    assert codes(index, "北仑宁波") == [OTHER]
    assert codes(index, OTHER.lower()) == [OTHER]
    assert codes(index, "9199")[0] in NAMES


def test_in_each_part_the_shorter_name_comes_first(tmp_path: Path) -> None:
    log = PublicLog()
    names = {
        "宁波甬江厂": (),
        **{f"宁波甬江厂{n * '分'}厂": () for n in range(1, 6)},
        "北宁波甬江厂": (),  # it contains the text, though it is shorter than some that begin so
        "象山百川瑞丰恒通金属制品有限公司": ("宁波甬江厂",),
    }
    messages = [
        log.entry(f"91990101MC{n:07d}0", disclosed(name, former_names=names[name]))
        for n, name in enumerate(reversed(names))
    ]
    page = index_of(tmp_path, log, messages).search(Search(text="宁波甬江厂"))
    *begin, contains = [match.name for match in page.matches]
    former, *rest = begin
    assert (former, page.matches[0].matched) == ("象山百川瑞丰恒通金属制品有限公司", "宁波甬江厂")
    assert rest == sorted(rest, key=lambda name: len(name or ""))
    assert (rest[0], len(rest), contains) == ("宁波甬江厂", 6, "北宁波甬江厂")


@pytest.mark.parametrize(
    ("text", "former"),
    [("象山瑞丰厂", "象山瑞丰厂"), ("百川", "象山百川厂"), ("MA00000X99", "91990109MA00000X99"),
     ("91990109ma00000x99", "91990109MA00000X99")],
)  # fmt: skip
def test_who_is_met_by_a_former_name_or_code_is_shown_with_it(
    index: PublicIndex, text: str, former: str
) -> None:
    (match,) = index.search(Search(text=text)).matches
    assert (match.code, match.matched) == (CODE, former)


def test_of_two_former_names_none_is_made_of_the_end_of_one_and_the_other(
    index: PublicIndex,
) -> None:
    assert codes(index, "厂象山") == []


def test_what_holds_now_is_no_former_name(index: PublicIndex) -> None:
    assert index.search(Search(text="长虹")).matches[0].matched is None


@pytest.mark.parametrize("text", [CODE, "345678901", "34567890-1"])
def test_an_organization_code_is_met(index: PublicIndex, text: str) -> None:
    assert codes(index, text)[0] == CODE


def test_filters_hold_with_a_text_and_without(index: PublicIndex) -> None:
    broken: CommitmentStatus = "broken"
    assert codes(index, sector="transport") == [OTHER]
    assert codes(index, district="海曙区") == codes(index, "长虹", district="海曙區") == [CODE]
    assert codes(index, grade="D") == codes(index, OTHER, grade="D") == [OTHER]
    assert codes(index, OTHER, grade="A") == codes(index, "宁波", grade="A") == []
    assert codes(index, list_name="severe_list") == [OTHER]
    assert codes(index, list_name="blacklist") == []
    assert codes(index, commitment=broken, sector="transport", grade="D") == [OTHER]
    assert codes(index, sector="transport OR sector") == codes(index, sector="*") == []
    assert sorted(codes(index)) == sorted(NAMES)


@pytest.mark.parametrize(
    "text",
    ["%", "_", "*", '"', "'; DROP TABLE enterprise; --", "name : 宁", "宁 OR 波 NEAR(", "^", "\0",
     "宁波\0\0长虹%", "😀", "宁😀", "\ud800", "-", "NOT", "{name}: x", "宁" * 10_000, "x" * 10_240,
     "宁波 " * 3_000, "﷽" * 300, "　", "&#0;", "_x0000_", '=""', "\u200b"],
)  # fmt: skip
def test_no_text_does_any_harm_or_takes_long(index: PublicIndex, text: str) -> None:
    begin = time.perf_counter()
    page = index.search(Search(text=text))
    assert time.perf_counter() - begin < 2  # seconds
    assert page.total <= len(NAMES)


@pytest.mark.parametrize("text", ["%", "_", "*", '"', "\0", "😀", "宁" * 10_000, "^", "zzz"])
def test_a_text_of_signs_alone_or_of_no_name_is_answered_by_nobody(
    index: PublicIndex, text: str
) -> None:
    page = index.search(Search(text=text))
    assert (page.matches, page.total, page.more, page.pages) == ((), 0, False, 0)


def test_signs_and_blanks_in_a_text_are_not_asked_about(index: PublicIndex) -> None:
    for text in ("宁波\0长虹", "宁波%长虹", "宁 波  长虹", "宁😀波长虹", '"宁波长虹"'):
        assert codes(index, text) == [CODE, OTHER], text


def test_pages_and_beyond_them(index: PublicIndex) -> None:
    pages = [index.search(Search(text="宁波", page=n, size=1)) for n in (1, 2, 3, 10**12)]
    assert [[match.code for match in page.matches] for page in pages] == [[CODE], [OTHER], [], []]
    assert {(page.total, page.pages, page.more) for page in pages} == {(2, 2, False)}


def test_no_more_than_a_thousand_are_counted_in_one_order_on_every_replica(
    tmp_path: Path,
) -> None:
    numbers = range(MOST_MATCHES + 100)
    found = []
    for replica, order in enumerate((numbers, reversed(numbers))):
        log = PublicLog()
        messages = [
            log.entry(f"91990101MC{n:07d}0", disclosed(f"宁波{n % 7 * '甬'}公司")) for n in order
        ]
        index = index_of(tmp_path / str(replica), log, messages)
        page = index.search(Search(text="公司", size=100, page=3))
        assert (page.total, page.more, page.pages) == (MOST_MATCHES, True, 10)
        found.append(page.matches)
    assert found[0] == found[1]
    assert len({match.code for match in found[0]}) == 100
