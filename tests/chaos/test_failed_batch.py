"""A batch that fails on its last step ends the worker, is not acknowledged, and comes again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from development.brokers.server_process import free_port
from schemas.topics import SAFETY_RECORDS, SCORING, dead_letters_of
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.settings import ServiceSettings
from services.chassis.views.redis_store import RedisViews
from tests.support.brokers import KAFKA, running_broker, with_kafka
from tests.support.counting_stage import commitment, encoded
from tests.support.stage_worker import COUNTING
from tests.support.time_limits import LONG_SECONDS
from tests.support.worker_process import WorkerProcess

ENTERPRISES = [f"k{number}" for number in range(30)]

pytestmark = [pytest.mark.kafka, with_kafka]


@pytest.fixture
def settings(redis_url: str) -> Iterator[ServiceSettings]:
    with running_broker(KAFKA) as fresh:
        yield fresh.model_copy(update={"redis_url": redis_url})


def test_a_worker_without_views_ends_and_the_next_one_does_it_all(
    settings: ServiceSettings, tmp_path: Path
) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    blind = settings.model_copy(update={"redis_url": nowhere})
    with WorkerProcess(COUNTING, blind, tmp_path / "blind.log") as worker:
        worker.await_ready()
        with Publisher(settings) as publisher:
            for code in ENTERPRISES:
                publisher.publish(SAFETY_RECORDS.name, *encoded(commitment(code)))
        assert worker.process.wait(LONG_SECONDS) == 1
        assert "ConnectionError" in worker.tail()
    with WorkerProcess(COUNTING, settings, tmp_path / "next.log") as worker:
        worker.await_ready()
        counts = counted(settings)
        assert worker.stop() == 0
    # None is lost, and none is counted twice: nothing was stored of the batch that came again.
    assert counts == dict.fromkeys(ENTERPRISES, 1)
    assert not list(read_from_beginning(settings, dead_letters_of(SCORING).name))


def counted(settings: ServiceSettings) -> dict[str, int]:
    """Return the view of each enterprise, as soon as all have one."""
    views = RedisViews.from_url(settings.redis_url)
    deadline = time.monotonic() + LONG_SECONDS
    while True:
        found = {code: views.get(f"scoring:count:{code}") for code in ENTERPRISES}
        if all(found.values()) or time.monotonic() > deadline:
            return {code: int(value) for code, value in found.items() if value}
        time.sleep(0.1)
