"""The formula of the tables in docs/operations.md, by figures that can be reckoned by hand."""

from dataclasses import replace

import pytest

from benchmarks.costs.formula import (
    SECONDS_A_YEAR,
    Assumptions,
    Growth,
    ServiceCost,
    Size,
    growth,
    storage,
    workers,
)
from benchmarks.costs.measurement import Measured
from benchmarks.costs.tables import tables

NOTHING = Growth(0, 0)
COST = ServiceCost(
    service="scoring",
    record_seconds=0.001,
    codec_ratio=5.0,
    day_seconds=Growth(0.0004, 0),
    messages=2_000,
    latest=Growth(1_000, 100),
    views=Growth(300, 30),
    states=Growth(500, 50),
    schedule=Growth(100, 0),
    cached=Growth(10_000, 0),
    idle=100e6,
)
GIVEN = Assumptions(
    peak=10,
    core_share=0.5,
    fold_share=0.8,
    day_hours=1,
    years=2,
    replication=3,
    worker_gigabytes=16,
    cached_bytes=2_000_000,
    uncompacted=2,
)
# One record a second, and two a second, as many as that are on record of each enterprise.
TOWN = Size("town", 10_000, SECONDS_A_YEAR)
OF_TOWN = 2 * SECONDS_A_YEAR / 10_000  # records on record of an enterprise
IN_USE = 2_000_000 / (500 + 50 * OF_TOWN)  # states of that many records
NATION = Size("nation", 50_000_000, 2 * SECONDS_A_YEAR)


def test_the_line_through_two_weights() -> None:
    assert growth((5, 10), (800, 1_300)) == Growth(300, 100)
    assert growth((5, 10), (800, 700)) == Growth(700, 0)
    assert growth((5, 10), (100, 1_100)) == Growth(0, 200)
    assert Growth(300, 100).of(4, 40) == 300 * 4 + 100 * 40


def test_few_records_are_one_workers_work() -> None:
    need = workers(COST, TOWN, GIVEN)
    assert need.cores == pytest.approx(1 * 10 * 0.001 / 0.8)
    assert need.held == 10_000 * 500 + 2 * SECONDS_A_YEAR * 50
    schedule, cache = 10_000 * 100, IN_USE * 10_000
    assert need.in_memory == (1, pytest.approx(100e6 + cache + need.held + schedule))
    assert need.on_disk == (1, pytest.approx(100e6 + cache + schedule))


def test_a_worker_is_busy_for_a_share_of_its_core_at_the_peak() -> None:
    busy = replace(COST, record_seconds=0.1)  # 1.25 cores
    assert workers(busy, TOWN, GIVEN).on_disk[0] == 3
    assert workers(busy, TOWN, replace(GIVEN, core_share=1.0)).on_disk[0] == 2
    assert workers(busy, TOWN, replace(GIVEN, peak=100)).on_disk[0] == 25


def test_a_day_that_wakes_everybody_is_through_in_time() -> None:
    # 50 million of 0.4 ms, 0.8 of a worker: 25,000 seconds, in 3,600.
    assert workers(COST, NATION, GIVEN).on_disk[0] == 7
    assert workers(COST, NATION, replace(GIVEN, day_hours=10)).on_disk[0] == 1
    assert workers(replace(COST, day_seconds=NOTHING), NATION, GIVEN).on_disk[0] == 1


def test_what_is_in_use_grows_with_the_records_of_an_enterprise() -> None:
    grown = replace(COST, cached=Growth(10_000, 100))
    more = workers(grown, TOWN, GIVEN).on_disk[1] - workers(COST, TOWN, GIVEN).on_disk[1]
    assert more == pytest.approx(IN_USE * 100 * OF_TOWN)


def test_no_worker_takes_more_memory_than_it_may() -> None:
    need = workers(replace(COST, day_seconds=NOTHING), NATION, GIVEN)
    held = need.held + 50_000_000 * 100
    count, each = need.in_memory
    cache = 2_000_000 / (500 + 50 * 4 * SECONDS_A_YEAR / 50_000_000) * 10_000
    assert count == -(-held // (16e9 - 100e6 - cache))
    assert each == pytest.approx(100e6 + cache + held / count)
    assert each <= 16e9
    with pytest.raises(ValueError, match="scoring: process and cache alone take 131,"):
        workers(COST, NATION, replace(GIVEN, worker_gigabytes=0.1))


def test_what_logs_and_views_take() -> None:
    need = storage((COST, COST), 500, TOWN, GIVEN)
    assert need.a_year == SECONDS_A_YEAR * (500 + 2 * 2_000) * 3
    on_record = 2 * SECONDS_A_YEAR
    assert need.latest == 2 * (10_000 * 1_000 + on_record * 100) * 2 * 3
    assert need.views == 2 * (10_000 * 300 + on_record * 30)


def test_the_tables_name_what_they_assume_and_fit_into_a_page() -> None:
    lines = list(tables(Measured((COST, replace(COST, service="intake")), 500), [NATION], GIVEN))
    assert max(map(len, lines)) <= 110
    assert "| nation | scoring | 0.025 | 31.3 | 7 | 5.3 | 7 | 0.8 |" in lines
    assert "`--peak 10`" in "".join(lines)
