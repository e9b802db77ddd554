"""Our worker, as it runs in production: `run_worker` with the stage of STAGE, scoring's by default.

VIEWS=none leaves the views away, as the peers have none; else they go to REDIS_URL, proven, or with
VIEWS=plain without proof.
"""

import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks.stopwatch import Stopwatch
from schemas.topics import SANCTIONS, SCORING
from services.chassis.kafka.faust_shell import batches
from services.chassis.kafka.worker import run_worker
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from services.chassis.views.redis_store import RedisViews
from services.chassis.views.store import MemoryViews, PlainWriter, Views
from services.sanctions.stage import build_stage as sanctions_stage
from services.scoring.stage import build_stage as scoring_stage

STAGES: dict[str, Callable[[], Stage[Any]]] = {SCORING: scoring_stage, SANCTIONS: sanctions_stage}


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
    settings = ServiceSettings(log_level="WARNING")
    plain: dict[str, Views] = {"none": NoViews(), "plain": RedisViews.from_url(settings.redis_url)}
    unproven = plain.get(os.environ.get("VIEWS", "proven"))
    stage = STAGES[os.environ.get("STAGE", SCORING)]()
    run_worker(stage, settings, None if unproven is None else PlainWriter(unproven))


if __name__ == "__main__":
    main()
