"""The index as a copy of the log: what it keeps, changes, forgets, and how it is made anew."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.vocabulary.disclosed_entry import DisclosedCounts
from services.chassis.processing.fold import Received
from services.disclosure.adapters.index.index_reader import PAGE
from services.disclosure.adapters.index.public_index import (
    PublicIndex,
)
from services.disclosure.domain.look_up import PublicLookUp, Search
from tests.support.public_messages import (
    CODE,
    DAY,
    LISTING,
    OTHER,
    PENALTY,
    THIRD,
    PublicLog,
    disclosed,
    index_of,
    public_record,
)


@pytest.fixture
def log() -> PublicLog:
    return PublicLog()


def keep(index: PublicIndex, log: PublicLog, *messages: Received) -> None:
    index.keep(list(messages), log.positions)


def names(index: PublicIndex, text: str = "") -> list[str | None]:
    return [match.name for match in index.search(Search(text=text)).matches]


def test_it_answers_all_questions_of_the_look_up(log: PublicLog, tmp_path: Path) -> None:
    index: PublicLookUp = index_of(tmp_path, log, [])
    assert index.search(Search()).total == 0
    assert index.enterprise(CODE) is None
    assert index.records("penalty") == ((), 0)
    assert index.figures("city") == []


def test_what_is_said_anew_is_met_and_what_was_said_before_is_not(
    log: PublicLog, tmp_path: Path
) -> None:
    index = index_of(tmp_path, log, [log.entry(CODE, disclosed("宁波旧名公司", grade="A"))])
    keep(index, log, log.entry(CODE, disclosed("宁波新名公司", 2, grade="C")))
    assert (names(index, "旧名"), names(index, "新名")) == ([], ["宁波新名公司"])
    assert names(index, "nbjm") == names(index, "jiuming") == []
    assert index.search(Search(grade="A")).total == 0
    found = index.enterprise(CODE)
    assert found is not None
    assert (found.number, found.entry.grade, found.day) == (2, "C", DAY)
    keep(index, log, log.entry(CODE, None))
    assert names(index) == names(index, "宁波") == []
    assert index.figures("city") == []


def test_of_several_messages_at_once_the_last_holds(log: PublicLog, tmp_path: Path) -> None:
    messages = [log.entry(CODE, disclosed(name, n)) for n, name in enumerate(("一一", "二二"), 1)]
    index = index_of(tmp_path, log, [*messages, log.record(CODE, public_record("1"))])
    keep(index, log, log.record(CODE, public_record("2")), log.record(CODE, "2"))
    assert names(index) == ["二二"]
    found = index.enterprise(CODE)
    assert found is not None
    assert [record.record_id for record in found.records] == ["1"]


def test_an_organization_code_is_of_who_goes_on(log: PublicLog, tmp_path: Path) -> None:
    organization = "345678901"
    before = disclosed("旧", organization_code=organization, succeeded_by=OTHER)
    messages = [log.entry(CODE, before)]
    messages.append(log.entry(OTHER, disclosed("新", organization_code=organization)))
    index = index_of(tmp_path, log, messages)
    for text in (organization, "34567890-1", OTHER.lower(), f" {OTHER} "):
        found = index.enterprise(text)
        assert found is not None
        assert found.code == OTHER, text
    assert {each.code for each in index.search(Search(text=organization)).matches} == {CODE, OTHER}
    for text in ("", "%", "3456", "9" * 10_000, "\0"):
        assert index.enterprise(text) is None


def test_records_come_in_pages_the_latest_first_by_kind(log: PublicLog, tmp_path: Path) -> None:
    days = [DAY - timedelta(days=n) for n in range(PAGE + 3)]
    penalties = [public_record(f"p{n:03d}", day) for n, day in enumerate(days)]
    messages = [log.record(CODE, each) for each in penalties]
    messages += [log.record(OTHER, public_record("l", content=LISTING))]
    messages += [log.entry(CODE, disclosed("甲")), log.entry(OTHER, disclosed(None))]
    index = index_of(tmp_path, log, messages)
    first, second, third = (index.records("penalty", page=n) for n in (1, 2, 3))
    assert [each.record for each in (*first[0], *second[0])] == penalties
    assert ({each.name for each in first[0]}, len(second[0])) == ({"甲"}, 3)
    assert (first[1], second[1], third) == (2, 2, ((), 2))
    own = index.enterprise(CODE, page=2)
    assert own is not None
    assert (own.records, own.pages) == (tuple(penalties[PAGE:]), 2)
    assert index.enterprise(CODE, "accident").records == ()  # type: ignore[union-attr] # it is there
    listed, pages = index.records("blacklist_decision", "severe_list")
    assert [(each.code, each.record.record_id) for each in listed] == [(OTHER, "l")]
    assert (pages, index.records("blacklist_decision", "blacklist")) == (1, ((), 0))
    assert index.records("penalty", page=10**15) == ((), 2)


def test_who_is_on_a_list_follows_the_records_whenever_they_come(
    log: PublicLog, tmp_path: Path
) -> None:
    index = index_of(tmp_path, log, [log.record(CODE, public_record("l", content=LISTING))])
    keep(index, log, log.entry(CODE, disclosed("甲")))
    on_list = Search(list_name="severe_list")
    (match,) = index.search(on_list).matches
    assert match.lists == ("severe_list",)
    keep(index, log, log.record(CODE, "l"))
    assert index.search(on_list).total == 0
    assert index.search(Search()).matches[0].lists == ()
    keep(index, log, log.record(CODE, public_record("m", content=LISTING)))
    assert index.search(on_list).total == 1


def test_figures_follow_every_entry(log: PublicLog, tmp_path: Path) -> None:
    counts = DisclosedCounts(penalties=2, accidents=1, hidden_dangers=3, listings=1)
    messages = [
        log.entry(CODE, disclosed("甲", grade="A", counts=counts, district="海曙区")),
        log.entry(OTHER, disclosed("乙", grade=None, commitment="published")),
        log.entry(THIRD, disclosed("丙", sector="transport", commitment="broken")),
        log.entry("91990104MC00000423", disclosed("丁", succeeded_by=CODE)),
    ]
    index = index_of(tmp_path, log, messages)
    (city,) = index.figures("city")
    assert (city.group, city.enterprises, city.grades, city.unrated) == ("", 3, {"A": 1, "B": 1}, 1)
    assert (city.made, city.published, city.broken) == (1, 1, 1)
    assert (city.penalties, city.accidents, city.hidden_dangers, city.listings) == (2, 1, 3, 1)
    assert {each.group: each.enterprises for each in index.figures("district")} == {
        "": 2,
        "海曙区": 1,
    }
    keep(index, log, log.entry(CODE, disclosed("甲", 2, sector="transport", grade="B")))
    assert [(each.group, each.enterprises, each.grades) for each in index.figures("sector")] == [
        ("industrial", 1, {}),
        ("transport", 2, {"B": 2}),
    ]


def test_the_first_day_of_records_is_their_order(log: PublicLog, tmp_path: Path) -> None:
    early, late = (public_record(n, d, PENALTY) for n, d in (("a", date(2025, 1, 2)), ("b", DAY)))
    index = index_of(tmp_path, log, [log.record(CODE, late), log.record(OTHER, early)])
    assert [each.record for each in index.records("penalty")[0]] == [late, early]
