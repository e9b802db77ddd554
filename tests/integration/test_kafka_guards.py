"""Where brokers and libraries mislead, the chassis is right in spite."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from development.brokers import ApacheKafka, Tansu
from schemas.topics import ALERTS, SCORING
from services.chassis.kafka.acknowledged_producer import (
    AcknowledgedProducer,
    Message,
    NotAcknowledgedError,
)
from services.chassis.kafka.admin import create_topics, states_topic_of, verify_topics
from services.chassis.kafka.faust_shell.states import States
from services.chassis.kafka.positions import ends_of
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.settings import ServiceSettings
from services.chassis.state.store import MemoryStore
from tests.support.brokers import (
    BROKERS,
    KAFKA,
    PARTITIONS,
    running_broker,
    settings_of,
    with_kafka,
)
from tests.support.stage_worker import COUNTING
from tests.support.time_limits import LONG_SECONDS, within
from tests.support.worker_process import WorkerProcess

TOPIC = ALERTS.name


@pytest.fixture(scope="module", params=BROKERS)
def settings(request: pytest.FixtureRequest) -> Iterator[ServiceSettings]:
    with running_broker(request.param) as found:
        yield found


@pytest.fixture(scope="module")
def kafka() -> Iterator[ServiceSettings]:
    with running_broker(KAFKA) as found:
        yield found


@pytest.mark.kafka
@with_kafka
def test_while_a_broker_of_three_is_away_topics_are_read_and_written() -> None:
    with ApacheKafka(brokers=3) as cluster:
        settings = settings_of(cluster.environment)
        create_topics(settings)
        with Publisher(settings) as publisher:
            for number in range(20):
                publisher.publish(TOPIC, b"%d" % number, b"before", 1)
        cluster.processes[0].kill()
        for _ in range(3):  # at once, and while the others notice
            assert len(list(read_from_beginning(settings, TOPIC))) == 20
            assert sum(sum(ends) for ends in ends_of(settings, [TOPIC]).values()) == 20
        with Publisher(settings) as publisher:
            for number in range(20):
                publisher.publish(TOPIC, b"%d" % number, b"meanwhile", 1)
        assert len(list(read_from_beginning(settings, TOPIC))) == 40


class Worker:
    """The part of a worker that keeps states."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.producer, self.store = AcknowledgedProducer(settings, "test"), MemoryStore()
        self.states = States(states_topic_of(SCORING), settings, self.producer, self.store)

    async def __aenter__(self) -> "Worker":
        await self.producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.producer.stop()


def test_states_are_recovered_to_the_true_end_of_their_log(settings: ServiceSettings) -> None:
    """The embedded broker's end offset counts a batch as one record: too little by far."""
    changes = {0: {b"k%d" % n: b"v%d" % n for n in range(50)}, 1: {b"x": b"y"}}

    async def run() -> None:
        async with Worker(settings) as first, Worker(settings) as second:
            await first.states.catch_up([0, 1])
            for value in range(3):
                await first.states.write({0: dict.fromkeys(changes[0], b"old%d" % value)})
            await first.states.write(changes)
            read = await second.states.catch_up([0, 1, 2])
            assert read == {0: 4 * 50, 1: 1, 2: 0}  # messages
            for partition in (0, 1):
                assert dict(second.store.heads(partition)) == changes[partition]
            # What was written meanwhile is read on from there, and only that.
            await first.states.write({0: {b"k1": b"new"}})
            assert await second.states.catch_up([0]) == {0: 1}
            assert second.store.head(0, b"k1") == b"new"

    asyncio.run(run())


def test_states_of_another_log_are_not_taken_for_this_ones(settings: ServiceSettings) -> None:
    """A position behind the end tells that the log was made anew, under the same name."""

    async def run() -> None:
        async with Worker(settings) as worker:
            worker.store.apply(2, {b"k": b"of another log"}, 10_000)
            assert await worker.states.catch_up([2]) == {2: 0}
            assert worker.store.head(2, b"k") is None

    asyncio.run(run())


def test_a_state_that_is_not_bytes_is_refused_aloud(settings: ServiceSettings) -> None:
    async def run() -> None:
        async with Worker(settings) as worker:
            await worker.states.write({3: {b"k": b"good"}})
            with pytest.raises(TypeError, match="must be bytes, not bytes and str"):
                await worker.states.write({3: {b"k": "text"}})  # type: ignore[dict-item] # the point
            assert worker.store.head(3, b"k") == b"good"
            assert worker.producer.alive
            await worker.states.write({3: {b"k": b"better"}})

    asyncio.run(run())


def test_a_batch_for_a_topic_that_is_missing_fails(settings: ServiceSettings) -> None:
    async def run() -> None:
        async with Worker(settings) as worker:
            with pytest.raises((NotAcknowledgedError, KeyError)):
                await within(20, worker.producer.send({(TOPIC, 99): [Message(b"k", b"v", 1)]}))

    asyncio.run(run())


def test_messages_larger_than_a_batch_keep_their_order(settings: ServiceSettings) -> None:
    sizes = (10, 700_000, 10, 1_400_000, 10)
    messages = [Message(b"big", bytes([n]) * size, n) for n, size in enumerate(sizes)]

    async def run() -> None:
        async with Worker(settings) as worker:
            await worker.producer.send({("grade-changes", 0): messages})

    asyncio.run(run())
    found = [r for r in read_from_beginning(settings, "grade-changes") if r.key == b"big"]
    assert [r.value for r in found] == [m.value for m in messages]
    assert [r.timestamp for r in found] == [m.timestamp for m in messages]


def test_a_topic_is_read_to_its_true_end(settings: ServiceSettings) -> None:
    with Publisher(settings) as publisher:
        for number in range(300):
            publisher.publish(TOPIC, b"k%d" % (number % 7), b"%d" % number, number)
    found = list(read_from_beginning(settings, TOPIC))
    assert sorted(int(record.value or b"") for record in found) == list(range(300))
    assert {record.timestamp for record in found} == set(range(300))


def test_topics_are_as_planned(settings: ServiceSettings) -> None:
    assert verify_topics(settings) == []
    assert create_topics(settings) == []


def test_every_deviation_is_named(settings: ServiceSettings) -> None:
    other = settings.model_copy(
        update={"topic_partitions": PARTITIONS + 1, "kafka_replication_factor": 3}
    )
    found = verify_topics(other, [TOPIC])
    assert f"{TOPIC}: {PARTITIONS} partitions, {PARTITIONS + 1} are planned" in found
    assert f"{TOPIC}: partition 0 has 1 copies, 3 are planned" in found


def test_a_worker_without_its_topics_ends_and_says_which(tmp_path: Path) -> None:
    with Tansu() as broker:
        empty = ServiceSettings(kafka_bootstrap_servers=broker.bootstrap_servers)
        with WorkerProcess(COUNTING, empty, tmp_path / "worker.log") as worker:
            assert worker.process.wait(LONG_SECONDS) != 0
            assert "safety-records: 0 partitions, 8 are planned" in worker.tail()
