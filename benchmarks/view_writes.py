"""`make bench-views`: what proving its views costs a worker, beside the same views unproven.

Real workers of scoring and sanctions on a broker, each in a process of its own, with all that a
batch does: scoring gets safety records of a made-up city, sanctions the assessments that come of
them. The two ways take turns, each time on a fresh broker and a fresh Redis.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from benchmarks.harness import PARTITIONS, Result, run
from benchmarks.verdict import at_least
from benchmarks.work import work
from development.brokers import ApacheKafka, Tansu, Valkey
from schemas.topics import SANCTIONS, SCORING
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.publisher import Publisher
from services.chassis.processing.fold import Fold, Received
from services.chassis.processing.log_messages import Outgoing
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from services.chassis.state.store import MemoryStore
from services.sanctions.stage import READS
from services.scoring.stage import build_stage

RECORDS, ROUNDS, BATCH = 40_000, 5, 500
GOAL = 0.95
BROKERS = {"tansu": Tansu, "kafka": ApacheKafka}
WAYS = ("plain", "proven")


def assessments(records: int) -> list[Outgoing]:
    """Return what scoring publishes about the work for sanctions to read."""
    wanted, store = {topic.name for topic in READS}, MemoryStore()
    fold, found = Fold(build_stage(), PARTITIONS, store), []
    waiting: dict[int, list[Received]] = {}
    for record in work(PARTITIONS, records, records // 10):
        waiting.setdefault(record.partition, []).append(record)
    for partition, received in waiting.items():
        for begin in range(0, len(received), BATCH):
            effect = fold.fold(received[begin : begin + BATCH])
            store.apply(partition, effect.states)
            found += [each for each in effect.publish if each.topic in wanted]
    return found


def _messages(stage: str, records: int) -> Iterator[Outgoing | Received]:
    yield from (
        work(PARTITIONS, records, records // 10) if stage == SCORING else assessments(records)
    )


def measured(stage: str, way: str, broker: str, records: int, folder: Path) -> Result:
    """Return what a worker of a stage takes for the work, with its views written one way."""
    with BROKERS[broker]() as log, Valkey() as valkey:
        settings = ServiceSettings(
            kafka_bootstrap_servers=log.bootstrap_servers, topic_partitions=PARTITIONS
        )
        create_topics(settings)
        count = 0
        with Publisher(settings, timeout_seconds=120) as publisher:
            for each in _messages(stage, records):
                key, value = each.key or b"", each.value or b""
                publisher.publish(each.topic, key, value, each.timestamp, each.partition)
                count += 1
        secret = folder / "views-key"
        if not secret.exists():
            create_secret(secret)
        environment = {**log.environment, **valkey.environment, "VIEWS_KEY": str(secret)}
        return run("our_worker", count, environment | {"STAGE": stage, "VIEWS": way})


def main() -> None:
    """Measure; print each round and, of each stage, whether the goal is reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--broker", choices=tuple(BROKERS), default="tansu")
    parser.add_argument("--stage", choices=(SCORING, SANCTIONS, "all"), default="all")
    asked = parser.parse_args()
    console, verdicts = Console(width=110), []
    stages = (SCORING, SANCTIONS) if asked.stage == "all" else (asked.stage,)
    for stage in stages:
        rates, costs = [], []
        for number in range(asked.rounds):
            ways = WAYS if number % 2 == 0 else WAYS[::-1]
            with tempfile.TemporaryDirectory() as name:
                found = {
                    way: measured(stage, way, asked.broker, asked.records, Path(name))
                    for way in ways
                }
            plain, proven = (found[way] for way in WAYS)
            rates.append(proven.rate / plain.rate)
            costs.append(plain.cpu_seconds / proven.cpu_seconds)
            texts = (
                f"{way} {each.rate:,.0f}/s, {each.cpu_seconds / each.records * 1e6:.0f} us CPU each"
                for way, each in found.items()
            )
            console.print(f"{stage}: {'; '.join(texts)}; load {os.getloadavg()[0]:.1f}")
        verdicts.append(
            f"{stage}, proven / plain: {at_least(statistics.median(rates), GOAL)}"
            f" (rounds {min(rates):.2f}-{max(rates):.2f}); by CPU time"
            f" {statistics.median(costs):.2f} ({min(costs):.2f}-{max(costs):.2f})"
        )
    console.print(*verdicts, sep="\n")


if __name__ == "__main__":
    main()
