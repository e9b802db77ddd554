"""A worker process for tests: `python -m tests.support.stage_worker STAGE`, settings from env."""

import sys
from importlib import import_module
from typing import Any

from services.chassis.kafka.worker import run_worker
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from tests.support.counting_stage import counting_stage

COUNTING = "counting"


def stage_named(name: str) -> Stage[Any]:
    """Return the test stage, or that of a service."""
    if name == COUNTING:
        return counting_stage()
    stage: Stage[Any] = import_module(f"services.{name}.stage").build_stage()
    return stage


if __name__ == "__main__":
    run_worker(stage_named(sys.argv[1]), ServiceSettings())
