"""A day that wakes everybody in one stage, by the worker's own steps; prints figures as JSON.

A sample of enterprises is folded from its records, and its states are stored for as many others as
make the city: to fold the records of all would take an hour. Nothing is sent anywhere.
"""

import asyncio
import gc
import json
import os
import resource
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from aiokafka.structs import ConsumerRecord
from prometheus_client import CollectorRegistry

from applications.pipe.stages import build_stages
from benchmarks.work import work
from schemas.codec import encode
from schemas.messages import DayBegan, Fact
from schemas.messages.day_began import CITY
from schemas.topics import SCORING
from services.chassis.clock import milliseconds
from services.chassis.garbage import collect_seldom
from services.chassis.kafka.faust_shell.batches import BatchRunner
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics
from services.chassis.processing.fold import day_began
from services.chassis.processing.identity import partition_of
from services.chassis.processing.log_messages import OWN_KEYS
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.chassis.processing.outcome import Outcome, ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.state.store import Changes, MemoryStore, parts_of
from services.chassis.views.store import MemoryViews, PlainWriter

RECORDS_EACH = 10
SAMPLE = 1_000
PARTITIONS = 8  # all of them are one worker's
DAY = date(2026, 3, 12)  # after the last record of the work


@dataclass
class Slices:
    """Stands for brokers and Redis: acknowledges at once, stores, and takes each batch's time."""

    store: MemoryStore
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    largest: int = 0
    _size: int = 0
    _since: tuple[float, float] = (0.0, 0.0)

    def begin(self) -> None:
        """Let the first batch begin."""
        self._since, self._size = (perf_counter(), process_time()), 0

    async def send(self, messages: Mapping[tuple[str, int], Sequence[Any]]) -> dict[Any, int]:
        """Acknowledge messages."""
        self._size += sum(len(each.value) for sent in messages.values() for each in sent)
        return {}

    def take_views(self, writes: Iterable[ViewWrite]) -> None:
        """Take the views' writes."""
        self._size += sum(len(write.value or b"") for write in writes)

    async def write(self, changes: Mapping[int, Changes]) -> None:
        """Store states, which ends a batch."""
        for partition, new in changes.items():
            self._size += sum(len(value or b"") for value in new.values())
            self.store.apply(partition, new)
        wall, cpu = self._since
        self.seconds.append(perf_counter() - wall)
        self.cpu_seconds.append(process_time() - cpu)
        self.largest = max(self.largest, self._size)
        self.begin()

    async def catch_up(self, partitions: Iterable[int]) -> dict[int, int]:
        """Say that all is read."""
        return dict.fromkeys(partitions, 1)


class SliceViews(PlainWriter):
    """Takes the views' writes of slices."""

    def __init__(self, slices: Slices) -> None:
        super().__init__(MemoryViews())
        self._slices = slices

    def write(
        self,
        partition: int,  # noqa: ARG002 - the protocol's
        writes: Iterable[ViewWrite],
        handled: Mapping[str, int],  # noqa: ARG002 - the protocol's
    ) -> bool:
        """Take them."""
        self._slices.take_views(writes)
        return True


def day_of(service: str, enterprises: int) -> dict[str, float]:
    """Return how many batches a day takes that wakes all, the longest's seconds, the memory."""
    collect_seldom()
    stage, woken = _counted(_stage(service))
    slices = Slices(_city(service, enterprises))
    gc.collect()
    filled = _resident_megabytes()
    runner = BatchRunner(
        stage=stage,
        partitions=PARTITIONS,
        producer=slices,  # type: ignore[arg-type]  # it stands for it
        states=slices,  # type: ignore[arg-type]  # as above
        views=SliceViews(slices),
        health=WorkerHealth(service, 10),
        metrics=WorkerMetrics(service, CollectorRegistry()),
    )
    asyncio.run(_go_through(runner, slices, stage))
    if len(woken) != enterprises:
        raise RuntimeError(f"{len(woken)} of {enterprises} enterprises were woken")
    return {
        "batches": len(slices.seconds),
        "longest": max(slices.seconds),
        "longest_cpu": max(slices.cpu_seconds),
        "cpu_seconds": sum(slices.cpu_seconds),
        "largest_bytes": slices.largest,
        "filled": filled,
        # The peak of the process's whole life: what came before the day can but add to it.
        "grown": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - filled,
    }


async def _go_through(runner: BatchRunner, slices: Slices, stage: Stage[Any]) -> None:
    await runner.take_over(range(PARTITIONS))
    began, topic = day_began(DAY, 0), stage.reads[0].name
    at, value = milliseconds(began.known_at), encode(began)
    records = {
        (topic, partition): [
            ConsumerRecord(topic, partition, 0, at, 0, CITY.encode(), value, None, 4, 0, ())
        ]
        for partition in range(PARTITIONS)
    }
    slices.begin()
    done = await runner.run(records)
    if len(done) != PARTITIONS:
        raise RuntimeError(f"the day is not through: {done}")


def _stage(service: str) -> Stage[Any]:
    (stage,) = build_stages(None, service, service)
    return replace(stage, visits_everyone_on=frozenset({DAY}))


def _counted(stage: Stage[Any]) -> tuple[Stage[Any], set[str]]:
    """Return a stage, and whom it has woken."""
    woken: set[str] = set()

    def wake(state: Any, subject: str, began: Fact[DayBegan]) -> Outcome[Any]:  # noqa: ANN401 - of any stage
        woken.add(subject)
        return stage.wake(state, subject, began)

    return replace(stage, wake=wake), woken


def _sample(service: str) -> list[dict[bytes, bytes]]:
    """Return the states of a stage for the sample, each by what follows the key."""
    log = MemoryLog()
    stages = build_stages(None, SCORING, service)
    workers = [MemoryWorker(stage, log) for stage in stages]
    for each in work(1, SAMPLE * RECORDS_EACH, SAMPLE):
        log.append_raw(each.topic, 0, each.key, each.value, each.timestamp)
    run_until_quiet(workers)
    sample: dict[bytes, dict[bytes, bytes]] = {}
    for stored_key, value in workers[-1].store.stored(0):
        key, _ = parts_of(stored_key)
        if not key.startswith(OWN_KEYS):
            sample.setdefault(key, {})[stored_key[len(key) :]] = value
    return list(sample.values())


def _city(service: str, enterprises: int) -> MemoryStore:
    """Return the states of a stage for so many enterprises.

    The sample is folded in another process: what it needed would be free for the day in this one.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        states = pool.submit(_sample, service).result()
    store = MemoryStore()
    for number in range(enterprises):
        key = f"9199{number:014d}".encode()
        copied = {key + rest: _copy(value) for rest, value in states[number % len(states)].items()}
        store.apply(partition_of(key, PARTITIONS), copied)
    return store


def _copy(value: bytes) -> bytes:
    """Return the same bytes with room of their own."""
    return bytes(bytearray(value))


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(json.dumps(day_of(sys.argv[1], int(sys.argv[2]))))
