"""Views that are built anew from the log equal those that the worker wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from development.container_secrets.redis_users import WITH_VIEWS
from schemas.codec import encode
from schemas.messages import Body, DayBegan, Fact
from schemas.topics import ALERTS, DISCLOSURE, SAFETY_RECORDS, SERVICES, Topic
from services.chassis.processing.fold import Received, day_began
from services.chassis.processing.handled import HANDLED
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from services.chassis.views.access import view_writer
from services.chassis.views.rebuild import rebuild_views
from services.chassis.views.redis_store import RedisViews
from services.chassis.views.store import MemoryViews, PlainWriter
from services.notify.stage import build_stage
from tests.support.counting_stage import Count, commitment, counting_stage, encoded
from tests.support.enterprise import CODE
from tests.support.memory_city import reading
from tests.support.notices import Notices, grade_changed
from tests.support.sample_city import sample_city

T = TypeVar("T")
SUBJECTS = [f"enterprise-{number}" for number in range(30)]


def view_of_fact(topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    key = f"scoring:facts:{topic.name}"
    yield ViewWrite(key=key, field=fact.id, value=type(fact.body).__name__.encode())


@pytest.fixture
def stage() -> Stage[Count]:
    return replace(counting_stage(), view_of_fact=view_of_fact)


@pytest.fixture
def worker(stage: Stage[Count]) -> MemoryWorker:
    log = MemoryLog(partitions=3)
    worker = MemoryWorker(stage, log)
    for number, subject in enumerate(SUBJECTS * 2):
        log.publish(SAFETY_RECORDS, *encoded(commitment(subject, str(number))))
    run_until_quiet([worker])
    for partition in range(3):
        fact = day_began(date(2026, 3, 4), partition)
        log.append_raw(SAFETY_RECORDS.name, partition, fact.subject.encode(), encode(fact), 0)
    log.append_raw("grade-changes", 0, b"k", b"a stranger's bytes", 0)
    run_until_quiet([worker])
    return worker


def test_on_memory(worker: MemoryWorker, stage: Stage[Count]) -> None:
    views = MemoryViews()
    views.apply([ViewWrite(key="scoring:stale", value=b"x"), ViewWrite(key="intake:x", value=b"y")])
    rebuild_views(
        stage, "scoring-states", reading(worker.log, worker), PlainWriter(views), 3, quiet_seconds=0
    )
    assert views.hashes == worker.views.hashes
    assert views.values == worker.views.values | {"intake:x": b"y"}
    assert len(worker.views.values) == len(SUBJECTS)
    assert DayBegan.__name__.encode() not in views.fields("scoring:facts:assessments").values()


def test_on_redis(worker: MemoryWorker, stage: Stage[Count], redis_url: str) -> None:
    with RedisViews.from_url(redis_url) as views:
        views.apply([ViewWrite(key="scoring:stale", value=b"x")])
        rebuild_views(
            stage,
            "scoring-states",
            reading(worker.log, worker),
            PlainWriter(views),
            3,
            quiet_seconds=0,
        )
        assert views.get("scoring:stale") is None
        for key, value in worker.views.values.items():
            assert views.get(key) == value
        for key, fields in worker.views.hashes.items():
            assert views.fields(key) == fields


def test_what_the_worker_adds_meanwhile_is_not_left_behind(
    worker: MemoryWorker, stage: Stage[Count]
) -> None:
    views = MemoryViews()
    log = worker.log
    states: list[Received] = []
    reads = 0

    def store(subject: str) -> None:
        """Let the worker handle one more record, and write its view, as we read."""
        log.publish(SAFETY_RECORDS, *encoded(commitment(subject, f"late-{reads}")))
        run_until_quiet([worker])
        for (partition, key), value in worker.states.items():
            if key == subject.encode():
                states.append(Received("scoring-states", partition, len(states), key, value, 0))
        views.apply([ViewWrite(key=f"scoring:count:{subject}", value=b"from the worker")])

    def read(topic: str) -> Iterable[Received]:
        nonlocal reads
        if topic != "scoring-states":
            return log.all(topic)
        reads += 1
        before = list(states)
        if reads < 4:
            store("enterprise-7")
        return before

    store("enterprise-7")
    rebuild_views(stage, "scoring-states", read, PlainWriter(views), 3, quiet_seconds=0)
    assert reads > 4
    assert views.get("scoring:count:enterprise-7") == worker.views.get("scoring:count:enterprise-7")


def test_a_service_without_views_writes_none() -> None:
    city = sample_city()
    without = {w.stage.service for w in city.workers if not w.stage.has_views}
    assert without == set(SERVICES) - set(WITH_VIEWS) == {DISCLOSURE}
    (worker,) = (w for w in city.workers if w.stage.service in without)
    assert worker.states
    assert worker.views.values == worker.views.hashes == {}
    # It runs where there is no Redis: nothing is asked of this address.
    nowhere = ServiceSettings(redis_url="redis://127.0.0.1:1/0")
    writer = view_writer(nowhere, worker.stage)
    assert writer.write(0, (), {})


@pytest.mark.parametrize("service", WITH_VIEWS)
def test_every_services_views_of_the_whole_city_equal_those_rebuilt(
    service: str, redis_url: str
) -> None:
    city = sample_city()
    worker = next(worker for worker in city.workers if worker.stage.service == service)
    read = reading(city.log, worker)
    rebuilt = MemoryViews()
    rebuild_views(
        worker.stage,
        f"{service}-states",
        read,
        PlainWriter(rebuilt),
        city.log.partitions,
        quiet_seconds=0,
    )
    assert rebuilt.values == worker.views.values
    assert with_content(rebuilt.hashes) == with_content(worker.views.hashes)
    assert rebuilt.values or rebuilt.hashes
    keys = [*rebuilt.values, *rebuilt.hashes]
    assert all(key.startswith(f"{service}:") for key in keys)

    with RedisViews.from_url(redis_url) as views:
        rebuild_views(
            worker.stage,
            f"{service}-states",
            read,
            PlainWriter(views),
            city.log.partitions,
            quiet_seconds=0,
        )
        assert {key: views.get(key) for key in rebuilt.values} == rebuilt.values
        for key, fields in rebuilt.hashes.items():
            assert views.fields(key) == fields


def with_content(store: dict[str, dict[str, T]]) -> dict[str, dict[str, T]]:
    return {key: content for key, content in store.items() if content}


class _Building(PlainWriter):
    """Keeps how many views were written when they were said to be whole, and up to where."""

    def __init__(self) -> None:
        self.kept = MemoryViews()
        super().__init__(self.kept)
        self.whole: list[tuple[int, dict[str, int]]] = []

    def finish(self, partition: int, handled: Mapping[str, int]) -> bool:
        self.whole.append((len(self.kept.fields("facts")), dict(handled)))
        return super().finish(partition, handled)


def test_views_are_whole_up_to_a_position_only_with_the_facts_before_it() -> None:
    """A worker goes on while the log is read: it publishes a fact, and then its states."""

    def facts(_topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
        yield ViewWrite(key="facts", field=fact.id, value=b"")

    notices, asked, states = Notices(), list[str](), list[Received]()

    def read(topic: str) -> list[Received]:
        asked.append(topic)
        answer = list(states) if topic == "notify-states" else list(notices.log.all(topic))
        if len(asked) == 1:
            notices.of(grade_changed("D"))
            states.append(Received("notify-states", 0, 0, HANDLED, b'{"grade-changes":1}', 0))
        return answer

    views = _Building()
    stage = replace(build_stage(), view_of_fact=facts)
    rebuild_views(stage, "notify-states", read, views, 1, quiet_seconds=0)
    assert views.whole[-1] == (2, {"grade-changes": 1})
    assert all(count == 2 for count, handled in views.whole if handled)


def test_what_a_worker_sets_aside_makes_no_view() -> None:
    notices = Notices(MemoryLog(3))
    notices.of(grade_changed("D"))
    alert = notices.log.all(ALERTS.name)[0]
    for partition in range(3):  # where it does not belong, and once more where it does
        notices.log.append_raw(ALERTS.name, partition, alert.key, alert.value, alert.timestamp)
    notices.log.append_raw(ALERTS.name, alert.partition, b"tax", alert.value, alert.timestamp)
    run_until_quiet([notices.worker])
    assert len(notices.log.all("dead-letters-notify")) == 3
    stage, partitions = build_stage(), set[int]()
    builder = PlainWriter(MemoryViews())

    def write(partition: int, writes: Iterable[ViewWrite], _handled: Mapping[str, int]) -> bool:
        for each in writes:
            if f"{{{CODE}}}" in each.key:
                partitions.add(partition)
        return True

    builder.write = write  # type: ignore[method-assign]  # it only looks
    read = reading(notices.log, notices.worker)
    rebuild_views(stage, "notify-states", read, builder, 3, quiet_seconds=0)
    assert partitions == {partition_of(CODE.encode(), 3)}
