"""A worker that forgets all but its stored states after each batch publishes the same bytes.

So what was published never depends on which worker had a partition, or for how long.
"""

from pathlib import Path

import pytest

from benchmarks.work import work
from schemas.topics import SCORING, SERVICES
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.chassis.state.store import MemoryStore, StateStore
from tests.support.conformance_inputs import case_of
from tests.support.log_contents import rows
from tests.support.stage_worker import COUNTING, stage_named
from tests.support.state_stores import STORES, new_store

Row = tuple[str, int, bytes | None, bytes | None, int]


def inputs_of(name: str) -> list[Row]:
    if name == "scoring, a city's records":
        records = work(2, 3_000, 300)
        return [(r.topic, r.partition, r.key, r.value, r.timestamp) for r in records]
    return [each.row for phase in case_of(name).phases for each in phase]


def published(name: str, inputs: list[Row], store: StateStore, *, forgetful: bool) -> MemoryLog:
    stage = stage_named(SCORING if name.startswith(SCORING) else name)
    log = MemoryLog(1 + max(partition for _, partition, *_ in inputs))
    worker = MemoryWorker(stage, log, store=store)
    for start in range(0, len(inputs), 40):
        for row in inputs[start : start + 40]:
            log.append_raw(*row)
        worker.run()
        if forgetful:
            worker.restart()
    return log


@pytest.mark.parametrize("store_name", STORES)
@pytest.mark.parametrize("name", [COUNTING, *SERVICES, "scoring, a city's records"])
def test_a_forgetful_worker_publishes_the_same(name: str, store_name: str, tmp_path: Path) -> None:
    inputs = inputs_of(name)
    remembering = published(name, inputs, MemoryStore(), forgetful=False)
    with new_store(store_name, tmp_path) as store:
        forgetful = published(name, inputs, store, forgetful=True)
    topics = set(remembering.topics())
    assert len(topics) > 1
    assert topics == set(forgetful.topics())
    for topic in topics:
        assert rows(forgetful.all(topic)) == rows(remembering.all(topic)), topic
