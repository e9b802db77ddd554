"""Who is severely listed is interviewed in each year of the listing, and checked in each half."""

from datetime import date

import pytest

from schemas.records import InterviewHeld, MeasureAct
from tests.support.enterprise import Enterprise
from tests.support.parameters import texts_of

LISTED = date(2026, 9, 15)
YEARS = [  # the first and the last day of each year of a listing of 36 months
    (date(2026, 9, 15), date(2027, 9, 15)),
    (date(2027, 9, 16), date(2028, 9, 15)),
    (date(2028, 9, 16), date(2029, 9, 15)),
]


def interviews(it: Enterprise) -> list[tuple[date, str, date | None]]:
    """Return of each interview the day of its order, its status, and its last day."""
    return [
        (order.opened_on, order.status, order.history[0].deadline)
        for order in it.dossier.orders
        if order.terms.kind == "interview"
    ]


def listed(name: str = "severe_list", grade: str = "B", **more) -> Enterprise:
    it = Enterprise()
    it.rated(grade, LISTED, lists=(name,), listed_on=LISTED, **more)
    return it


def held(it: Enterprise, day: date, name: str) -> None:
    it.days_pass(day)
    it.reported(InterviewHeld(held_on=day), day, name)


@pytest.mark.parametrize("name", ["severe_list", "blacklist"])
def test_one_interview_in_each_year_of_the_listing(name):
    it = listed(name)
    expected = []
    for number, (first, last) in enumerate(YEARS):
        it.days_pass(first)
        assert interviews(it) == [*expected, (first, "in_force", last)]
        held(it, last, f"talk-{number}")
        expected.append((first, "carried_out", last))
        assert interviews(it) == expected
    assert texts_of(it.order("interview").terms.parameters) == {
        "listed_on": "2026-09-15",
        "on_lists": name,
    }


def test_one_that_is_not_held_is_told_and_stays_due():
    it = listed()
    first, second = YEARS[0], YEARS[1]
    it.terms_told.clear()
    it.days_pass(first[1])
    (near,) = (each for each in it.terms_told if each.measure == "interview")
    assert (near.deadline, near.passed) == (first[1], False)
    it.terms_told.clear()
    it.days_pass(second[0])
    (passed,) = (each for each in it.terms_told if each.measure == "interview")
    assert (passed.deadline, passed.passed) == (first[1], True)
    assert interviews(it) == [(first[0], "in_force", first[1])]
    held(it, date(2027, 10, 11), "talk")  # late, and the second year's too
    it.days_pass(second[1])
    assert interviews(it) == [(first[0], "carried_out", first[1])]
    it.days_pass(YEARS[2][0])
    assert interviews(it)[1] == (YEARS[2][0], "in_force", YEARS[2][1])


def test_the_interview_of_a_fall_is_that_of_the_year():
    it = Enterprise()
    it.rated("B", date(2026, 9, 2))
    it.rated("D", LISTED, lists=("severe_list",), listed_on=LISTED)
    ((opened, status, deadline),) = interviews(it)
    assert (opened, status, deadline) == (LISTED, "in_force", date(2026, 9, 29))
    held(it, date(2026, 9, 28), "talk")
    it.days_pass(YEARS[0][1])
    assert len(interviews(it)) == 1
    it.days_pass(YEARS[1][0])
    assert interviews(it)[1] == (YEARS[1][0], "in_force", YEARS[1][1])


def test_the_interview_of_a_fall_that_was_not_held_stands():
    it = Enterprise()
    it.rated("B", date(2026, 9, 2))
    it.rated("D", LISTED, lists=("severe_list",), listed_on=LISTED)
    it.days_pass(YEARS[1][0])
    assert [status for _, status, _ in interviews(it)] == ["in_force"]
    held(it, date(2027, 9, 20), "talk")  # late; it is the second year's too
    it.days_pass(YEARS[1][1])
    assert [status for _, status, _ in interviews(it)] == ["carried_out"]
    it.days_pass(YEARS[2][0])
    assert interviews(it)[1] == (YEARS[2][0], "in_force", YEARS[2][1])


def test_a_fall_in_a_year_whose_interview_was_held_calls_for_its_own():
    it = listed()
    held(it, date(2026, 10, 9), "talk")
    it.rated("D", date(2026, 11, 10), lists=("severe_list",), listed_on=LISTED)
    assert [status for _, status, _ in interviews(it)] == ["carried_out", "in_force"]


def test_a_step_reported_by_the_order_counts_as_well():
    it = listed()
    act = MeasureAct(measure="interview", act="carried_out", acted_on=date(2026, 10, 9))
    it.reported(act, date(2026, 10, 9), "act")
    assert [status for _, status, _ in interviews(it)] == ["carried_out"]
    it.days_pass(YEARS[0][1])
    assert len(interviews(it)) == 1


def test_who_leaves_the_list_is_interviewed_no_more():
    it = listed()
    it.rated("B", date(2026, 11, 10))
    assert [status for _, status, _ in interviews(it)] == ["lifted"]
    it.days_pass(date(2027, 12, 1))
    assert len(interviews(it)) == 1


def test_a_listing_that_is_heard_of_late_is_in_its_year():
    it = Enterprise()
    it.rated("B", date(2027, 11, 10), lists=("severe_list",), listed_on=LISTED)
    assert interviews(it) == [(date(2027, 11, 10), "in_force", YEARS[1][1])]


def test_a_year_from_a_leap_day():
    day = date(2028, 2, 29)
    it = Enterprise()
    it.rated("B", day, lists=("severe_list",), listed_on=day)
    held(it, date(2028, 3, 1), "talk")
    it.days_pass(date(2029, 3, 1))
    assert [(opened, deadline) for opened, _, deadline in interviews(it)] == [
        (day, date(2029, 2, 28)),
        (date(2029, 3, 1), date(2030, 2, 28)),
    ]
