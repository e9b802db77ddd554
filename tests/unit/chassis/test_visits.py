"""On the first day of an edition of the rules everybody is visited, also where it came late."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from schemas.codec import encode
from schemas.topics import SAFETY_RECORDS
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.chassis.processing.outcome import Outcome
from services.chassis.state.codec import wake_day
from tests.support.counting_stage import Count, commitment, counting_stage, encoded

FIRST, BEGINS, NEXT = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 11)


class City:
    """One partition, and who was woken on which day."""

    def __init__(self, editions: Iterable[date] = ()) -> None:
        self.woken: list[tuple[date, str]] = []
        self.asks_for: date | None = None
        self.log = MemoryLog(1)
        self.worker = MemoryWorker(self._stage(editions), self.log)

    def _stage(self, editions: Iterable[date]):
        def handle(state, _fact, _today):
            return Outcome(state=Count(state.records + 1))

        def wake(state, subject, began):
            self.woken.append((began.body.day, subject))
            return Outcome(state=state, wake_on=self.asks_for)

        stage = counting_stage()
        handlers = dict.fromkeys(stage.handlers, handle)
        return replace(stage, handlers=handlers, wake=wake, visits_everyone_on=frozenset(editions))

    def install(self, editions: Iterable[date]) -> None:
        """Start again with other editions."""
        self.worker.stage = self._stage(editions)
        self.worker.restart()

    def records(self, *subjects: str) -> None:
        for subject in subjects:
            self.log.publish(SAFETY_RECORDS, *encoded(commitment(subject)))
        self.worker.run()

    def begin(self, day: date) -> None:
        self.log.append_raw(SAFETY_RECORDS.name, 0, b"city", encode(day_began(day, 0)), 0)
        self.worker.run()


@pytest.fixture
def city() -> City:
    city = City([FIRST, BEGINS])
    city.begin(FIRST)
    city.records("c", "a", "b")
    return city


def test_everybody_is_woken_once_in_the_order_of_the_keys(city: City) -> None:
    city.begin(date(2026, 3, 9))
    assert city.woken == []
    city.begin(date(2026, 4, 1))  # a jump over the day
    assert city.woken == [(BEGINS, "a"), (BEGINS, "b"), (BEGINS, "c")]


@pytest.mark.parametrize("restarts_on", [FIRST, BEGINS])
def test_a_restart_forgets_nobody_and_visits_nobody_twice(city: City, restarts_on: date) -> None:
    if restarts_on > FIRST:
        city.begin(restarts_on)
    city.worker.restart()
    city.begin(NEXT)
    assert city.woken == [(BEGINS, "a"), (BEGINS, "b"), (BEGINS, "c")]


def test_an_edition_installed_after_its_first_day_is_made_up_for_on_the_next_day(
    city: City,
) -> None:
    city.begin(BEGINS)
    city.woken.clear()
    city.install([FIRST, date(2026, 3, 5), BEGINS])
    assert city.woken == []
    city.begin(NEXT)
    assert city.woken == [(NEXT, "a"), (NEXT, "b"), (NEXT, "c")]
    city.begin(date(2026, 3, 12))
    assert len(city.woken) == 3


def test_a_key_that_was_woken_in_vain_is_due_on_the_day_that_it_asked_for_then(
    city: City,
) -> None:
    city.asks_for = date(2026, 3, 20)
    city.begin(BEGINS)
    assert wake_day(city.worker.states[(0, b"a")]) == city.asks_for
    city.woken.clear()
    city.asks_for = None
    city.begin(date(2026, 3, 31))
    assert [day for day, _ in city.woken] == [date(2026, 3, 20)] * 3
    assert wake_day(city.worker.states[(0, b"a")]) is None
