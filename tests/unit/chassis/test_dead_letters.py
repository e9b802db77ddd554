"""A dead letter is listed with its position, and replayed as it came, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from schemas.codec import decode, encode
from schemas.messages import MessageReplayed
from schemas.topics import MAXIMUM_MESSAGE_BYTES, SAFETY_RECORDS
from services.chassis.kafka.dead_letters import DeadLetter, NotReplayableError, dead_letters, replay
from services.chassis.processing.fold import day_began
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from tests.support.counting_stage import POISON, WAKE_POISON, commitment, counting_stage, encoded
from tests.support.memory_city import MemoryPublisher, reading

NOW = datetime(2026, 11, 3, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 4, 2, tzinfo=UTC)
PERSON = b"330281199001011234"


class City:
    """One worker that has set some messages aside."""

    def __init__(self) -> None:
        self.log = MemoryLog(partitions=2)
        self.worker = MemoryWorker(counting_stage(), self.log)
        self.publisher = MemoryPublisher(self.log)

    def receive(
        self, key: bytes | None, value: bytes | None, timestamp: int = 0, partition: int = 0
    ) -> None:
        self.log.append_raw(SAFETY_RECORDS.name, partition, key, value, timestamp)
        run_until_quiet([self.worker])

    def letters(self) -> list[DeadLetter]:
        return dead_letters({"scoring": self.log.all("dead-letters-scoring"), "intake": []})

    def replay(self, letter: DeadLetter, now: datetime = NOW) -> None:
        replay(letter, self.publisher, reading(self.log), now)
        run_until_quiet([self.worker])


@pytest.fixture
def city() -> City:
    return City()


def poisoned() -> tuple[bytes, bytes, int]:
    return encoded(commitment("91990103MBT4Y0NW08", POISON))


def test_they_are_listed_in_the_order_in_which_they_were_known(city: City) -> None:
    city.receive(b"b", b"second", 2000)
    city.receive(None, b"first", 1000)
    first, second = city.letters()
    assert (first.body.reason, first.position) == ("no_key", "safety-records/0/1")
    assert (second.body.reason, second.position) == ("not_cloudevent", "safety-records/0/0")
    assert (first.key, first.value) == (None, b"first")
    assert (second.key, second.value) == (b"b", b"second")
    assert second.known_at == datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert second.replayed_at == ()


def test_a_letter_that_was_published_twice_is_listed_once(city: City) -> None:
    city.receive(*poisoned())
    (record,) = [r for p in range(2) for r in city.log.read("dead-letters-scoring", p, 0, 9)]
    city.log.append_raw(record.topic, record.partition, record.key, record.value, record.timestamp)
    assert len(city.letters()) == 1


def test_a_strangers_bytes_among_the_dead_letters_are_passed_over(city: City) -> None:
    city.receive(*poisoned())
    city.log.append_raw("dead-letters-scoring", 0, None, b"\xff", 0)
    city.log.append_raw("dead-letters-scoring", 0, None, None, 0)
    assert [letter.body.reason for letter in city.letters()] == ["handler_failed"]


def test_replay_publishes_the_bytes_as_they_came_and_says_so(city: City) -> None:
    key, value, timestamp = poisoned()
    city.receive(key, value, timestamp)
    (letter,) = city.letters()
    city.replay(letter)
    again = city.log.all(SAFETY_RECORDS.name)[-1]
    assert (again.key, again.value, again.timestamp) == (key, value, timestamp)
    listed = next(known for known in city.letters() if known.id == letter.id)
    assert listed.replayed_at == (NOW,)
    city.replay(letter, LATER)
    listed = next(known for known in city.letters() if known.id == letter.id)
    assert listed.replayed_at == (NOW, LATER)


def test_what_fails_again_is_a_new_dead_letter_at_its_new_position(city: City) -> None:
    city.receive(*poisoned())
    (letter,) = city.letters()
    city.replay(letter)
    places = {known.position for known in city.letters()}
    assert len(places) == 2
    assert letter.position in places


def test_what_was_mended_is_handled_by_the_replay(city: City) -> None:
    city.receive(*poisoned())
    (letter,) = city.letters()
    stage = counting_stage()
    handlers = {
        body: lambda state, fact, today, handler=handler: handler(
            state, commitment(fact.subject, "mended"), today
        )
        for body, handler in stage.handlers.items()
    }
    city.worker.stage = replace(stage, handlers=handlers)
    city.worker.restart()
    city.replay(letter)
    assert len(city.letters()) == 1
    assert city.worker.views.get("scoring:count:91990103MBT4Y0NW08") == b"1"


def test_the_record_of_a_replay_is_a_fact_of_the_contract(city: City) -> None:
    city.receive(*poisoned())
    (letter,) = city.letters()
    city.replay(letter)
    facts = [decode(record.value or b"") for record in city.log.all("dead-letters-scoring")]
    (replayed,) = [fact for fact in facts if isinstance(fact.body, MessageReplayed)]
    assert replayed.body == MessageReplayed(dead_letter=letter.id, topic="safety-records")
    assert (replayed.known_at, replayed.causation_id) == (NOW, letter.id)


def test_a_masked_message_is_fetched_from_its_place(city: City) -> None:
    city.receive(b"k", b"person " + PERSON)
    (letter,) = city.letters()
    assert letter.value == b"person " + b"*" * 18
    city.replay(letter)
    assert city.log.all(SAFETY_RECORDS.name)[-1].value == b"person " + PERSON


@pytest.mark.parametrize(
    "spoil", [lambda _: None, lambda value: value + b"x"], ids=["compacted", "another log"]
)
def test_a_masked_message_whose_place_is_gone_is_not_replayed(
    city: City, spoil: Callable[[bytes], bytes | None]
) -> None:
    city.receive(b"k", b"person " + PERSON)
    (letter,) = city.letters()
    elsewhere = MemoryLog()
    original = city.log.all(SAFETY_RECORDS.name)[0].value or b""
    elsewhere.append_raw(SAFETY_RECORDS.name, 0, b"k", spoil(original), 0)
    with pytest.raises(NotReplayableError, match="no longer holds"):
        replay(letter, city.publisher, reading(elsewhere), NOW)
    assert city.publisher.pending == []


def test_a_message_that_was_too_large_says_where_the_whole_stands(city: City) -> None:
    huge = b"x" * (MAXIMUM_MESSAGE_BYTES + 1)
    city.receive(b"k", huge)
    (letter,) = city.letters()
    assert letter.body.truncated
    assert letter.body.sha256 == sha256(huge).hexdigest()
    with pytest.raises(NotReplayableError, match="stands at safety-records/0/0"):
        city.replay(letter)


def test_what_can_not_be_published_as_it_came_is_refused(city: City) -> None:
    city.receive(None, b"value")
    city.receive(b"key", None)
    no_key, no_value = sorted(city.letters(), key=lambda letter: letter.body.offset)
    with pytest.raises(NotReplayableError, match="has no key"):
        city.replay(no_key)
    with pytest.raises(NotReplayableError, match="has no value"):
        city.replay(no_value)


def test_a_day_is_not_replayed(city: City) -> None:
    place = partition_of(WAKE_POISON.encode(), 2)
    city.receive(*encoded(commitment(WAKE_POISON)), place)
    for day in (date(2026, 3, 1), date(2026, 3, 4)):
        fact = day_began(day, place)
        city.receive(fact.subject.encode(), encode(fact), partition=place)
    (letter,) = city.letters()
    assert letter.body.reason == "wake_failed"
    with pytest.raises(NotReplayableError, match="a day begins once"):
        city.replay(letter)
