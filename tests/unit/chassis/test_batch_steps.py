"""The steps of a batch, in their order, and what is left undone when one of them fails."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from aiokafka.structs import ConsumerRecord
from prometheus_client import CollectorRegistry

from benchmarks.work import work
from schemas.codec import encode
from schemas.topics import SAFETY_RECORDS
from services.chassis.kafka.faust_shell import batches
from services.chassis.kafka.faust_shell.batches import BatchRunner, LeaseExpiredError
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics
from services.chassis.processing import fold
from services.chassis.processing.fold import Received, day_began
from services.chassis.processing.handled import handled_of
from services.chassis.processing.identity import partition_of
from services.chassis.processing.stage import Stage
from services.chassis.state.store import Changes, MemoryStore
from services.chassis.views.store import MemoryViews, PlainWriter
from services.scoring.stage import build_stage
from tests.support.counting_stage import commitment, counting_stage, encoded


class BrokenError(RuntimeError): ...


class Steps:
    """Plays producer, states and views, notes what is done, and breaks where told."""

    def __init__(self, breaks_at: str = "") -> None:
        self.done: list[str] = []
        self.breaks_at = breaks_at
        self.store = MemoryStore()
        self.views = MemoryViews()
        self.handled: dict[int, dict[str, int]] = {}
        self.at_views: Callable[[], None] = lambda: None

    def step(self, name: str) -> None:
        if self.breaks_at and name.startswith(self.breaks_at):
            raise BrokenError(name)
        self.done.append(name)

    async def send(self, messages: Mapping[tuple[str, int], list[Any]]) -> dict:
        self.step("publish " + ", ".join(sorted({topic for topic, _ in messages})))
        return {}

    async def write(self, changes: Mapping[int, Changes]) -> None:
        self.step("store")
        for partition, new in changes.items():
            self.store.apply(partition, new)


class ViewSteps(PlainWriter):
    def __init__(self, steps: Steps) -> None:
        super().__init__(steps.views)
        self._steps = steps

    def write(self, partition: int, writes, handled) -> bool:
        if self._steps.done[-1:] != ["views"]:  # of a batch all partitions, one after the other
            self._steps.step("views")
            self._steps.at_views()
        self._steps.handled[partition] = dict(handled)
        return super().write(partition, writes, handled)


def runner(
    steps: Steps, health: WorkerHealth, stage: Stage[Any] | None = None, partitions: int = 1
) -> BatchRunner:
    return BatchRunner(
        stage=stage or counting_stage(),
        partitions=partitions,
        producer=steps,
        states=steps,
        views=ViewSteps(steps),
        health=health,
        metrics=WorkerMetrics("scoring", CollectorRegistry()),
    )


def record_of(received: Received) -> ConsumerRecord:
    """Return a message as aiokafka polls it."""
    r = received
    key, value = r.key or b"", r.value or b""
    sizes = (len(key), len(value))
    return ConsumerRecord(
        r.topic, r.partition, r.offset, r.timestamp, 0, key, value, None, *sizes, ()
    )


def polled(*facts) -> dict[tuple[str, int], list[ConsumerRecord]]:
    records = []
    for offset, fact in enumerate(facts):
        key, value, at = encoded(fact)
        record = ConsumerRecord(
            SAFETY_RECORDS.name, 0, offset, at, 0, key, value, None, len(key), len(value), ()
        )
        records.append(record)
    return {(SAFETY_RECORDS.name, 0): records}


PUBLISHED = "publish assessments, grade-changes"


def test_facts_are_published_before_views_are_written_before_states_are_stored() -> None:
    steps, health = Steps(), WorkerHealth("scoring", 10)
    after = asyncio.run(runner(steps, health).run(polled(commitment("a"), commitment("b"))))
    assert steps.done == [PUBLISHED, "views", "store"]
    assert after == {(SAFETY_RECORDS.name, 0): 2}
    assert health.live
    assert steps.views.get("scoring:count:a") == b"1"
    assert steps.handled == {0: {SAFETY_RECORDS.name: 2}}
    assert handled_of(steps.store, 0) == {SAFETY_RECORDS.name: 2}


@pytest.mark.parametrize(
    ("breaks_at", "done"),
    [(PUBLISHED, []), ("views", [PUBLISHED]), ("store", [PUBLISHED, "views"])],
)
def test_nothing_is_done_after_a_step_that_failed(breaks_at: str, done: list[str]) -> None:
    steps, health = Steps(breaks_at), WorkerHealth("scoring", 10)
    with pytest.raises(BrokenError):
        asyncio.run(runner(steps, health).run(polled(commitment("a"))))
    assert steps.done == done
    assert not health.live
    assert health.report()["last_error"] == f"BrokenError: {breaks_at}"


@pytest.mark.parametrize("breaks_at", ["publish", "views", "store"])
def test_wherever_a_batch_broke_the_next_worker_leaves_what_an_unbroken_one_does(
    breaks_at: str,
) -> None:
    """Also the views: a record that the ledger already held would bring about nothing more."""
    records = {(SAFETY_RECORDS.name, 0): [record_of(each) for each in work(1, 30, 3)]}
    whole, broken = Steps(), Steps(breaks_at)
    asyncio.run(runner(whole, WorkerHealth("scoring", 10), build_stage()).run(records))
    with pytest.raises(BrokenError):
        asyncio.run(runner(broken, WorkerHealth("scoring", 10), build_stage()).run(records))
    broken.breaks_at = ""
    asyncio.run(runner(broken, WorkerHealth("scoring", 10), build_stage()).run(records))
    assert (broken.views.values, broken.views.hashes) == (whole.views.values, whole.views.hashes)
    assert dict(broken.store.stored(0)) == dict(whole.store.stored(0)) != {}


def test_the_batch_is_folded_again_by_the_next_worker_with_the_same_facts() -> None:
    broken, health = Steps("store"), WorkerHealth("scoring", 10)
    with pytest.raises(BrokenError):
        asyncio.run(runner(broken, health).run(polled(commitment("a"))))
    assert dict(broken.store.stored(0)) == {}
    again = Steps()
    asyncio.run(runner(again, WorkerHealth("scoring", 10)).run(polled(commitment("a"))))
    assert again.views.values == broken.views.values != {}


def with_day(*subjects: str) -> dict[tuple[str, int], list[ConsumerRecord]]:
    """Return a record of each enterprise, and the day that wakes them all."""
    records = polled(*(commitment(subject) for subject in subjects))
    value = encode(day_began(date(2026, 3, 4), 0))
    at = len(subjects)
    day = ConsumerRecord(SAFETY_RECORDS.name, 0, at, 0, 0, b"city", value, None, 4, 0, ())
    return {place: [*rows, day] for place, rows in records.items()}


def test_a_day_of_many_is_handled_in_slices_each_through_all_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold, "MOST_WOKEN", 2)
    steps, health = Steps(), WorkerHealth("scoring", 10)
    after = asyncio.run(runner(steps, health).run(with_day("a", "b", "c", "d", "e")))
    assert [step.split()[0] for step in steps.done] == ["publish", "views", "store"] * 3
    assert after == {(SAFETY_RECORDS.name, 0): 6}
    assert health.day_keys() == {0: (0, 0)}
    assert health.report()["days"] == []


def test_where_partitions_are_about_to_move_no_further_slice_is_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold, "MOST_WOKEN", 2)
    steps, health = Steps(), WorkerHealth("scoring", 10)
    interrupted = runner(steps, health)
    steps.at_views = interrupted.interrupt
    after = asyncio.run(interrupted.run(with_day("a", "b", "c", "d", "e")))
    assert after == {(SAFETY_RECORDS.name, 0): 5}  # the day itself is not done
    assert health.day_keys() == {0: (5, 3)}
    assert asyncio.run(interrupted.run(with_day("a"))) == {}


class SlowClock:
    """A clock by which each look takes so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._now = seconds, 0.0

    def __call__(self) -> float:
        self._now += self._seconds
        return self._now


def test_a_slice_ends_when_its_time_is_up_but_wakes_somebody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "monotonic", SlowClock(batches.DAY_SECONDS * 2))
    steps, health = Steps(), WorkerHealth("scoring", 10)
    after = asyncio.run(runner(steps, health).run(with_day("a", "b", "c")))
    assert after == {(SAFETY_RECORDS.name, 0): 4}
    assert steps.done.count("store") == 3


def test_partitions_take_turns_and_share_the_room_of_a_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold, "MOST_WOKEN", 2)
    monkeypatch.setattr(batches, "MOST_WOKEN", 2)
    steps, health = Steps(), WorkerHealth("scoring", 10)
    seen: list[dict[int, tuple[int, int]]] = []
    steps.at_views = lambda: seen.append(dict(health.day_keys()))
    both = {}
    for partition in (0, 1):
        subjects = [each for each in "abcdefghijkl" if partition_of(each.encode(), 2) == partition]
        (rows,) = with_day(*subjects[:3]).values()
        moved = [replace(row, partition=partition) for row in rows]
        both[SAFETY_RECORDS.name, partition] = moved
    after = asyncio.run(runner(steps, health, partitions=2).run(both))
    assert after == {(SAFETY_RECORDS.name, 0): 4, (SAFETY_RECORDS.name, 1): 4}
    # What the batches before left of each partition, as each batch writes its views.
    assert seen == [{}, {0: (3, 1)}, {0: (3, 1), 1: (3, 1)}]


def test_a_worker_that_the_group_may_have_replaced_publishes_nothing() -> None:
    steps, health = Steps(), WorkerHealth("scoring", 10)
    health.heartbeat_answered(sent_at=-1e9)
    with pytest.raises(LeaseExpiredError):
        asyncio.run(runner(steps, health).run(polled(commitment("a"))))
    assert steps.done == []


def test_a_lease_lasts_for_one_session() -> None:
    health = WorkerHealth("scoring", 10)
    assert not health.lease_expired()  # before the first heartbeat there is nothing to expire
    health.heartbeat_answered(sent_at=1e12)
    assert not health.lease_expired()
    health.heartbeat_answered(sent_at=-1e6)
    assert health.lease_expired()
