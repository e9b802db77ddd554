"""A worker process for tests: `python -m tests.support.stage_worker STAGE`, settings from env."""

import sys
from dataclasses import replace
from datetime import date
from importlib import import_module
from time import perf_counter
from typing import Any

from schemas.messages import DayBegan, Fact
from services.chassis.kafka.worker import run_worker
from services.chassis.processing.outcome import Outcome
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from tests.support.counting_stage import Count, counting_stage

COUNTING, SLOW_DAY = "counting", "slow-day"
EDITION = date(2026, 3, 2)  # on which the stage of the slow day wakes everybody
WAKE_SECONDS = 0.006  # that the core is busy for each


def stage_named(name: str) -> Stage[Any]:
    """Return the test stage, or that of a service."""
    if name == COUNTING:
        return counting_stage()
    if name == SLOW_DAY:
        return _slow_day_stage()
    stage: Stage[Any] = import_module(f"services.{name}.stage").build_stage()
    return stage


def _slow_day_stage() -> Stage[Count]:
    stage = counting_stage()

    def wake(state: Count, subject: str, began: Fact[DayBegan]) -> Outcome[Count]:
        end = perf_counter() + WAKE_SECONDS
        while perf_counter() < end:
            continue
        return stage.wake(state, subject, began)

    return replace(stage, wake=wake, visits_everyone_on=frozenset({EDITION}))


if __name__ == "__main__":
    run_worker(stage_named(sys.argv[1]), ServiceSettings())
