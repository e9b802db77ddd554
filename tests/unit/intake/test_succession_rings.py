"""Registrations that name each other as predecessors: one is refused, nothing is lost."""

import pytest

from services.chassis.processing.memory_log import run_until_quiet
from tests.support.sample_files import facts_on, intake_worker, put
from tests.support.successions import (
    CHANGED,
    LAST,
    NEW,
    NEXT,
    OLD,
    danger,
    records,
    registry,
    successor,
    take,
)


@pytest.mark.parametrize("length", [2, 3])
def test_a_ring_is_broken_and_nothing_goes_round(length: int) -> None:
    codes = (OLD, NEW, LAST)[:length]
    worker = intake_worker(1)
    for place, code in enumerate(codes):
        take(worker, danger(code, f"YH{place}"))
    for place, code in enumerate(codes):
        take(worker, registry(code, **{"曾用统一社会信用代码": codes[place - 1]}))
    assert facts_on(worker, "dead-letters-intake") == []
    assert len(worker.log.all("admissions")) < 60
    standing = [code for code in codes if successor(worker, code) is None]
    assert len(standing) == 1
    assert {f"YH{place}" for place in range(length)} <= set(records(worker, standing[0]))
    take(worker, danger(OLD, "YH9", day=NEXT))
    assert "YH9" in records(worker, standing[0])


def test_registrations_that_name_each_other_at_once_come_to_rest() -> None:
    worker = intake_worker(1)
    first = registry(OLD, **{"曾用统一社会信用代码": NEW})
    put(worker, [*first, *registry(NEW, **CHANGED)])
    put(worker, [*danger(OLD, "YH1"), *danger(NEW, "YH2")])
    run_until_quiet([worker])
    take(worker, danger(OLD, "YH3", day=NEXT))
    homes = [code for code in (OLD, NEW) if "YH3" in records(worker, code)]
    assert len(homes) == 1
    assert successor(worker, homes[0]) is None
