"""Runs a contestant on a broker that holds the work, and checks that it did the work."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.work import work
from schemas.topics import ASSESSMENTS, GRADE_CHANGES
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.fold import Fold
from services.chassis.settings import ServiceSettings
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage

PARTITIONS = 8
CHUNK = 20_000
PATIENCE_SECONDS = 900
# Standings are compacted, so they can't be counted.
COUNTED = (ASSESSMENTS.name, GRADE_CHANGES.name)


class DidNotFinishError(RuntimeError):
    """A contestant ended without a result, or with other facts than expected."""


@dataclass(frozen=True)
class Result:
    """What a contestant measured of itself."""

    records: int
    seconds: float
    cpu_seconds: float
    memory_mb: float

    @property
    def rate(self) -> float:
        """Return records a second."""
        return self.records / self.seconds


def publish_work(settings: ServiceSettings, records: int) -> None:
    """Create the topics and put the work on the broker."""
    create_topics(settings)
    with Publisher(settings, timeout_seconds=120) as publisher:
        for number, record in enumerate(work(PARTITIONS, records, records // 10), start=1):
            key, value = record.key or b"", record.value or b""
            publisher.publish(record.topic, key, value, record.timestamp, record.partition)
            if number % CHUNK == 0:
                publisher.flush()


def run(
    contestant: str,
    records: int,
    environment: Mapping[str, str],
    python: Path = Path(sys.executable),
) -> Result:
    """Run a contestant in a process of its own, by the interpreter that has what it needs.

    Raises DidNotFinishError.
    """
    ran = subprocess.run(
        [str(python), "-m", f"benchmarks.contestants.{contestant}"],
        env={
            **os.environ,
            "RECORDS": str(records),
            "TOPIC_PARTITIONS": str(PARTITIONS),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    for line in ran.stdout.splitlines():
        if line.startswith("RESULT "):
            return Result(**json.loads(line.removeprefix("RESULT ")))
    raise DidNotFinishError(f"{contestant}: {ran.stderr[-3000:]}")


def check(settings: ServiceSettings, records: int) -> None:
    """Raise DidNotFinishError unless the facts on the broker are as many as they should be."""
    found = dict.fromkeys(COUNTED, 0)
    for record in read_from_beginning(settings, COUNTED):
        found[record.topic] += 1
    if found != expected_facts(records):
        raise DidNotFinishError(f"published {found}, expected {expected_facts(records)}")


@cache
def expected_facts(records: int) -> dict[str, int]:
    """Return how many facts of each topic come of the work."""
    store = MemoryStore()
    fold = Fold(build_stage(), PARTITIONS, store)
    found = dict.fromkeys(COUNTED, 0)
    for record in work(PARTITIONS, records, records // 10):
        effect = fold.fold([record])
        store.apply(record.partition, effect.states)
        for message in effect.publish:
            if message.topic in found:
                found[message.topic] += 1
    return found
