"""Workers of one group are killed, paused and added in the middle of the work: nothing is lost."""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.work import work
from schemas.codec import decode
from schemas.topics import ASSESSMENTS, GRADE_CHANGES, SCORING, STANDINGS
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.fold import Received
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.chassis.settings import ServiceSettings
from tests.support.brokers import KAFKA, running_broker, with_kafka
from tests.support.log_contents import Watcher
from tests.support.stage_worker import stage_named
from tests.support.state_stores import STORES
from tests.support.time_limits import LONG_SECONDS
from tests.support.worker_process import WorkerProcess

RECORDS, ENTERPRISES = 20_000, 2_000
CHUNK = 500
PAUSE_BETWEEN_CHUNKS = 0.25
# Standings are compacted: of each enterprise only the last is sure to be there.
OUTPUTS = (ASSESSMENTS.name, GRADE_CHANGES.name)
Facts = dict[tuple[str, str], bytes]

pytestmark = [pytest.mark.kafka, with_kafka]


@pytest.fixture
def settings(redis_url: str) -> Iterator[ServiceSettings]:
    with running_broker(KAFKA) as fresh:
        yield fresh.model_copy(update={"redis_url": redis_url, "kafka_batch_messages": 500})


class City:
    """The records on their way, and what shall come of them."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self.records: Sequence[Received] = list(
            work(settings.topic_partitions, RECORDS, ENTERPRISES)
        )
        self.expected, self.last = self._in_memory()
        self._publishing = threading.Thread(target=self._publish)
        self.published = 0

    def start(self) -> None:
        self._publishing.start()

    def await_published(self, count: int) -> None:
        while self.published < count:
            time.sleep(0.01)

    def await_done(self) -> None:
        """Wait until every expected fact is on its topic."""
        self._publishing.join()
        deadline = time.monotonic() + LONG_SECONDS
        watcher = Watcher(self.settings, OUTPUTS)
        counts = {topic: sum(1 for t, _ in self.expected if t == topic) for topic in OUTPUTS}
        watcher.await_counts(counts, LONG_SECONDS)
        watcher.close()
        while set(self.expected) - set(self.facts()) and time.monotonic() < deadline:
            time.sleep(0.5)

    def facts(self) -> Facts:
        """Return the published facts by topic and id; a repeated fact must be the same bytes."""
        found: Facts = {}
        for record in read_from_beginning(self.settings, OUTPUTS):
            value = record.value or b""
            place = (record.topic, decode(value).id)
            assert found.setdefault(place, value) == value, "one id, two contents"
        return found

    def standings(self) -> dict[str, bytes]:
        """Return the last standing of each enterprise."""
        found: dict[str, bytes] = {}
        for record in read_from_beginning(self.settings, STANDINGS.name):
            found[(record.key or b"").decode()] = record.value or b""
        return found

    def check(self) -> None:
        """Compare with the in-memory run: none lost, none more, none different."""
        actual = self.facts()
        assert set(self.expected) - set(actual) == set(), "lost"
        assert set(actual) - set(self.expected) == set(), "invented"
        assert actual == self.expected
        assert self.standings() == self.last

    def _in_memory(self) -> tuple[Facts, dict[str, bytes]]:
        log = MemoryLog(self.settings.topic_partitions)
        for r in self.records:
            log.append_raw(r.topic, r.partition, r.key, r.value, r.timestamp)
        MemoryWorker(stage_named(SCORING), log).run()
        facts, last = {}, {}
        for topic in OUTPUTS:
            for record in log.all(topic):
                value = record.value or b""
                facts[topic, decode(value).id] = value
        for record in log.all(STANDINGS.name):
            last[(record.key or b"").decode()] = record.value or b""
        return facts, last

    def _publish(self) -> None:
        with Publisher(self.settings) as publisher:
            for start in range(0, len(self.records), CHUNK):
                for r in self.records[start : start + CHUNK]:
                    publisher.publish(
                        r.topic, r.key or b"", r.value or b"", r.timestamp, r.partition
                    )
                publisher.flush()
                self.published = start + CHUNK
                time.sleep(PAUSE_BETWEEN_CHUNKS)


def partitions_of(worker: WorkerProcess) -> set[int]:
    return set(worker.health()["recovered_partitions"] or ())


def await_shared(
    workers: Sequence[WorkerProcess], partitions: int, seconds: float = LONG_SECONDS
) -> None:
    """Wait until the workers hold all partitions between them, each at least one."""
    deadline = time.monotonic() + seconds
    shares: list[set[int]] = []
    while time.monotonic() < deadline:
        shares = [partitions_of(worker) for worker in workers]
        if all(shares) and sorted(p for s in shares for p in s) == list(range(partitions)):
            return
        time.sleep(0.1)
    raise AssertionError(f"the partitions are shared so: {shares}")


@pytest.mark.parametrize("store", STORES)
def test_a_worker_is_killed_and_another_joins(
    settings: ServiceSettings, tmp_path: Path, store: str
) -> None:
    """On disk the one that joins has the states of the one that was killed."""
    city = City(settings)
    with ExitStack() as stack:

        def start(name: str, states: str) -> WorkerProcess:
            folder = tmp_path / states if store == "disk" else None
            own = settings.model_copy(update={"state_folder": folder})
            return stack.enter_context(WorkerProcess(SCORING, own, tmp_path / f"{name}.log"))

        first, second = start("first", "a"), start("second", "b")
        first.await_ready()
        second.await_ready()
        await_shared((first, second), settings.topic_partitions)
        city.start()
        city.await_published(RECORDS // 3)
        assert first.health()["batches"] > 0
        first.kill()
        first.process.wait(LONG_SECONDS)
        third = start("third", "a")
        city.await_done()
        await_shared((second, third), settings.topic_partitions)
        assert second.stop() == 0
        assert third.stop() == 0
    city.check()


def test_a_worker_that_slept_too_long_does_no_harm(
    settings: ServiceSettings, tmp_path: Path
) -> None:
    """It wakes in the middle of a batch, when others own its partitions, and must end itself."""
    city = City(settings)
    with ExitStack() as stack:

        def start(name: str) -> WorkerProcess:
            return stack.enter_context(WorkerProcess(SCORING, settings, tmp_path / f"{name}.log"))

        first, second = start("first"), start("second")
        await_shared((first.await_ready(), second.await_ready()), settings.topic_partitions)
        city.start()
        city.await_published(RECORDS // 3)
        first.process.send_signal(signal.SIGSTOP)
        await_shared((second,), settings.topic_partitions)
        first.process.send_signal(signal.SIGCONT)
        third = start("third")
        city.await_done()
        third.await_ready()
        # Whatever it does, ending itself or joining again, the facts are right.
        for worker in (second, third):
            assert worker.stop() == 0
    city.check()
