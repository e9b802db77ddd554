"""Each stage publishes the same bytes on the in-memory log, on Tansu and on Apache Kafka."""

from pathlib import Path
from typing import Any

import pytest
import redis

from schemas.codec import decode
from schemas.topics import DELIVERY_RECEIPTS, INTAKE, NOTIFY, SCORING, SERVICES, dead_letters_of
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from services.chassis.views.access import opened_views
from services.chassis.views.store import MemoryViews
from tests.support.brokers import BROKERS, running_broker
from tests.support.conformance_inputs import Case, case_of, run_in_memory
from tests.support.log_contents import (
    Contents,
    Watcher,
    await_handled,
    on_broker,
    put_on_broker,
    rows,
)
from tests.support.poison import REASONS
from tests.support.stage_worker import COUNTING, stage_named
from tests.support.time_limits import LONG_SECONDS
from tests.support.worker_process import WorkerProcess


@pytest.mark.parametrize("broker", BROKERS)
@pytest.mark.parametrize("name", [COUNTING, *SERVICES])
def test_a_stage_publishes_the_same_bytes_on_every_log(
    name: str, broker: str, redis_url: str, tmp_path: Path
) -> None:
    _compare(name, broker, redis_url, tmp_path)


@pytest.mark.parametrize("broker", BROKERS)
@pytest.mark.parametrize("name", [COUNTING, SCORING])
def test_and_with_its_states_on_disk(
    name: str, broker: str, redis_url: str, tmp_path: Path
) -> None:
    _compare(name, broker, redis_url, tmp_path, tmp_path / "states")


def _compare(
    name: str, broker: str, redis_url: str, tmp_path: Path, states: Path | None = None
) -> None:
    case = case_of(name)
    log, worker = run_in_memory(stage_named(name), *case.phases)
    topics = _topics(name)
    expected = {topic: rows(log.all(topic)) for topic in topics}
    with running_broker(broker) as fresh:
        settings = fresh.model_copy(update={"redis_url": redis_url, "state_folder": states})
        actual = _run_on_broker(name, case, settings, tmp_path)
        if worker.stage.proves_views:
            proving = settings.model_copy(update={"views_key": tmp_path / "views-key"})
            _require_proven_views(proving, worker.stage, worker.views)
    for topic in topics:
        theirs, ours = actual[topic], expected[topic]
        if topic not in case.ordered:
            theirs, ours = sorted(theirs, key=repr), sorted(ours, key=repr)
        assert len(theirs) == len(ours), topic
        assert theirs == ours, topic
    if not worker.stage.proves_views:
        assert _views_in_redis(redis_url) == _views_in_memory(worker.views)


@pytest.mark.parametrize("name", [COUNTING, *SERVICES])
def test_the_inputs_reach_every_reason_and_every_output(name: str) -> None:
    """A conformance test that publishes nothing would agree with anything."""
    log, _ = run_in_memory(stage_named(name), *case_of(name).phases)
    empty = {topic for topic in _topics(name) if not log.all(topic)}
    assert empty == ({DELIVERY_RECEIPTS.name} if name == NOTIFY else set())  # its dispatcher's
    service = stage_named(name).service
    letters = [decode(r.value).body for r in log.all(dead_letters_of(service).name)]
    missing = REASONS - {letter.reason for letter in letters}
    # Intake refuses what it can't take: tests/unit/intake/test_answers.py breaks its handler.
    assert missing == ({"handler_failed"} if name == INTAKE else set())


def _topics(name: str) -> list[str]:
    stage = stage_named(name)
    return [*(topic.name for topic in stage.writes), dead_letters_of(stage.service).name]


def _run_on_broker(name: str, case: Case, settings: ServiceSettings, folder: Path) -> Contents:
    topics = _topics(name)
    with WorkerProcess(name, settings, folder / "worker.log") as worker:
        worker.await_ready()
        watcher = Watcher(settings, topics)
        for number in range(len(case.phases)):
            put_on_broker(settings, case.phases[number])
            memory, own = run_in_memory(stage_named(name), *case.phases[: number + 1])
            counts = {topic: len(memory.all(topic)) for topic in topics}
            watcher.await_counts(counts, LONG_SECONDS)
            await_handled(settings, own.stage, LONG_SECONDS)  # it may read what it wrote itself
            assert worker.process.poll() is None, worker.tail()
        watcher.close()
        code = worker.stop()
        assert code == 0, worker.tail()
    return on_broker(settings, topics)


def _require_proven_views(settings: ServiceSettings, stage: Stage[Any], own: MemoryViews) -> None:
    """Require that a service's views prove themselves, and are all that a worker has in memory."""
    hashes = {key: fields for key, fields in own.hashes.items() if fields}
    with opened_views(settings, stage.service, stage.reads) as views:
        assert {key: views.get(key) for key in own.values} == own.values
        assert {key: views.fields(key) for key in hashes} == hashes
    client = redis.Redis.from_url(settings.redis_url)
    names = {name.decode() for name in client.scan_iter()}
    client.close()
    beside = (f"{stage.service}:node:", f"{stage.service}:mark@")
    stored = {name for name in names if not name.startswith(beside) and name[-1] not in "#^"}
    assert {name.rpartition("@")[0] for name in stored} == own.values.keys() | hashes.keys()


def _views_in_redis(url: str) -> dict[str, object]:
    client = redis.Redis.from_url(url)
    found: dict[str, object] = {}
    for key in client.scan_iter():
        kind = client.type(key)
        if kind == b"string":
            found[key.decode()] = client.get(key)
        elif kind == b"hash":
            found[key.decode()] = {k.decode(): v for k, v in client.hgetall(key).items()}
        else:
            found[key.decode()] = {
                m.decode(): s for m, s in client.zrange(key, 0, -1, withscores=True)
            }
    client.close()
    return found


def _views_in_memory(views: MemoryViews) -> dict[str, object]:
    return {**views.values, **{k: v for k, v in views.hashes.items() if v}}
