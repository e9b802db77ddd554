from datetime import UTC, date, datetime

import msgspec
import pytest

from schemas.codec import decode, encode
from schemas.messages import DayBegan, GradeChanged, MessageDeadLettered
from schemas.topics import ASSESSMENTS, GRADE_CHANGES, MAXIMUM_MESSAGE_BYTES, SAFETY_RECORDS
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.chassis.state.codec import StateCodec
from tests.support.counting_stage import (
    POISON,
    WAKE_POISON,
    Count,
    commitment,
    counting_stage,
    encoded,
)


class City:
    """One partition, one worker, and what it published."""

    def __init__(self, batch: int = 1000) -> None:
        self.log = MemoryLog(1)
        self.worker = MemoryWorker(counting_stage(), self.log, batch)

    def send(self, *facts) -> None:
        for fact in facts:
            self.log.publish(SAFETY_RECORDS, *encoded(fact))
        self.worker.run()

    def send_raw(self, key, value) -> None:
        self.log.append_raw(SAFETY_RECORDS.name, 0, key, value, 0)
        self.worker.run()

    def day(self, day: date) -> None:
        self.send_raw(b"city", encode(day_began(day, 0)))

    def published(self, topic):
        return [decode(record.value) for record in self.log.all(topic.name)]

    def dead(self) -> list[MessageDeadLettered]:
        return [decode(r.value).body for r in self.log.all("dead-letters-scoring")]

    def grades(self) -> list[str]:
        return [fact.body.to_grade for fact in self.published(GRADE_CHANGES)]


def test_facts_caused_by_a_message_have_ids_that_follow_from_it():
    first, second = City(), City(batch=1)
    for city in (first, second):
        city.send(commitment("a"), commitment("b"), commitment("a", "2"))
    assert first.log.all("grade-changes") == second.log.all("grade-changes")
    ids = [fact.id for fact in first.published(GRADE_CHANGES)]
    assert len(set(ids)) == 3
    assert first.published(GRADE_CHANGES)[0].causation_id == "a-1"


def test_a_relayed_fact_keeps_its_id():
    city = City()
    city.send(commitment("a"))
    assert city.published(ASSESSMENTS) == [commitment("a")]


def test_a_key_is_woken_on_its_day_and_every_day_in_between_is_passed_on():
    city = City()
    city.send(commitment("a"))  # known on 1 March, wants to be woken on the 4th
    city.day(date(2026, 3, 2))
    assert city.grades() == ["1/0"]
    city.day(date(2026, 3, 6))
    assert city.grades() == ["1/0", "1/1"]
    woken = city.published(GRADE_CHANGES)[-1]
    assert woken.body.day == date(2026, 3, 4)
    assert woken.known_at == datetime(2026, 3, 3, 16, tzinfo=UTC)  # midnight in Shanghai
    days = [f.body.day for f in city.published(ASSESSMENTS) if isinstance(f.body, DayBegan)]
    assert days == [date(2026, 3, number) for number in (2, 3, 4, 5, 6)]


def test_a_woken_state_is_encoded_once_and_as_it_is_at_last(monkeypatch):
    encoded_states = []
    encode_state = StateCodec.encode

    def counted(codec, state, wake_on):
        encoded_states.append(state)
        return encode_state(codec, state, wake_on)

    city = City()
    city.send(commitment("a"))
    monkeypatch.setattr(StateCodec, "encode", counted)
    city.day(date(2026, 3, 4))
    assert encoded_states == [Count(1, (date(2026, 3, 4),))]
    # Woken and then told something in one batch: what is stored is the last of both.
    began = encode(day_began(date(2026, 3, 20), 0))
    city.send(commitment("a", "2", datetime(2026, 3, 5, tzinfo=UTC)))
    city.log.append_raw(SAFETY_RECORDS.name, 0, b"city", began, 0)
    city.send(commitment("a", "3", datetime(2026, 3, 21, tzinfo=UTC)))
    woken = (date(2026, 3, 4), date(2026, 3, 8))
    stored = city.worker.states[0, b"a"]
    assert stored == encode_state(StateCodec(Count), Count(3, woken), date(2026, 3, 24))


def test_a_day_that_began_before_is_ignored():
    city = City()
    city.day(date(2026, 3, 2))
    city.day(date(2026, 3, 2))
    city.day(date(2026, 3, 1))
    assert len(city.published(ASSESSMENTS)) == 1


def test_today_is_the_latest_day_that_began():
    city = City()
    city.day(date(2026, 5, 1))
    city.send(commitment("a"))  # known in March
    assert city.published(GRADE_CHANGES)[0].body.day == date(2026, 5, 1)


def test_a_restart_between_batches_changes_nothing():
    whole, broken = City(), City()
    for city in (whole, broken):
        city.send(commitment("a"), commitment("b"))
        if city is broken:
            city.worker.restart()
        city.day(date(2026, 3, 9))
        if city is broken:
            city.worker.restart()
        city.day(date(2026, 3, 10))
        city.send(commitment("a", "2"))
    for topic in whole.log.topics():
        assert whole.log.all(topic) == broken.log.all(topic)
    assert whole.worker.states == broken.worker.states


def test_state_and_view_hold_what_was_folded():
    city = City()
    city.send(commitment("a"), commitment("a", "2"))
    stored = city.worker.states[(0, b"a")]
    assert stored.startswith(b"2026-03-04")
    assert msgspec.msgpack.decode(stored[10:], type=Count) == Count(2)
    assert city.worker.views.get("scoring:count:a") == b"2"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (None, encoded(commitment("a"))[1], "no_key"),
        (b"a", None, "no_value"),
        (b"a", b"\xff\xfe\x00", "not_cloudevent"),
        (b"a", b"[]", "not_cloudevent"),
        (b"a", b"x" * (MAXIMUM_MESSAGE_BYTES + 1), "too_large"),
        (b"a", encoded(commitment("a"))[1].replace(b"admitted.v1", b"eaten.v1"), "unknown_type"),
        (b"a", encoded(commitment("a"))[1].replace(b".v1", b".v9"), "unknown_version"),
        (b"a", encoded(commitment("a"))[1].replace(b'"made":', b'"mode":'), "schema_violation"),
        (b"a", encoded(commitment("a"))[1].replace(b"true", b'"yes"'), "schema_violation"),
        (b"b", encoded(commitment("a"))[1], "key_mismatch"),
        (b"a", encoded(commitment("a", POISON))[1], "handler_failed"),
    ],
)
def test_what_cannot_be_handled_is_set_aside_with_reason_and_position(key, value, reason):
    city = City()
    city.send(commitment("c"))
    city.send_raw(key, value)
    city.send(commitment("d"))
    (letter,) = city.dead()
    assert (letter.reason, letter.topic, letter.partition, letter.offset) == (
        reason,
        "safety-records",
        0,
        1,
    )
    assert city.grades() == ["1/0", "1/0"]  # those before and after went through


def test_a_misplaced_type_is_set_aside():
    city = City()
    grade = GradeChanged(
        day=date(2026, 1, 1),
        name=None,
        sector="x",
        district=None,
        from_grade=None,
        to_grade="A",
        score=1,
        edition="e",
        reasons=(),
        number=1,
        previous=None,
        standing_digest="",
        hash="",
    )
    fact = msgspec.structs.replace(commitment("a"), body=grade)
    city.send_raw(b"a", encode(fact))
    assert [letter.reason for letter in city.dead()] == ["wrong_topic"]


def test_an_enterprise_that_cannot_be_woken_does_not_stop_the_day():
    city = City()
    city.send(commitment(WAKE_POISON), commitment("z"))
    city.day(date(2026, 3, 4))
    assert [letter.reason for letter in city.dead()] == ["wake_failed"]
    assert WAKE_POISON in city.dead()[0].detail
    assert city.grades()[-1] == "1/1"
    city.day(date(2026, 3, 5))  # tried again on the next day, and told again
    assert len(city.dead()) == 2
    ids = {decode(record.value).id for record in city.log.all("dead-letters-scoring")}
    assert len(ids) == 2


def test_a_stage_must_handle_what_its_topics_carry():
    stage = counting_stage()
    with pytest.raises(TypeError, match="reads safety-records but not RecordAdmitted"):
        type(stage)(
            service="scoring",
            state_type=Count,
            blank=lambda _: Count(),
            reads=(SAFETY_RECORDS,),
            writes=(),
            handlers={},
        )
