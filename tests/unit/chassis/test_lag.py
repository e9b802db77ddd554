"""Lag is shown where it is known, and only there: it moves alarms and the number of workers."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP
from prometheus_client import CollectorRegistry, generate_latest

from services.chassis.kafka.faust_shell.application import StageConsumer
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics

FIRST, SECOND = TP("safety-records", 0), TP("safety-records", 1)
ENDS = {FIRST: 1000, SECOND: 400}
COMMITTED = {FIRST: 990, SECOND: None}


class Measured(StageConsumer):
    """The part of the consumer that measures, without a broker."""

    def __init__(self) -> None:
        self.app: Any = SimpleNamespace(health=WorkerHealth("scoring", 10.0))
        self._done, self._expected, self._gaps, self._begins = {}, {}, {}, {}
        self._read_offset: dict[TP, int | None] = {}
        self.held: set[TP] = {FIRST, SECOND}
        self.fault: Exception | None = None

    def assignment(self) -> set[TP]:
        return self.held

    async def highwaters(self, *places: TP) -> dict[TP, int]:
        if self.fault is not None:
            raise self.fault
        return {place: ENDS[place] for place in places}

    async def earliest_offsets(self, *places: TP) -> dict[TP, int]:
        return dict.fromkeys(places, 300)

    @property
    def lag(self) -> dict[tuple[str, int], int]:
        asyncio.run(self._measure_lag())
        return self.app.health.lag


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Measured:
    async def perform_seek(self: Measured) -> None:
        self._read_offset.update(COMMITTED)

    async def revoked(self: Measured, places: set[TP]) -> None:
        self.held = self.held - places

    monkeypatch.setattr(Consumer, "perform_seek", perform_seek)
    monkeypatch.setattr(Consumer, "on_partitions_revoked", revoked)
    return Measured()


def test_before_it_was_gone_to_where_it_is_to_be_read_on_lag_is_unknown(worker: Measured) -> None:
    assert worker.lag == {}


def test_it_counts_from_the_committed_offset_or_from_the_oldest_message(worker: Measured) -> None:
    asyncio.run(worker.perform_seek())
    assert worker.lag == {("safety-records", 0): 10, ("safety-records", 1): 100}
    worker._done[SECOND] = 390
    assert worker.lag["safety-records", 1] == 10


def test_where_no_oldest_message_is_known_neither_is_the_lag(
    worker: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_places: TP) -> dict[TP, int]:
        raise KafkaConnectionError

    monkeypatch.setattr(worker, "earliest_offsets", away)
    asyncio.run(worker.perform_seek())
    assert worker.lag == {("safety-records", 0): 10}


def test_a_partition_that_went_and_came_again_is_unknown_until_the_seek(worker: Measured) -> None:
    asyncio.run(worker.perform_seek())
    worker._done[FIRST] = 995
    assert worker.lag["safety-records", 0] == 5
    asyncio.run(worker.on_partitions_revoked({FIRST}))
    assert worker.app.health.lag == {("safety-records", 1): 100}
    worker.held = {FIRST, SECOND}
    assert worker.lag == {("safety-records", 1): 100}


def test_while_the_brokers_do_not_answer_nothing_is_known(worker: Measured) -> None:
    asyncio.run(worker.perform_seek())
    assert len(worker.lag) == 2
    worker.fault = KafkaConnectionError("away")
    assert worker.lag == {}


def test_what_moves_while_it_is_measured_is_not_shown(worker: Measured) -> None:
    asyncio.run(worker.perform_seek())
    ask = worker.highwaters

    async def moving(*places: TP) -> dict[TP, int]:
        found = await ask(*places)
        worker.held = {SECOND}
        return found

    worker.highwaters = moving  # type: ignore[method-assign] # what a rebalance does meanwhile
    assert worker.lag == {("safety-records", 1): 100}


def test_what_is_unknown_has_no_sample(worker: Measured) -> None:
    registry = CollectorRegistry()
    WorkerMetrics("scoring", registry).watch_lag(lambda: dict(worker.app.health.lag))
    assert b"safety_credit_lag_messages{" not in generate_latest(registry)
    assert worker.app.health.report()["lag"] == {}
    asyncio.run(worker.perform_seek())
    assert worker.lag
    assert b'topic="safety-records"} 10.0' in generate_latest(registry)
