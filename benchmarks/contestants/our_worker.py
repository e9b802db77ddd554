"""Our worker, as it runs in production: `run_worker` with the scoring stage.

VIEWS=none leaves the views away, as the peers have none; else they go to REDIS_URL.
"""

import os
import signal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.stopwatch import Stopwatch
from services.chassis.kafka.faust_shell import batches
from services.chassis.kafka.worker import run_worker
from services.chassis.processing.outcome import ViewWrite
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews, PlainWriter
from services.scoring.stage import build_stage


class NoViews(MemoryViews):
    """Views that forget."""

    def apply(self, writes: Iterable[ViewWrite]) -> None:
        """Do nothing."""


def main() -> None:
    """Run the worker until it has done everything."""
    stopwatch = Stopwatch()
    run = batches.BatchRunner.run

    async def timed(
        self: batches.BatchRunner, records: Mapping[batches.Partition, Sequence[Any]]
    ) -> dict[batches.Partition, int]:
        stopwatch.begin()
        done = await run(self, records)
        if stopwatch.add(sum(map(len, records.values()))):
            stopwatch.report()
            os.kill(os.getpid(), signal.SIGTERM)
        return done

    batches.BatchRunner.run = timed  # type: ignore[method-assign] # only to measure
    views = PlainWriter(NoViews()) if os.environ.get("VIEWS") == "none" else None
    run_worker(build_stage(), ServiceSettings(log_level="WARNING"), views)


if __name__ == "__main__":
    main()
