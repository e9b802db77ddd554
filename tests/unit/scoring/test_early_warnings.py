"""Early warnings of dangers and deductions, around their lead times, and who gets none."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from schemas.records import ObjectionDecided, Registration, TaxRebate, TrafficPoints
from schemas.vocabulary.record_kind import RecordKind
from tests.support.early_warnings import (
    KNOWN_ON,
    REGISTERED,
    RULES,
    danger,
    penalty,
    registered,
    told_on,
    warnings,
    with_danger,
)
from tests.support.safety_records import CODE, Scoring, admitted

LEAD = timedelta(days=RULES.danger_due.value)
DUE = date(2026, 3, 20)
ONE_DAY = timedelta(days=1)


def test_a_danger_is_told_on_the_day_of_its_lead_time_and_not_again() -> None:
    scoring = with_danger(DUE)
    scoring.begin(DUE - LEAD - ONE_DAY)
    assert warnings(scoring, "danger_due") == []
    scoring.begin(DUE - LEAD)
    (told,) = warnings(scoring, "danger_due")
    assert (told.day, told.on) == (DUE - LEAD, DUE)
    assert (told.name, told.sector, told.district) == (
        "北港远洋化工有限公司",
        "hazardous_chemicals",
        "镇海区",
    )
    assert (told.score, told.grade) == (70, "C")
    assert (told.score_then, told.grade_then, told.points) == (68, "C", -2)
    assert (told.rule, told.chinese) == ("danger_overdue", "事故隐患逾期未消除")
    assert (told.record_id, told.document_number) == (f"{CODE}/YH-1", "YH-1")
    assert (told.edition, told.points_above) == ("hazardous_chemicals-2025", None)
    scoring.begin(DUE + ONE_DAY)
    assert len(warnings(scoring, "danger_due")) == 1
    standing = scoring.on("standings")[-1]
    assert (standing.day, standing.score) == (DUE + ONE_DAY, told.score_then)


@pytest.mark.parametrize("left", [1, 6, 7])
def test_a_danger_that_is_registered_late_is_told_when_the_next_day_begins(left: int) -> None:
    scoring = with_danger(KNOWN_ON + timedelta(days=left))
    scoring.restart()
    assert told_on(scoring, "danger_due") == []
    scoring.begin(KNOWN_ON + ONE_DAY)
    assert told_on(scoring, "danger_due") == [KNOWN_ON + ONE_DAY]


def test_a_danger_that_is_overdue_when_the_next_day_begins_is_not_told() -> None:
    scoring = with_danger(KNOWN_ON)
    scoring.begin(KNOWN_ON + ONE_DAY)
    assert told_on(scoring, "danger_due") == []
    assert scoring.on("standings")[-1].lines[-1].rule == "danger_overdue"


def test_a_record_that_comes_before_its_day_has_begun_is_told_of_on_that_day() -> None:
    scoring = Scoring()
    scoring.begin(KNOWN_ON - ONE_DAY)
    scoring.take(REGISTERED, admitted(danger(KNOWN_ON), number="YH-1", known_on=KNOWN_ON))
    assert told_on(scoring, "danger_due") == []
    scoring.begin(KNOWN_ON)
    assert told_on(scoring, "danger_due") == [KNOWN_ON]


def test_what_the_rest_of_a_submission_says_otherwise_is_never_told() -> None:
    due = KNOWN_ON + timedelta(days=3)
    scoring = with_danger(due)
    removed = danger(due, removed_on=KNOWN_ON)
    scoring.take(admitted(removed, number="YH-1", revision=2, known_on=KNOWN_ON))
    scoring.begin(KNOWN_ON + ONE_DAY)
    scoring.begin(due + ONE_DAY)
    assert scoring.facts("early-warnings") == []


def test_a_danger_whose_term_is_over_is_not_told() -> None:
    assert told_on(with_danger(KNOWN_ON - ONE_DAY), "danger_due") == []


def test_a_danger_that_was_put_right_the_day_before_is_not_told() -> None:
    scoring = with_danger(DUE)
    day = DUE - LEAD - ONE_DAY
    scoring.begin(day)
    scoring.take(admitted(danger(DUE, removed_on=day), number="YH-1", revision=2, known_on=day))
    scoring.begin(DUE + ONE_DAY)
    assert warnings(scoring, "danger_due") == []


def test_a_danger_that_was_withdrawn_is_not_told() -> None:
    scoring = with_danger(DUE)
    gone = admitted(danger(DUE), number="YH-1", revision=2, withdrawn=True, known_on=KNOWN_ON)
    scoring.take(gone)
    scoring.begin(DUE + ONE_DAY)
    assert warnings(scoring, "danger_due") == []


def test_a_danger_to_which_an_objection_was_upheld_is_not_told() -> None:
    scoring = with_danger(DUE)
    decided = ObjectionDecided(
        objection_number="none",
        record_kind=RecordKind.HIDDEN_DANGER,
        record_number="YH-1",
        decided_on=KNOWN_ON,
        outcome="upheld",
        decided_by="法规处",
    )
    scoring.take(admitted(decided, number="decision", known_on=KNOWN_ON))
    scoring.begin(DUE + ONE_DAY)
    assert warnings(scoring, "danger_due") == []
    assert scoring.on("standings")[-1].score == 70


def test_another_term_is_another_matter_and_the_same_one_is_told_once() -> None:
    scoring = with_danger(DUE)
    scoring.begin(DUE - LEAD)
    day, later = DUE - ONE_DAY, DUE + timedelta(days=30)
    for revision, content in enumerate(
        (danger(DUE, removed_on=day), danger(DUE), danger(later)), start=2
    ):
        scoring.take(admitted(content, number="YH-1", revision=revision, known_on=day))
    assert len(warnings(scoring, "danger_due")) == 1
    scoring.begin(later)
    assert [(told.day, told.on) for told in warnings(scoring, "danger_due")] == [
        (DUE - LEAD, DUE),
        (later - LEAD, later),
    ]


def test_a_major_danger_is_told_by_what_begins_and_its_first_deduction_as_no_end() -> None:
    scoring = with_danger(DUE, level="major")
    scoring.begin(DUE)
    (told,) = warnings(scoring, "danger_due")
    # 15 for one that is overdue, and no more the 5 for one that is found.
    assert (told.rule, told.points) == ("major_danger_overdue", -10)
    assert (told.score, told.score_then) == (65, 55)
    assert (told.grade, told.grade_then) == ("C", "D")
    assert warnings(scoring, "deduction_ends") == []


def test_a_deduction_that_ends_is_told_some_days_before() -> None:
    scoring = registered(admitted(penalty(KNOWN_ON), number="CF-1", known_on=KNOWN_ON))
    last = date(2027, 3, 2)
    day = last - timedelta(days=RULES.deduction_ends.value)
    scoring.begin(day - ONE_DAY)
    assert warnings(scoring, "deduction_ends") == []
    scoring.begin(last + ONE_DAY)
    (told,) = warnings(scoring, "deduction_ends")
    assert (told.day, told.on, told.points) == (day, last, 5)
    assert (told.score, told.score_then) == (65, 70)
    assert (told.rule, told.document_number) == ("penalty_general", "CF-1")
    assert scoring.on("standings")[-1].score == told.score_then


def test_a_danger_that_takes_nothing_from_a_score_of_nothing_is_told_without_points() -> None:
    scoring = registered(
        *(
            admitted(penalty(KNOWN_ON, "severe"), number=f"CF-{n}", known_on=KNOWN_ON)
            for n in range(4)
        ),
        admitted(danger(DUE), number="YH-1", known_on=KNOWN_ON),
    )
    scoring.begin(DUE)
    (told,) = warnings(scoring, "danger_due")
    assert (told.score, told.score_then, told.points) == (0, 0, None)


def test_deductions_that_end_on_one_day_are_told_with_what_the_score_changes_by() -> None:
    scoring = registered(
        *(admitted(penalty(KNOWN_ON), number=f"CF-{n}", known_on=KNOWN_ON) for n in range(2))
    )
    scoring.begin(date(2027, 3, 2))
    told = warnings(scoring, "deduction_ends")
    assert [(each.document_number, each.points) for each in told] == [("CF-0", 10), ("CF-1", 10)]
    assert {(each.score, each.score_then) for each in told} == {(60, 70)}


def test_a_deduction_gives_nothing_back_where_others_wait_beyond_the_limit() -> None:
    recorded = date(2026, 3, 1)
    taken = TrafficPoints(direction="taken", points=12, recorded_on=recorded)
    more = TrafficPoints(direction="taken", points=12, recorded_on=KNOWN_ON)
    scoring = registered(
        *(admitted(taken, number=f"V{n}", known_on=KNOWN_ON) for n in range(2)),
        *(admitted(more, number=f"W{n}", known_on=KNOWN_ON) for n in range(14)),
        sector="transport",
    )
    assert "traffic_points_taken_beyond_limit" in {
        each.rule for each in scoring.on("standings")[-1].sums
    }
    scoring.begin(date(2027, 3, 2))
    ended = warnings(scoring, "deduction_ends")
    assert {told.on for told in ended} == {date(2027, 3, 2)}


def test_who_is_not_rated_is_not_warned() -> None:
    scoring = Scoring()
    rebate = TaxRebate(amount=Decimal(100), period_begins=date(2027, 1, 1))
    scoring.take(admitted(rebate, number="rebate", known_on=KNOWN_ON))
    scoring.begin(KNOWN_ON)
    scoring.begin(DUE)
    assert scoring.facts("early-warnings") == []


def test_who_was_succeeded_is_not_warned() -> None:
    scoring = with_danger(DUE)
    succeeded = Registration(
        name="北港远洋化工有限公司",
        sector="hazardous_chemicals",
        succeeded_by="91990104MB5NNL986R",
    )
    scoring.take(admitted(succeeded, number=CODE, revision=2, known_on=KNOWN_ON))
    scoring.begin(DUE + ONE_DAY)
    assert scoring.facts("early-warnings") == []
    assert scoring.facts("dead-letters-scoring") == []
