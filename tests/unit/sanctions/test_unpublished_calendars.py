"""Clocks across a year whose calendar is not published, and how they move when it is.

A defence of ten working days from 28 January 2027: the eve of the Spring Festival is 5 February.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from schemas.records import MeasureAct, TaxRebate
from schemas.vocabulary.working_days import WorkingCalendar
from schemas.vocabulary.year_calendar import year_calendars
from services.sanctions import read_model
from services.sanctions.adapters.order_sheet import order_sheet
from services.sanctions.stage import build_stage
from tests.support.calendars import calendar_of_2027
from tests.support.enterprise import Enterprise, brief, registration

DAY = timedelta(days=1)
PLACES = (
    "schemas.vocabulary.working_days",
    "services.sanctions.stage",
    "services.sanctions.domain.orders.review",
)
REBATE = TaxRebate(amount=Decimal(4120000), period_begins=date(2028, 1, 1))
NOTICED = date(2027, 1, 28)
LATEST = date(2027, 2, 25)  # that any calendar could give
TRUE = date(2027, 2, 17)  # by the calendar that is published


@pytest.fixture
def installed(monkeypatch):
    """Return what installs a calendar of 2027 that begins on a day, and starts again."""

    def install(it: Enterprise, effective_from: date) -> None:
        calendar = WorkingCalendar((*year_calendars(), calendar_of_2027(effective_from)))
        for place in PLACES:
            monkeypatch.setattr(f"{place}.working_calendar", lambda: calendar)
        it.worker.stage = build_stage()
        it.worker.restart()

    return install


def noticed() -> Enterprise:
    it = Enterprise()
    it.rated("B", date(2027, 1, 4), registered=registration())
    it.reported(REBATE, date(2027, 1, 5), "rebate")
    changes = it.rated("D", NOTICED, registered=registration())
    (notice,) = (each for each in changes if each.to_status == "noticed")
    assert (notice.deadline, notice.deadline_assumes) == (LATEST, 2027)
    return it


def rebate_steps(changes) -> list[tuple[date, str | None, str, date | None]]:
    return [
        (each.day, each.from_status, each.to_status, each.deadline)
        for each in changes
        if each.measure == "tax_rebate_cancelled"
    ]


def test_nothing_is_taken_by_the_clock_before_the_latest_day():
    it = noticed()
    assert rebate_steps(it.days_pass(LATEST)) == []
    changes = it.days_pass(LATEST + DAY)
    assert rebate_steps(changes) == [(LATEST + DAY, "noticed", "in_force", None)]


def test_a_defence_on_the_last_assumed_day_is_in_time():
    it = noticed()
    it.days_pass(LATEST)
    act = MeasureAct(measure="tax_rebate_cancelled", act="defended", acted_on=LATEST)
    changes = it.reported(act, LATEST, "defence")
    assert brief(changes) == [("tax_rebate_cancelled", "noticed", "defended")]


def test_a_calendar_moves_the_term_on_its_first_day_and_that_is_told(installed):
    it = noticed()
    installed(it, date(2027, 1, 30))
    assert it.days_pass(date(2027, 1, 29)) == []
    changes = it.days_pass(date(2027, 1, 30))
    assert rebate_steps(changes) == [(date(2027, 1, 30), "noticed", "noticed", TRUE)]
    assert {each.deadline_assumes for each in changes} == {None}
    assert rebate_steps(it.days_pass(TRUE)) == []
    assert rebate_steps(it.days_pass(TRUE + DAY)) == [(TRUE + DAY, "noticed", "in_force", None)]


@pytest.mark.parametrize("effective_from", [date(2027, 1, 30), TRUE, date(2027, 2, 20)])
def test_one_that_is_installed_when_the_true_end_is_over_changes_nothing(installed, effective_from):
    it = noticed()
    it.days_pass(date(2027, 2, 20))
    installed(it, effective_from)
    assert rebate_steps(it.days_pass(LATEST)) == []
    it.reported(REBATE, LATEST, "another")  # whatever touches the dossier
    assert it.order("tax_rebate_cancelled", "rebate").last.deadline == LATEST
    changes = rebate_steps(it.days_pass(LATEST + DAY))
    assert changes[0] == (LATEST + DAY, "noticed", "in_force", None)
    it.days_pass(date(2027, 4, 1))
    course = it.order("tax_rebate_cancelled", "rebate").history
    assert [each.since for each in course if each.status == "in_force"] == [LATEST + DAY]


def test_the_agencys_term_ends_on_the_earliest_day_and_moves_too(installed):
    it = noticed()
    interview = it.order("interview").last
    assert (interview.deadline, interview.deadline_assumes) == (date(2027, 2, 10), 2027)
    it.terms_told.clear()
    it.days_pass(date(2027, 2, 9))
    (near,) = it.terms_told
    assert (near.deadline, near.deadline_assumes, near.passed) == (date(2027, 2, 10), 2027, False)
    installed(it, date(2027, 2, 9))
    it.days_pass(date(2027, 2, 10))
    assert it.order("interview").last.deadline == TRUE


def test_the_sheet_and_the_answer_say_that_the_day_is_assumed():
    it = noticed()
    with_views = read_model.orders(it.worker.views, None)
    sheet = order_sheet(with_views)
    assert "2027-02-25（2027年节假日安排尚未公布，暂定）" in sheet
    assert {each.deadline_assumes for each in with_views if each.deadline} == {2027}
