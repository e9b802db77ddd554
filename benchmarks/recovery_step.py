"""One step of `bench-recovery` in a process of its own: `write|bare|memory|disk SERVERS ...`."""

import asyncio
import gc
import json
import sys
import tempfile
import time
from pathlib import Path

import uvloop
from aiokafka import TopicPartition
from prometheus_client import CollectorRegistry

from benchmarks.recovery_log import write_states
from services.chassis.garbage import collect_seldom
from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer
from services.chassis.kafka.admin import states_topic_of
from services.chassis.kafka.faust_shell import states as recovery
from services.chassis.kafka.faust_shell.batches import BatchRunner
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics
from services.chassis.settings import ServiceSettings
from services.chassis.state.rocks_store import RocksStore
from services.chassis.state.store import MemoryStore, StateStore
from services.chassis.views.store import MemoryViews, PlainWriter
from services.scoring.stage import build_stage

PARTITIONS = 8
Found = dict[str, float]


async def bare(settings: ServiceSettings) -> Found:
    """Read the log to its end by the client of a recovery, and do nothing with it."""
    topic = states_topic_of(build_stage().service)
    partitions = [TopicPartition(topic, each) for each in range(PARTITIONS)]
    consumer = recovery.log_consumer(settings)
    await consumer.start()
    consumer.assign(partitions)
    ends = await consumer.end_offsets(partitions)
    waiting = {each for each, end in ends.items() if end}
    messages = size = 0
    stopwatch = _Stopwatch()
    while waiting:
        polled = await consumer.getmany(
            *waiting,
            timeout_ms=recovery.POLL_MILLISECONDS,
            max_records=recovery.RECORDS_A_POLL,
        )
        for partition, records in polled.items():
            messages += len(records)
            size += sum(len(each.key) + len(each.value) for each in records)
            if records[-1].offset + 1 >= ends[partition]:
                waiting.discard(partition)
    found = stopwatch.found()
    await consumer.stop()
    return {**found, "messages": messages, "bytes": size}


async def take_over(settings: ServiceSettings, store: StateStore) -> Found:
    """Take all partitions over as a fresh worker does: states and wake schedules."""
    stage = build_stage()
    producer = AcknowledgedProducer(settings, "bench-recovery")
    await producer.start()
    runner = BatchRunner(
        stage=stage,
        partitions=PARTITIONS,
        producer=producer,
        states=recovery.States(states_topic_of(stage.service), settings, producer, store),
        views=PlainWriter(MemoryViews()),
        health=WorkerHealth(stage.service, settings.kafka_session_timeout_seconds),
        metrics=WorkerMetrics(stage.service, CollectorRegistry()),
    )
    stopwatch = _Stopwatch()
    await runner.take_over(range(PARTITIONS))
    found = stopwatch.found()
    await producer.stop()
    heads = sum(1 for each in store.partitions for _ in store.heads(each))
    return {**found, "heads": heads}


class _Stopwatch:
    """Time, CPU and memory of this process since it was made."""

    def __init__(self) -> None:
        gc.collect()
        self._memory = _resident_bytes()
        self._began, self._processed = time.perf_counter(), time.process_time()

    def found(self) -> Found:
        """Return what was used."""
        seconds, cpu = time.perf_counter() - self._began, time.process_time() - self._processed
        gc.collect()
        return {"seconds": seconds, "cpu": cpu, "memory": _resident_bytes() - self._memory}


def _resident_bytes() -> int:
    """Return the memory that this process holds now, not at its peak."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def _bytes_in(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


async def _step(step: str, settings: ServiceSettings, enterprises: int) -> Found:
    if step == "write":
        return {"messages": await write_states(settings, enterprises)}
    if step == "bare":
        return await bare(settings)
    if step == "memory":
        return await take_over(settings, MemoryStore())
    with tempfile.TemporaryDirectory() as name:
        store = RocksStore(Path(name))
        found = await take_over(settings, store)
        store.close()
        return {**found, "disk": _bytes_in(Path(name))}


def main() -> None:
    """Print what was measured as one line of JSON."""
    step, servers, enterprises = sys.argv[1:]
    collect_seldom()  # as a worker does
    settings = ServiceSettings(kafka_bootstrap_servers=servers, topic_partitions=PARTITIONS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(_step(step, settings, int(enterprises)))))


if __name__ == "__main__":
    main()
