"""A day wakes many: its worker stays in the group, and gives partitions to one who joins."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from schemas.codec import decode, encode
from schemas.messages import DayBegan, GradeChanged
from schemas.topics import ASSESSMENTS, GRADE_CHANGES, SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.fold import day_began
from services.chassis.settings import ServiceSettings
from tests.support.brokers import KAFKA, running_broker, with_kafka
from tests.support.counting_stage import commitment, encoded
from tests.support.stage_worker import EDITION, SLOW_DAY
from tests.support.time_limits import until
from tests.support.worker_process import WorkerProcess

ENTERPRISES = 4_000

pytestmark = [pytest.mark.kafka, with_kafka]


@pytest.fixture
def settings(redis_url: str) -> Iterator[ServiceSettings]:
    with running_broker(KAFKA) as fresh:
        yield fresh.model_copy(update={"redis_url": redis_url})


def publish(settings: ServiceSettings) -> set[str]:
    """Publish a record of each enterprise, and the day behind them; return the enterprises."""
    codes = {f"enterprise-{number}" for number in range(ENTERPRISES)}
    began = day_began(EDITION, 0)
    with Publisher(settings) as publisher:
        for code in sorted(codes):
            key, value, at = encoded(commitment(code))
            publisher.publish(SAFETY_RECORDS.name, key, value, at)
        publisher.flush()
        for partition in range(settings.topic_partitions):
            at = milliseconds(began.known_at)
            publisher.publish(SAFETY_RECORDS.name, b"city", encode(began), at, partition)
        publisher.flush()
    return codes


def woken(settings: ServiceSettings) -> dict[str, set[bytes]]:
    """Return the facts of the day by enterprise: the same fact may stand there twice."""
    found: dict[str, set[bytes]] = {}
    for record in read_from_beginning(settings, GRADE_CHANGES.name):
        fact = decode(record.value or b"")
        if isinstance(fact.body, GradeChanged) and fact.body.to_grade == "1/1":
            found.setdefault(fact.subject, set()).add(record.value or b"")
    return found


def passed_on(settings: ServiceSettings) -> set[int]:
    """Return the partitions in which the day was passed on."""
    records = read_from_beginning(settings, ASSESSMENTS.name)
    facts = [(each.partition, decode(each.value or b"")) for each in records]
    return {partition for partition, fact in facts if isinstance(fact.body, DayBegan)}


def days_of(worker: WorkerProcess) -> Sequence[dict[str, int]]:
    """Return the days that a worker says are under way."""
    days: Sequence[dict[str, int]] = worker.health()["days"]
    return days


def test_a_day_under_way_is_shared_with_a_worker_that_joins(
    settings: ServiceSettings, tmp_path: Path
) -> None:
    with ExitStack() as stack:

        def start(name: str) -> WorkerProcess:
            worker = WorkerProcess(SLOW_DAY, settings, tmp_path / f"{name}.log")
            return stack.enter_context(worker)

        first = start("first").await_ready()
        codes = publish(settings)
        until(lambda: days_of(first), of="the day under way")
        # Longer than the group waits for a heartbeat, and the worker is ready all the time.
        end = time.monotonic() + settings.kafka_session_timeout_seconds + 2
        done = []
        while time.monotonic() < end:
            health = first.health()
            assert health["ready"], health
            done.append(sum(each["done"] for each in health["days"]))
            time.sleep(0.2)
        assert days_of(first), "the day was through too soon to say anything"
        assert len(set(done)) > 2, "no progress was shown"
        second = start("second")
        second.await_ready()
        shares = [set(each.health()["recovered_partitions"]) for each in (first, second)]
        assert all(shares)
        until(lambda: days_of(second), of="the day under way in the one that joined")
        until(lambda: len(passed_on(settings)) == settings.topic_partitions, of="the day's end")
        assert first.stop() == 0
        assert second.stop() == 0
    facts = woken(settings)
    assert set(facts) == codes
    assert {len(each) for each in facts.values()} == {1}, "one enterprise, two contents"
