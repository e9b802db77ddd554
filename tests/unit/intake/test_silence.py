"""A department that falls silent against its own rhythm is noticed on the day after its grace."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from schemas.messages import DayBegan, SilenceBegan, SilenceEnded
from schemas.vocabulary.department import department, departments
from services.chassis.clock import clock_at
from services.intake.read_model.quality import quality_table
from tests.support.awaited_departments import FIRST, Awaited, after
from tests.support.log_contents import rows
from tests.support.sample_files import RULEBOOK, facts_on, put

SILENT_AFTER = department("fire").rhythm.silent_after_days  # 10 days, of which 3 are grace


def began(last: date | None, day: date, expected_by: date) -> SilenceBegan:
    return SilenceBegan(department="fire", day=day, last_reported_on=last, expected_by=expected_by)


@pytest.mark.parametrize(("days", "raised"), [(9, 0), (10, 0), (11, 1), (12, 1)])
def test_the_alarm_is_raised_on_the_day_after_the_last_that_the_rhythm_allows(
    days: int, raised: int
) -> None:
    city = Awaited()
    city.begin(FIRST)
    city.report("fire", FIRST)
    for day in range(1, days + 1):
        city.begin(after(day))
    assert city.alarms("fire") == [began(FIRST, after(11), after(10))] * raised


@pytest.mark.parametrize(("reported", "raised"), [(9, 0), (10, 0), (11, 1)])
def test_a_report_in_time_is_in_time(reported: int, raised: int) -> None:
    city = Awaited()
    city.begin(FIRST)
    city.report("fire", FIRST)
    city.begin(after(reported))
    city.report("fire", after(reported))
    city.begin(after(12))
    assert len([each for each in city.alarms("fire") if isinstance(each, SilenceBegan)]) == raised


def test_it_is_told_once_and_its_end_once_and_then_it_counts_anew() -> None:
    city = Awaited()
    city.begin(FIRST)
    city.report("fire", FIRST)
    city.begin(*(after(day) for day in range(1, 30)))
    city.report("fire", after(29), 1)
    city.report("fire", after(29), 2)
    ended = SilenceEnded(
        department="fire", day=after(29), silent_since=after(11), last_reported_on=FIRST
    )
    assert city.alarms("fire") == [began(FIRST, after(11), after(10)), ended]
    city.begin(after(39))
    assert len(city.alarms("fire")) == 2
    city.begin(after(40))
    assert city.alarms("fire")[2:] == [began(after(29), after(40), after(39))]


def test_who_has_never_reported_is_awaited_from_the_first_day() -> None:
    city = Awaited()
    city.begin(*(after(day) for day in range(SILENT_AFTER + 1)))
    assert city.alarms("fire") == []
    city.begin(after(11))
    assert city.alarms("fire") == [began(None, after(11), after(10))]
    city.report("fire", after(11))
    assert city.alarms("fire")[1:] == [
        SilenceEnded(
            department="fire", day=after(11), silent_since=after(11), last_reported_on=None
        )
    ]


def test_days_that_were_left_out_raise_each_alarm_on_its_own_day() -> None:
    city = Awaited()
    city.begin(FIRST, after(400))
    alarms = {fact.subject: fact.body for fact in city.facts()}
    assert alarms.keys() == {member.code for member in departments()}
    for member in departments():
        silent_after = member.rhythm.silent_after_days
        assert alarms[member.code] == SilenceBegan(
            department=member.code,
            day=after(silent_after + 1),
            last_reported_on=None,
            expected_by=after(silent_after),
        )
    assert len(city.facts()) == len(departments())


def test_a_report_that_is_released_later_is_no_new_report() -> None:
    """Its receipt is known on the day of the release, but the department said nothing that day."""
    city = Awaited()
    city.begin(FIRST)
    city.report("fire", after(5))
    (receipt,) = facts_on(city.worker, "report-receipts")
    released = msgspec.structs.replace(receipt, id="released", known_at=clock_at(after(9))())
    put(city.worker, [released], "report-receipts")
    city.begin(after(15))
    assert city.alarms("fire") == []
    city.begin(after(16))
    assert city.alarms("fire") == [began(after(5), after(16), after(15))]


def play(restart: Callable[[Awaited], None]) -> Awaited:
    city = Awaited()
    for day in range(60):
        city.begin(after(day))
        if day % 13 == 0:
            city.report("fire", after(day))
        if day % 7 == 0:
            city.report("tax", after(day))
        restart(city)
    return city


def test_a_worker_that_starts_again_every_day_publishes_the_same_bytes() -> None:
    through, again = play(lambda _: None), play(lambda city: city.worker.restart())
    assert len(through.alarms("fire")) == 8
    topics = set(through.worker.log.topics())
    assert "source-alarms" in topics
    for topic in topics:
        assert rows(again.worker.log.all(topic)) == rows(through.worker.log.all(topic)), topic


def test_each_day_goes_on_to_the_rooms_after_intake_in_each_partition() -> None:
    city = Awaited(partitions=2)
    city.begin(FIRST, after(3))
    days = [fact.body for fact in facts_on(city.worker, "safety-records")]
    assert days == [DayBegan(day=after(number)) for number in range(4)] * 2


def test_the_table_shows_who_is_silent_since_when() -> None:
    city = Awaited()
    city.begin(FIRST)
    city.report("fire", FIRST)
    city.begin(after(11))
    (row,) = quality_table(city.worker.views, RULEBOOK.quality, (2026, 9), [department("fire")])
    assert (row.last_reported_on, row.silent_since, row.quality.read) == (FIRST, after(11), 1)
