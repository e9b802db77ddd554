"""The latest message of each key, without a broker."""

from itertools import count
from time import sleep
from typing import Any, ClassVar

import pytest

from schemas.codec import encode
from schemas.messages import ContactsStated, Fact, GradeChanged
from schemas.topics import CONTACTS, GRADE_CHANGES
from services.chassis.kafka import end_question
from services.chassis.kafka import latest_facts as module
from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.latest_facts import LatestFacts, NotCaughtUpError
from services.chassis.kafka.positions import Positions, Stretch
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings
from tests.support.enterprise import fact
from tests.support.notices import DAY, grade_changed
from tests.support.time_limits import PROMPT_SECONDS


def change(identity: str, key: str = "A") -> Fact[Any]:
    return fact(grade_changed("C"), DAY, identity, key)


def record(key: str, value: bytes | None, offset: int = 0) -> Received:
    return Received(GRADE_CHANGES.name, 0, offset, key.encode(), value, 0)


def taken(*facts: Fact[Any]) -> LatestFacts:
    latest = LatestFacts((GRADE_CHANGES,))
    for each in facts:
        latest.take(record(each.subject, encode(each)))
    return latest


def test_of_each_key_the_last_is_held() -> None:
    latest = taken(change("1"), change("2", "B"), change("3"))
    assert {key: each.id for key, each in latest.all(GradeChanged).items()} == {"A": "3", "B": "2"}
    assert latest.all(ContactsStated) == {}
    assert latest.get("C") is None


@pytest.mark.parametrize("nothing", [None, b""])
def test_an_empty_value_erases_its_key_alone_and_may_come_for_one_that_is_not_there(
    nothing: bytes | None,
) -> None:
    latest = taken(change("1"), change("2", "B"))
    latest.take(record("A", nothing))
    latest.take(record("unknown", nothing))
    assert list(latest.all(GradeChanged)) == ["B"]
    latest.take(record("A", encode(change("3"))))
    assert latest.all(GradeChanged).keys() == {"A", "B"}


def test_the_listener_hears_each_message_when_it_is_held() -> None:
    heard: list[tuple[str, str | None, bool]] = []

    def listener(key: str, told: Fact[Any] | None) -> None:
        heard.append((key, told.id if told else None, latest.get(key) is told))

    latest = LatestFacts((GRADE_CHANGES,), listener)
    for value in (encode(change("1")), encode(change("2")), None):
        latest.take(record("A", value))
    assert heard == [("A", "1", True), ("A", "2", True), ("A", None, True)]


def test_what_can_not_be_read_is_told_and_what_was_before_stays(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard: list[str] = []
    latest = LatestFacts((GRADE_CHANGES,), lambda key, _fact: heard.append(key))
    latest.take(record("A", encode(change("1"))))
    latest.take(record("A", b"not a message", 7))
    held = latest.get("A")
    assert held is not None
    assert held.id == "1"
    assert heard == ["A"]
    told = capsys.readouterr()
    assert "unreadable" in told.out + told.err


def test_who_waits_for_the_end_is_told_when_it_does_not_come() -> None:
    latest = LatestFacts((GRADE_CHANGES, CONTACTS))
    with pytest.raises(NotCaughtUpError, match=r"grade-changes, contacts: .* within 0.01 s"):
        latest.await_end(0.01)
    latest.note_end()
    latest.await_end(0)


def test_who_waits_no_longer_keeps_nobody_else_waiting() -> None:
    latest = LatestFacts((GRADE_CHANGES,))
    first, second = latest.reached_end(), latest.reached_end()
    assert first.cancel()
    latest.note_end()
    assert second.done()


PLACE = (GRADE_CHANGES.name, 0)


class FollowedLog:
    """Stands for the broker: what each reading brings, where it ends; a reading may fail."""

    polls: ClassVar[list[list[Received] | Exception]] = []
    begun: ClassVar[list[int]] = []
    end = 0

    def __init__(self, _settings: object, _topics: object) -> None:
        self.fresh = True

    def beginnings(self) -> dict[tuple[str, int], int]:
        return {PLACE: 0}

    def read(self, positions: Positions, _limit: int, _wait: float) -> Stretch:
        if self.fresh:
            self.begun.append(positions[PLACE])
            self.fresh = False
        found = self.polls.pop(0) if self.polls else []
        if isinstance(found, Exception):
            raise found
        return Stretch(found, {PLACE: max([positions[PLACE], *(r.offset + 1 for r in found)])})

    def ends(self) -> dict[tuple[str, int], int]:
        return {PLACE: self.end}

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> type[FollowedLog]:
    class Log(FollowedLog):
        polls: ClassVar[list[list[Received] | Exception]] = []
        begun: ClassVar[list[int]] = []

    monkeypatch.setattr(module, "PositionedLog", Log)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    return Log


def test_after_an_outage_it_goes_on_where_it_was_and_holds_what_it_held(log) -> None:
    one, two = record("A", encode(change("1")), 0), record("A", encode(change("2")), 1)
    log.end = 3
    log.polls += [[one, two], ConnectionError("away"), [record("B", encode(change("3", "B")), 2)]]
    held: list[str] = []
    latest = LatestFacts((GRADE_CHANGES,), lambda _key, fact: held.append(fact.id if fact else "-"))
    latest.start(ServiceSettings())
    latest.await_end(PROMPT_SECONDS)
    latest.stop()
    assert held == ["1", "2", "3"]
    assert log.begun == [0, 2]


def test_who_asks_for_now_is_answered_when_the_end_of_then_is_held(log) -> None:
    latest = LatestFacts((GRADE_CHANGES,))
    latest.start(ServiceSettings())
    latest.await_end(PROMPT_SECONDS)
    log.end = 2
    reached = latest.reached_end()
    with pytest.raises(TimeoutError):
        reached.result(0.1)
    log.polls.append([record("A", encode(change(str(n))), n) for n in range(2)])
    reached.result(PROMPT_SECONDS)
    latest.stop()
    held = latest.get("A")
    assert held is not None
    assert held.id == "1"


def test_a_topic_that_is_never_quiet_answers_all_the_same(log, monkeypatch) -> None:
    monkeypatch.setattr(end_question, "PASSED_SECONDS", 0.05)
    offsets = count()

    def read(_self: FollowedLog, _positions: Positions, _limit: int, _wait: float) -> Stretch:
        sleep(0.005)
        offset = next(offsets)
        return Stretch([record("A", encode(change("x")), offset)], {PLACE: offset + 1})

    monkeypatch.setattr(log, "read", read)
    log.end = 5
    latest = LatestFacts((GRADE_CHANGES,))
    latest.start(ServiceSettings())
    latest.await_end(PROMPT_SECONDS)
    latest.reached_end().result(PROMPT_SECONDS)
    latest.stop()


def test_a_log_that_does_not_hold_its_place_is_read_from_its_beginning(log) -> None:
    log.end = 1
    log.polls += [[record("A", encode(change("1")), 4)], PositionsGoneError("5 of 1")]
    log.polls.append([record("A", encode(change("2")), 0)])
    latest = LatestFacts((GRADE_CHANGES,))
    latest.start(ServiceSettings())
    latest.await_end(PROMPT_SECONDS)
    latest.stop()
    held = latest.get("A")
    assert held is not None
    assert (held.id, log.begun) == ("2", [0, 0])
