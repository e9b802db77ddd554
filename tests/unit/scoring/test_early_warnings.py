"""Each kind of early warning, on the days around its lead time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from schemas.messages import Fact, RecordAdmitted
from schemas.records import (
    Accident,
    ObjectionDecided,
    Registration,
    TaxRebate,
    Toll,
    TrafficPoints,
)
from schemas.vocabulary.record_kind import RecordKind
from tests.support.early_warnings import (
    KNOWN_ON,
    REGISTERED,
    RULES,
    certificate,
    danger,
    penalty,
    told_on,
    warnings,
)
from tests.support.safety_records import CODE, Scoring, admitted

LEAD = timedelta(days=RULES.danger_due.value)
DUE = date(2026, 3, 20)
ONE_DAY = timedelta(days=1)
VALID_UNTIL = date(2026, 12, 31)
GRANTED = date(2024, 1, 5)


def registered(*facts: Fact[RecordAdmitted], sector: str | None = None) -> Scoring:
    scoring = Scoring()
    scoring.begin(KNOWN_ON)
    if sector is None:
        scoring.take(REGISTERED, *facts)
    else:
        content = Registration(name="某公司", sector=sector)
        scoring.take(admitted(content, number=CODE, known_on=KNOWN_ON), *facts)
    return scoring


def with_danger(due_on: date, level: str = "ordinary") -> Scoring:
    return registered(admitted(danger(due_on, level=level), number="YH-1", known_on=KNOWN_ON))


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


@pytest.mark.parametrize("left", [0, 1, 6, 7])
def test_a_danger_that_is_registered_late_is_told_with_its_record(left: int) -> None:
    scoring = with_danger(KNOWN_ON + timedelta(days=left))
    assert told_on(scoring, "danger_due") == [KNOWN_ON]


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
    assert (told.rule, told.points) == ("major_danger_overdue", -15)
    assert (told.score, told.score_then) == (65, 55)
    assert (told.grade, told.grade_then) == ("C", "D")
    assert warnings(scoring, "deduction_ends") == []


def certified(level: int, until: date = VALID_UNTIL, sector: str | None = None) -> Scoring:
    held = certificate(level, until, GRANTED)
    return registered(admitted(held, number="ZS-1", known_on=KNOWN_ON), sector=sector)


def test_a_certificate_is_told_at_each_of_its_lead_times() -> None:
    scoring = certified(1)
    first, second = (VALID_UNTIL - timedelta(days=n) for n in RULES.certificate_expires.value)
    for day, count in ((first - ONE_DAY, 0), (first, 1), (second - ONE_DAY, 1), (second, 2)):
        scoring.begin(day)
        assert len(warnings(scoring, "certificate_expires")) == count
    scoring.begin(VALID_UNTIL + ONE_DAY)
    told, again = warnings(scoring, "certificate_expires")
    assert (told.day, again.day, told.on, again.on) == (first, second, VALID_UNTIL, VALID_UNTIL)
    assert (told.score, told.grade) == (100, "A")
    assert (told.score_then, told.grade_then, told.points) == (70, "C", -30)
    assert told.document_number == "ZS-1"
    assert (told.chinese, told.article) == (
        "安全生产标准化1级证书",
        "《企业安全生产标准化建设定级办法》（应急〔2021〕83号）",
    )
    assert scoring.on("standings")[-1].score == told.score_then


def test_a_certificate_that_is_known_late_is_told_once() -> None:
    scoring = certified(1, KNOWN_ON + timedelta(days=20))
    scoring.begin(KNOWN_ON + timedelta(days=21))
    assert told_on(scoring, "certificate_expires") == [KNOWN_ON]


@pytest.mark.parametrize("level", [1, 3])
def test_a_certificate_that_a_newer_one_follows_is_not_told(level: int) -> None:
    scoring = certified(1)
    newer = certificate(level, date(2029, 12, 31), VALID_UNTIL)
    scoring.take(admitted(newer, number="ZS-2", known_on=KNOWN_ON))
    scoring.begin(VALID_UNTIL + ONE_DAY)
    assert warnings(scoring, "certificate_expires") == []


def test_a_certificate_whose_renewal_is_withdrawn_is_told_after_all() -> None:
    scoring = certified(1)
    newer = certificate(1, date(2029, 12, 31), VALID_UNTIL)
    scoring.take(admitted(newer, number="ZS-2", known_on=KNOWN_ON))
    day = VALID_UNTIL - timedelta(days=10)
    scoring.begin(day)
    assert warnings(scoring, "certificate_expires") == []
    scoring.take(
        admitted(newer, number="ZS-2", revision=2, withdrawn=True, known_on=day),
    )
    assert told_on(scoring, "certificate_expires") == [day]


def test_an_older_certificate_of_a_worse_level_that_goes_on_is_no_renewal() -> None:
    scoring = certified(1)
    older = certificate(3, date(2027, 6, 30), GRANTED - timedelta(days=1))
    scoring.take(admitted(older, number="ZS-0", known_on=KNOWN_ON))
    scoring.begin(VALID_UNTIL)
    told = warnings(scoring, "certificate_expires")[-1]
    assert (told.on, told.score_then, told.points) == (VALID_UNTIL, 80, -20)


def test_a_certificate_that_bears_on_no_points_is_told_without_any() -> None:
    scoring = certified(1, KNOWN_ON + timedelta(days=20), sector="transport")
    (told,) = warnings(scoring, "certificate_expires")
    assert told.points is None
    assert told.score_then == told.score


def test_a_score_is_near_with_the_points_of_the_edition_and_not_with_more() -> None:
    scoring = certified(1)
    assert warnings(scoring, "near_lower_grade") == []
    scoring.take(admitted(penalty(KNOWN_ON), number="CF-1", known_on=KNOWN_ON))
    (told,) = warnings(scoring, "near_lower_grade")
    assert (told.score, told.grade, told.points_above) == (95, "A", RULES.near_lower_grade.value)
    assert (told.on, told.score_then, told.grade_then, told.points) == (None, None, None, None)
    assert told.chinese == "得分接近A级下限"


def test_a_score_with_a_point_more_is_not_near() -> None:
    scoring = certified(1)
    scoring.take(admitted(penalty(KNOWN_ON, "minor"), number="CF-1", known_on=KNOWN_ON))
    assert scoring.on("standings")[-1].score == 98
    assert warnings(scoring, "near_lower_grade") == []


def test_a_score_at_the_least_of_its_grade_is_near_at_once() -> None:
    (told,) = warnings(certified(2), "near_lower_grade")
    assert (told.score, told.points_above) == (90, 0)


def test_a_score_that_left_and_comes_again_is_told_again_and_within_it_once() -> None:
    scoring = certified(1)
    first, second, third = (
        admitted(penalty(KNOWN_ON, severity), number=number, known_on=KNOWN_ON)
        for number, severity in (("CF-1", "general"), ("CF-2", "minor"), ("CF-3", "general"))
    )
    gone = admitted(penalty(KNOWN_ON), number="CF-1", revision=2, withdrawn=True, known_on=KNOWN_ON)
    scoring.take(first)
    scoring.restart()
    scoring.begin(KNOWN_ON + ONE_DAY)
    assert [told.score for told in warnings(scoring, "near_lower_grade")] == [95]
    scoring.take(gone)
    scoring.take(third)
    assert [told.score for told in warnings(scoring, "near_lower_grade")] == [95, 95]
    scoring.take(second)
    standing = scoring.on("standings")[-1]
    assert (standing.score, standing.grade) == (93, "B")  # two within a year: a grade down
    assert len(warnings(scoring, "near_lower_grade")) == 2


def test_the_lowest_grade_is_near_nothing_and_a_grade_by_an_override_neither() -> None:
    scoring = certified(2)
    assert len(warnings(scoring, "near_lower_grade")) == 1
    fatal = Accident(
        happened_at=datetime(2026, 3, 1, 3, tzinfo=UTC),
        tolls=(Toll(reported_on=date(2026, 3, 1), deaths=0, serious_injuries=1),),
        loss=Decimal(9000),
        responsibility="responsible",
    )
    scoring.take(admitted(fatal, number="SG-1", known_on=KNOWN_ON))
    standing = scoring.on("standings")[-1]
    assert (standing.score, standing.grade) == (80, "D")
    assert len(warnings(scoring, "near_lower_grade")) == 1


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


def test_a_deduction_gives_nothing_back_where_others_wait_beyond_the_limit() -> None:
    recorded = date(2026, 3, 1)
    taken = TrafficPoints(direction="taken", points=12, recorded_on=recorded)
    more = TrafficPoints(direction="taken", points=12, recorded_on=KNOWN_ON)
    scoring = registered(
        *(admitted(taken, number=f"V{n}", known_on=KNOWN_ON) for n in range(2)),
        *(admitted(more, number=f"W{n}", known_on=KNOWN_ON) for n in range(14)),
        sector="transport",
    )
    assert scoring.on("standings")[-1].lines[-1].rule == "traffic_points_taken_beyond_limit"
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
