"""The latest message of each key, without a broker."""

from collections.abc import Generator, Iterator
from threading import Timer
from typing import Any

import pytest

from schemas.codec import encode
from schemas.messages import ContactsStated, Fact, GradeChanged
from schemas.topics import CONTACTS, GRADE_CHANGES
from services.chassis import latest as module
from services.chassis.fold import Received
from services.chassis.latest import Latest, NotCaughtUpError
from services.chassis.settings import ServiceSettings
from tests.support.enterprise import fact
from tests.support.notices import DAY, grade_changed


def change(identity: str, key: str = "A") -> Fact[Any]:
    return fact(grade_changed("C"), DAY, identity, key)


def record(key: str, value: bytes | None, offset: int = 0) -> Received:
    return Received(GRADE_CHANGES.name, 0, offset, key.encode(), value, 0)


def taken(*facts: Fact[Any]) -> Latest:
    latest = Latest((GRADE_CHANGES,))
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

    latest = Latest((GRADE_CHANGES,), listener)
    for value in (encode(change("1")), encode(change("2")), None):
        latest.take(record("A", value))
    assert heard == [("A", "1", True), ("A", "2", True), ("A", None, True)]


def test_what_can_not_be_read_is_told_and_what_was_before_stays(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard: list[str] = []
    latest = Latest((GRADE_CHANGES,), lambda key, _fact: heard.append(key))
    latest.take(record("A", encode(change("1"))))
    latest.take(record("A", b"not a message", 7))
    held = latest.get("A")
    assert held is not None
    assert held.id == "1"
    assert heard == ["A"]
    told = capsys.readouterr()
    assert "unreadable" in told.out + told.err


def test_who_waits_for_the_end_is_told_when_it_does_not_come() -> None:
    latest = Latest((GRADE_CHANGES, CONTACTS))
    with pytest.raises(NotCaughtUpError, match=r"grade-changes, contacts: .* within 0.01 s"):
        latest.await_end(0.01)
    latest.note_end()
    latest.await_end(0)


def test_who_asks_for_now_waits_for_a_round_that_began_after_the_question() -> None:
    latest = taken(change("1"))
    latest.note_end()
    # One end may belong to a round that had begun before.
    first, second = Timer(0.05, latest.note_end), Timer(0.1, latest.note_end)
    first.start()
    with pytest.raises(NotCaughtUpError):
        latest.await_now(0.3)
    second.start()
    first, third = Timer(0.2, latest.note_end), Timer(0.3, latest.note_end)
    first.start()
    third.start()
    latest.await_now(5)
    for timer in (first, second, third):
        timer.join()


def test_a_broker_that_fails_is_read_again_from_the_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds: list[Iterator[Received | None]] = [
        iter([record("A", encode(change("1"))), record("B", encode(change("2", "B")))]),
        iter([record("A", encode(change("1"))), record("A", encode(change("3"))), None]),
    ]

    def follow(*_: object) -> Generator[Received | None]:
        if not rounds:
            return
        yield from rounds.pop(0)
        if rounds:
            raise ConnectionError("away")

    monkeypatch.setattr(module, "follow_to_end", follow)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    latest = Latest((GRADE_CHANGES,))
    latest.start(ServiceSettings())
    latest.await_end(10)
    latest.stop()
    assert {key: each.id for key, each in latest.all(GradeChanged).items()} == {"A": "3", "B": "2"}
