"""Two records that are one, or may be: what the sheet says, and what counts."""

from datetime import date
from itertools import permutations

import pytest

from schemas.messages import GradeChanged, StandingAssessed
from schemas.records import Accident
from services.scoring.domain.accidents.known_accidents import known_accidents
from services.scoring.domain.standing.explanation_text import as_text
from services.scoring.read_model import ledger_of
from tests.support.doubles import CODE, DAY, A, B, TwoRooms, accident, at, decision, report
from tests.support.sample_files import facts_on

BUILDING = "housing-construction"
INJURED = {"tolls": [{"reported_on": str(DAY), "deaths": 0, "serious_injuries": 1}]}
NEXT = date(2026, 3, 3)
DECIDED = date(2026, 5, 1)


def reported_twice() -> TwoRooms:
    return (
        TwoRooms()
        .registered()
        .take(
            accident(A, changed=INJURED),
            accident(B, hours=1, changed=INJURED, department=BUILDING),
        )
    )


def once() -> StandingAssessed:
    rooms = TwoRooms().registered().take(accident(A, changed=INJURED))
    return rooms.standing(NEXT)


def test_both_count_and_are_marked_until_it_is_decided() -> None:
    rooms = reported_twice()
    alone, standing = once(), rooms.standing(NEXT)
    taken = alone.lines[0].points
    assert [line.points for line in standing.lines] == [taken, taken]
    marks = {line.document_number: line.possibly_same_as for line in standing.lines}
    assert marks == {A: (B,), B: (A,)}
    assert standing.grade == "D"
    assert alone.grade != "D"
    (repeated,) = [each for each in standing.overrides if each.rule == "repeated_accidents"]
    assert set(repeated.possibly_same_as) == {A, B}
    text = as_text(rooms.sheet(NEXT), "zh")
    assert f"可能与{A}为同一事项，待核实" in text
    assert f"可能与{B}为同一事项，待核实" in text
    assert f"may be the same as {A}, to be decided" in as_text(rooms.sheet(NEXT), "en")


def test_after_the_decision_one_counts_and_the_other_says_as_what() -> None:
    rooms = reported_twice()
    rooms.take(decision(rooms.identifier(), "accept"))
    alone, standing = once(), rooms.standing(NEXT)
    assert (standing.score, standing.grade) == (alone.score, alone.grade)
    lines = {line.document_number: line for line in standing.lines}
    assert lines[A].points == alone.lines[0].points
    assert lines[A].departments == ("work-safety", BUILDING)
    assert (int(lines[B].points), lines[B].counted_as or "") == (0, A)
    assert not any(line.possibly_same_as for line in standing.lines)
    assert not any(override.possibly_same_as for override in standing.overrides)
    assert f"已计入{A}，不重复计算" in as_text(rooms.sheet(NEXT), "zh")
    assert f"counted as {A}" in as_text(rooms.sheet(NEXT), "en")
    assert [each.rule for each in standing.overrides] == [each.rule for each in alone.overrides]


def test_the_decision_can_be_taken_back_and_each_day_knows_what_was_known() -> None:
    rooms = reported_twice()
    before = rooms.standing(NEXT)
    identifier = rooms.identifier()
    rooms.take(decision(identifier, "accept"), decision(identifier, "refuse", hours=2000))
    after = rooms.standing(NEXT)
    assert [line.points for line in after.lines] == [line.points for line in before.lines]
    assert (after.score, after.grade) == (before.score, before.grade)
    assert not any(line.possibly_same_as for line in after.lines)
    known = {hours: rooms.standing(NEXT, as_known=at(hours)) for hours in (2, 1000, 2000)}
    assert {hours: each.grade for hours, each in known.items()} == {
        2: "D",
        1000: once().grade,
        2000: "D",
    }
    assert known[2] == before
    grades = [
        fact.body.to_grade
        for fact in facts_on(rooms.scoring, "grade-changes")
        if isinstance(fact.body, GradeChanged)
    ]
    assert grades[-3:] == ["D", once().grade, "D"]


def test_a_decision_takes_the_grades_of_the_past_back() -> None:
    rooms = reported_twice()
    rooms.take(decision(rooms.identifier(), "accept"))
    body = facts_on(rooms.scoring, "standings")[-1].body
    assert isinstance(body, StandingAssessed)
    assert body.revised_grades
    assert body.revised_grades[-1].grade == once().grade


def test_a_sheet_is_made_out_once_for_each_report_and_decision() -> None:
    rooms = reported_twice()
    count = len(facts_on(rooms.scoring, "standings"))
    rooms.take(decision(rooms.identifier(), "accept"))
    assert len(facts_on(rooms.scoring, "standings")) == count + 1


@pytest.mark.parametrize("number", [A, B, "甬建安事[2026] ７号"])
def test_what_names_either_number_is_about_the_one(number: str) -> None:
    objection = {
        "kind": "objection_filed",
        "record_kind": "accident",
        "record_number": number,
        "filed_on": "2026-05-01",
        "grounds": "责任认定有误",
    }
    decided = {
        "kind": "objection_decided",
        "objection_number": "异议1",
        "record_kind": "accident",
        "record_number": number,
        "decided_on": "2026-05-05",
        "outcome": "upheld",
        "decided_by": "法规处",
    }
    follow_up = {
        "kind": "accident_follow_up",
        "accident_number": number,
        "toll": {"reported_on": "2026-03-05", "deaths": 1, "serious_injuries": 0},
    }
    rooms = reported_twice()
    rooms.take(decision(rooms.identifier(), "accept"))
    rooms.take(report(follow_up, "续报1", hours=1001, department=BUILDING))
    assert rooms.receipt().reason is None
    assert rooms.points(date(2026, 3, 10))[A] == -20
    rooms.take(report(objection, "异议1", hours=1500))
    marked = {each.document_number: each.objected for each in rooms.standing(DECIDED).lines}
    assert marked[A]
    rooms.take(report(decided, "异议决定1", hours=1600))
    assert rooms.points(date(2026, 6, 1)) == {}


def test_a_double_of_which_the_other_was_corrected_says_so() -> None:
    rooms = reported_twice()
    rooms.take(decision(rooms.identifier(), "accept"))
    rooms.take(accident(B, hours=1500, deaths=2, department=BUILDING))
    assert rooms.points(DECIDED)[B] == 0
    assert "两件内容已有出入，待重新核实" in as_text(rooms.sheet(DECIDED), "zh")
    assert "the two differ now, to be decided anew" in as_text(rooms.sheet(DECIDED), "en")


def test_one_accident_is_counted_once_in_the_figures_of_the_city() -> None:
    rooms = reported_twice()
    ledger = ledger_of(rooms.scoring.views, CODE)
    assert ledger is not None
    assert len(known_accidents(ledger)) == 2
    rooms.take(decision(rooms.identifier(), "accept"))
    ledger = ledger_of(rooms.scoring.views, CODE)
    assert ledger is not None
    (known,) = known_accidents(ledger)
    assert (known.number, type(known.content)) == (A, Accident)


def test_reports_and_decision_in_any_order_give_the_same_standing() -> None:
    asked = reported_twice()
    steps = (
        accident(A, changed=INJURED),
        accident(B, hours=1, changed=INJURED, department=BUILDING),
        decision(asked.identifier(), "accept"),
    )
    expected = asked.take(steps[2]).standing(NEXT)
    for order in permutations(steps):
        rooms = TwoRooms().registered().take(*order)
        assert rooms.standing(NEXT) == expected
        assert rooms.waiting() == []
