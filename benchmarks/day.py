"""`make bench-day`: the first day of an edition over a whole city, in slices."""

import argparse
import resource
from dataclasses import replace
from datetime import date
from time import perf_counter

from rich.console import Console

from benchmarks.work import work
from schemas.codec import encode
from schemas.messages.day_began import CITY
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.processing.batch import Batch
from services.chassis.processing.fold import Fold, Received, day_began
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage

ENTERPRISES, RECORDS_EACH = 500_000, 10
BATCH = 2_000
DAY = date(2026, 3, 12)  # after the last record of the work
MOST_SECONDS, MOST_MEGABYTES = 2.0, 100.0  # of a batch, and of memory more


def main() -> None:
    """Fill a partition with a city, let the day begin, and print what its batches took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    enterprises: int = parser.parse_args().enterprises
    stage = replace(build_stage(), visits_everyone_on=frozenset({DAY}))
    store = MemoryStore()
    fold = Fold(stage, 1, store)
    records: list[Received] = []
    for record in work(1, enterprises * RECORDS_EACH, enterprises):
        records.append(record)
        if len(records) == BATCH:
            store.apply(0, fold.fold(records).states)
            records.clear()
    store.apply(0, fold.fold(records).states)
    fold = Fold(stage, 1, store)
    fold.adopt(0)
    before = _megabytes()
    began = day_began(DAY, 0)
    message = Received(
        SAFETY_RECORDS.name, 0, 0, CITY.encode(), encode(began), milliseconds(began.known_at)
    )
    batches: list[tuple[float, float]] = []
    done = 0
    while not done:
        begin = perf_counter()
        batch = fold.fold([message])
        store.apply(0, batch.states)
        batches.append((perf_counter() - begin, _size(batch) / 1e6))
        done = batch.handled
    seconds, longest = sum(s for s, _ in batches), max(s for s, _ in batches)
    grown = _megabytes() - before
    Console().print(
        f"{enterprises:,} enterprises of {RECORDS_EACH} records: {len(batches):,} batches in "
        f"{seconds:,.1f} s, {seconds * 1e6 / enterprises:,.0f} us an enterprise\n"
        f"the longest {longest:.2f} s: {_verdict(longest, MOST_SECONDS)}; the largest "
        f"{max(size for _, size in batches):.1f} MB written\n"
        f"{grown:,.0f} MB more memory: {_verdict(grown, MOST_MEGABYTES)}"
    )


def _size(batch: Batch) -> int:
    return (
        sum(len(message.value) for message in batch.publish)
        + sum(len(value or b"") for value in batch.states.values())
        + sum(len(write.value or b"") for write in batch.views)
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _verdict(value: float, most: float) -> str:
    return f"goal {most:g}, {'reached' if value <= most else 'not reached'}"


if __name__ == "__main__":
    main()
