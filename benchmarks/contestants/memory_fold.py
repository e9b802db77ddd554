"""The bare fold: the same handlers on the same bytes, with no broker, states log or views."""

import os

from benchmarks.stopwatch import Stopwatch
from benchmarks.work import work
from services.chassis.garbage import collect_seldom
from services.chassis.processing.fold import Fold, Received
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage

BATCH = 2000


def main() -> None:
    """Fold everything."""
    collect_seldom()  # as in our worker
    stopwatch = Stopwatch()
    partitions = int(os.environ["TOPIC_PARTITIONS"])
    logs: list[list[Received]] = [[] for _ in range(partitions)]
    for record in work(partitions, stopwatch.wanted, stopwatch.wanted // 10):
        logs[record.partition].append(record)
    store = MemoryStore()
    fold = Fold(build_stage(), partitions, store)
    each = BATCH // partitions
    stopwatch.begin()
    for start in range(0, max(map(len, logs)), each):
        for partition, log in enumerate(logs):
            records = log[start : start + each]
            effect = fold.fold(records)
            store.apply(partition, effect.states)
            stopwatch.add(len(records))
    stopwatch.report()


if __name__ == "__main__":
    main()
