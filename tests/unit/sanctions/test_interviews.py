"""The interview: what counts as a fall, whose it is, and when it is done."""

from datetime import date

import msgspec
import pytest

from schemas.records import InterviewHeld
from tests.support.enterprise import Enterprise, brief, registration
from tests.support.parameters import texts_of

FALL = date(2026, 11, 10)
TERM_OF_D = date(2026, 11, 24)


def test_each_fall_calls_for_its_own_interview():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    (first,) = it.rated("C", date(2026, 11, 2))
    assert (first.measure, first.deadline) == ("interview", date(2026, 11, 30))
    held = it.reported(InterviewHeld(held_on=date(2026, 11, 5)), date(2026, 11, 5), "talk")
    assert brief(held) == [("interview", "in_force", "carried_out")]
    (second,) = it.rated("D", date(2026, 11, 10))
    assert (second.from_status, second.to_status) == (None, "in_force")
    assert second.deadline == date(2026, 11, 24)
    assert it.rated("C", date(2026, 11, 12)) == []  # better, and the order of the fall stands
    assert it.statuses() == {"interview": "in_force"}
    lifted = it.rated("B", date(2026, 11, 13))
    assert brief(lifted) == [("interview", "in_force", "lifted")]


def test_a_step_says_the_sector_and_where_the_enterprise_is_registered():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    (first,) = it.rated("C", FALL)
    assert (first.sector, first.district) == ("hazardous_chemicals", None)
    where = msgspec.structs.replace(registration(), district="鄞州区")
    *_, lifted = it.rated("B", date(2026, 11, 12), registered=where)
    assert (lifted.sector, lifted.district) == ("hazardous_chemicals", "鄞州区")


@pytest.mark.parametrize("grade", ["C", "D"])
def test_who_begins_at_a_bad_grade_has_not_fallen(grade):
    it = Enterprise()
    assert it.rated(grade, FALL) == []
    it.rated("B", date(2026, 11, 11))
    assert brief(it.rated(grade, date(2026, 11, 12))) == [("interview", None, "in_force")]


def test_who_is_first_rated_worse_than_its_base_has_fallen():
    """As if its registration had been heard of before its accident."""
    it = Enterprise()
    (interview,) = it.rated("D", FALL, base_grade="C")
    assert (interview.measure, interview.deadline) == ("interview", TERM_OF_D)


def test_another_departments_interview_does_not_count():
    it = Enterprise()
    it.rated("B", date(2026, 11, 2))
    it.rated("D", FALL)
    it.reported(InterviewHeld(held_on=FALL), FALL, "talk", department="fire")
    assert it.statuses() == {"interview": "in_force"}
    it.reported(InterviewHeld(held_on=FALL), FALL, "talk-2")
    assert it.statuses() == {"interview": "carried_out"}


def test_who_begins_at_c_falls_to_d():
    it = Enterprise()
    it.rated("C", date(2026, 11, 2))
    (interview,) = it.rated("D", FALL)
    assert (interview.measure, interview.deadline) == ("interview", TERM_OF_D)


@pytest.mark.parametrize("grade", ["C", "D"])
def test_a_maintenance_units_first_rating_counts_as_a_fall(grade):
    it = Enterprise()
    (interview,) = it.rated(grade, FALL, sector="special_equipment")
    assert (interview.measure, interview.agency) == ("interview", "quality-supervision")


def test_a_first_rating_among_maintenance_units_counts_whatever_came_before():
    it = Enterprise()
    assert it.rated("D", date(2026, 11, 2)) == []  # for a penalty, before the evaluation came
    (interview,) = it.rated("D", FALL, sector="special_equipment")
    assert texts_of(interview.parameters) == {"fell_to": "D", "fell_on": FALL.isoformat()}
    assert it.rated("D", date(2026, 11, 11), sector="special_equipment") == []


def test_an_acknowledgement_from_before_the_order_does_not_count():
    it = Enterprise()
    it.rated("B", date(2026, 11, 2))
    it.reported(InterviewHeld(held_on=date(2026, 11, 9)), date(2026, 11, 9), "talk")
    it.rated("D", FALL)
    assert it.statuses() == {"interview": "in_force"}
