"""The steps of a batch, in their order, and what is left undone when one of them fails."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiokafka.structs import ConsumerRecord
from prometheus_client import CollectorRegistry

from schemas.topics import SAFETY_RECORDS
from services.chassis.kafka.faust_shell.batches import BatchRunner, LeaseExpiredError
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics
from services.chassis.views.store import MemoryViews
from tests.support.counting_stage import commitment, counting_stage, encoded


class BrokenError(RuntimeError):
    pass


class Steps:
    """Plays producer, states and views, notes what is done, and breaks where told."""

    def __init__(self, breaks_at: str = "") -> None:
        self.done: list[str] = []
        self.breaks_at = breaks_at
        self.stored: dict[int, dict[bytes, bytes]] = {}
        self.views = MemoryViews()

    def step(self, name: str) -> None:
        if name == self.breaks_at:
            raise BrokenError(name)
        self.done.append(name)

    async def send(self, messages: Mapping[tuple[str, int], list[Any]]) -> dict:
        self.step("publish " + ", ".join(sorted({topic for topic, _ in messages})))
        return {}

    async def store(self, changes: Mapping[int, Mapping[bytes, bytes]]) -> None:
        self.step("store")
        for partition, new in changes.items():
            self.stored.setdefault(partition, {}).update(new)

    def load(self, partition: int, key: bytes) -> bytes | None:
        return self.stored.get(partition, {}).get(key)

    def apply(self, writes) -> None:
        self.step("views")
        self.views.apply(writes)


def runner(steps: Steps, health: WorkerHealth) -> BatchRunner:
    return BatchRunner(
        stage=counting_stage(),
        partitions=1,
        producer=steps,
        states=steps,
        views=steps,
        health=health,
        metrics=WorkerMetrics("scoring", CollectorRegistry()),
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


def test_facts_are_published_before_states_are_stored_before_views_are_written() -> None:
    steps, health = Steps(), WorkerHealth("scoring", 10)
    after = asyncio.run(runner(steps, health).run(polled(commitment("a"), commitment("b"))))
    assert steps.done == [PUBLISHED, "store", "views"]
    assert after == {(SAFETY_RECORDS.name, 0): 2}
    assert health.live
    assert steps.views.get("scoring:count:a") == b"1"


@pytest.mark.parametrize(
    ("breaks_at", "done"),
    [(PUBLISHED, []), ("store", [PUBLISHED]), ("views", [PUBLISHED, "store"])],
)
def test_nothing_is_done_after_a_step_that_failed(breaks_at: str, done: list[str]) -> None:
    steps, health = Steps(breaks_at), WorkerHealth("scoring", 10)
    with pytest.raises(BrokenError):
        asyncio.run(runner(steps, health).run(polled(commitment("a"))))
    assert steps.done == done
    assert not health.live
    assert health.report()["last_error"] == f"BrokenError: {breaks_at}"


def test_the_batch_is_folded_again_by_the_next_worker_with_the_same_facts() -> None:
    broken, health = Steps("views"), WorkerHealth("scoring", 10)
    with pytest.raises(BrokenError):
        asyncio.run(runner(broken, health).run(polled(commitment("a"))))
    again = Steps()
    asyncio.run(runner(again, WorkerHealth("scoring", 10)).run(polled(commitment("a"))))
    assert again.stored == broken.stored


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
    health.heartbeat_answered(sent_at=0 - 1e6)
    assert health.lease_expired()
