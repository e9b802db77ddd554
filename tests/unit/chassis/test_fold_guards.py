"""What strangers may send must neither stop a worker nor harm another enterprise's state."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from schemas.codec import decode, encode
from schemas.messages import DayBegan, Fact, MessageDeadLettered, RecordAdmitted, ReportSubmitted
from schemas.topics import GRADE_CHANGES, MAXIMUM_MESSAGE_BYTES, SAFETY_RECORDS
from services.chassis.processing.fold import StateUnreadableError, day_began
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.state.codec import LARGEST_STATE
from services.intake.stage import build_stage as intake_stage
from tests.support.counting_stage import Count, commitment, counting_stage, encoded

PARTITIONS = 3


def run(stage, *messages) -> tuple[MemoryLog, MemoryWorker]:
    log = MemoryLog(PARTITIONS)
    worker = MemoryWorker(stage, log)
    for partition, key, value, timestamp in messages:
        log.append_raw(SAFETY_RECORDS.name, partition, key, value, timestamp)
    worker.run()
    return log, worker


def dead(log: MemoryLog) -> list[MessageDeadLettered]:
    return [decode(record.value).body for record in log.all("dead-letters-scoring")]


def test_a_record_in_the_wrong_partition_meets_no_second_state() -> None:
    key, value, timestamp = encoded(commitment("a"))
    right = partition_of(key, PARTITIONS)
    wrong = (right + 1) % PARTITIONS
    log, worker = run(
        counting_stage(), (right, key, value, timestamp), (wrong, key, value, timestamp)
    )
    assert [letter.reason for letter in dead(log)] == ["wrong_partition"]
    assert set(worker.states) == {(right, b"a")}


def test_a_key_of_the_chassis_own_is_refused() -> None:
    _, value, timestamp = encoded(commitment("a"))
    log, worker = run(counting_stage(), (0, b"\x00day:0", value, timestamp))
    assert [letter.reason for letter in dead(log)] == ["bad_key"]
    assert worker.states == {}


@pytest.mark.parametrize("timestamp", [-1, -(2**62), 2**62])
def test_an_absurd_timestamp_does_not_stop_the_worker(timestamp: int) -> None:
    log, _ = run(counting_stage(), (0, b"a", b"nonsense", timestamp))
    (record,) = log.all("dead-letters-scoring")
    assert record.timestamp == 0
    assert decode(record.value).body.reason == "not_cloudevent"


@pytest.mark.parametrize("year", [1, 1898, 2200, 9999])
def test_an_absurd_date_does_not_stop_the_worker(year: int) -> None:
    known_at = datetime(year, 12, 31, 23, tzinfo=UTC)
    fact = msgspec.structs.replace(commitment("a"), known_at=known_at)
    key, value = b"a", encode(fact)
    log, _ = run(counting_stage(), (partition_of(key, PARTITIONS), key, value, 0))
    assert [letter.reason for letter in dead(log)] == ["absurd_time"]
    assert log.all(GRADE_CHANGES.name) == []


@pytest.mark.parametrize("day", [date.min, date.max, date(2036, 3, 12)])
def test_an_absurd_day_does_not_begin(day: date) -> None:
    """Not one of another century, and not one ten years after the partition's."""
    days = (date(2026, 3, 1), day, date(2026, 3, 2))
    messages = [(0, b"city", _beginning(each), 0) for each in days]
    log, worker = run(counting_stage(), *messages)
    assert [letter.reason for letter in dead(log)] == ["absurd_day"]
    assert worker.states[0, b"\x00day:0"] == b"2026-03-02"


def _beginning(day: date) -> bytes:
    """Return a day whose envelope is in order: only the day itself may be absurd."""
    return encode(msgspec.structs.replace(day_began(date(2026, 3, 1), 0), body=DayBegan(day=day)))


def test_a_key_of_many_bytes_is_refused_and_kept_in_part() -> None:
    log, worker = run(counting_stage(), (0, b"k" * 700_000, b"v" * MAXIMUM_MESSAGE_BYTES, 0))
    (record,) = log.all("dead-letters-scoring")
    letter = decode(record.value).body
    assert letter.reason == "bad_key"
    assert len(letter.key) < 2000
    assert len(record.value) < 2 * MAXIMUM_MESSAGE_BYTES
    assert worker.states == {}


def test_whatever_reading_brings_about_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("who knows")

    monkeypatch.setattr("services.chassis.processing.fold.read_fact", fail)
    log, _ = run(counting_stage(), (0, b"a", b"{}", 0))
    assert [(letter.reason, letter.detail) for letter in dead(log)] == [
        ("unreadable", "MemoryError: who knows")
    ]


def test_a_fact_that_no_reader_would_take_is_not_published() -> None:
    def shout(state, fact, _today):
        record = msgspec.structs.replace(fact.body, document_number="x" * MAXIMUM_MESSAGE_BYTES)
        return Outcome(
            state=state,
            publish=(Publication(topic=SAFETY_RECORDS, subject=fact.subject, body=record),),
        )

    stage = counting_stage()
    stage = replace(stage, handlers=dict.fromkeys(stage.handlers, shout))
    key, value, timestamp = encoded(commitment("a"))
    log, _ = run(stage, (partition_of(key, PARTITIONS), key, value, timestamp))
    assert [letter.reason for letter in dead(log)] == ["handler_failed"]
    assert len(log.all(SAFETY_RECORDS.name)) == 1


def test_what_would_make_a_state_too_large_for_its_log_is_set_aside() -> None:
    stage = counting_stage()

    def keep(state: Count, _fact: Fact[RecordAdmitted], today: date) -> Outcome[Count]:
        return Outcome(state=Count(state.records + 1, state.woken + 45_000 * (today,)))

    stage = replace(stage, handlers={**stage.handlers, RecordAdmitted: keep})
    worker = MemoryWorker(stage, MemoryLog(1))
    key, value, timestamp = encoded(commitment("a"))
    huge = value.replace(b'"data":{', b'"data":{' + b" " * 500_000)
    for _ in range(20):
        worker.log.append_raw(SAFETY_RECORDS.name, 0, key, huge, timestamp)
    worker.run()
    letters = dead(worker.log)
    assert {letter.reason for letter in letters} == {"state_too_large"}
    assert 3 < len(letters) < 7
    (stored,) = worker.states.values()
    assert LARGEST_STATE - 500_000 < len(stored) < LARGEST_STATE


def test_a_wake_that_would_make_a_state_too_large_is_set_aside() -> None:
    def grow(state: Count, _subject: str, began: Fact[DayBegan]) -> Outcome[Count]:
        return Outcome(state=Count(state.records, state.woken + 2_000_000 * (began.body.day,)))

    stage = replace(counting_stage(), wake=grow)
    worker = MemoryWorker(stage, MemoryLog(1))
    key, value, timestamp = encoded(commitment("a"))
    worker.log.append_raw(SAFETY_RECORDS.name, 0, key, value, timestamp)
    worker.run()
    stored = worker.states[0, key]
    for day in (date(2026, 3, 20), date(2026, 3, 21)):
        worker.log.append_raw(SAFETY_RECORDS.name, 0, b"city", encode(day_began(day, 0)), 0)
        worker.run()
    assert {letter.reason for letter in dead(worker.log)} == {"wake_failed"}
    assert "StateTooLargeError" in dead(worker.log)[0].detail
    assert worker.states[0, key] == stored
    assert worker.states[0, b"\x00day:0"] == b"2026-03-21"


def test_a_state_of_another_program_stops_the_worker() -> None:
    key, value, timestamp = encoded(commitment("a"))
    partition = partition_of(key, PARTITIONS)
    log = MemoryLog(PARTITIONS)
    worker = MemoryWorker(counting_stage(), log)
    worker.store.apply(partition, {key: b"2026-03-04\xc1"})
    log.append_raw(SAFETY_RECORDS.name, partition, key, value, timestamp)
    with pytest.raises(StateUnreadableError, match="scoring, key b'a'"):
        worker.run()
    assert dead(log) == []


def test_a_long_error_is_cut() -> None:
    def fail(_state, _fact, _today):
        raise ValueError("y" * 10_000)

    stage = counting_stage()
    stage = replace(stage, handlers=dict.fromkeys(stage.handlers, fail))
    key, value, timestamp = encoded(commitment("a"))
    log, _ = run(stage, (partition_of(key, PARTITIONS), key, value, timestamp))
    assert len(dead(log)[0].detail) == 2000


def report(department: str) -> Fact[ReportSubmitted]:
    instant = datetime(2026, 3, 1, tzinfo=UTC)
    return Fact(
        id="r",
        source="/test",
        subject="k",
        known_at=instant,
        occurred_at=instant,
        correlation_id="r",
        body=ReportSubmitted(
            department=department, layout="none", fields={}, submission="s", row=1
        ),
    )


def test_a_department_cannot_report_in_anothers_name() -> None:
    log = MemoryLog(1)
    worker = MemoryWorker(intake_stage(), log)
    fire = report("fire")
    log.append_raw("reports-tax", 0, b"k", encode(fire), 0)
    log.append_raw("reports-fire", 0, b"k", encode(fire), 0)
    worker.run()
    letters = [decode(record.value).body for record in log.all("dead-letters-intake")]
    assert [(letter.reason, letter.topic) for letter in letters] == [
        ("wrong_department", "reports-tax")
    ]
