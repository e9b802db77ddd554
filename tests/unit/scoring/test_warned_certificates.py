"""Early warnings of certificates and of near scores, on the days around their lead times."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from schemas.records import Accident, Toll
from tests.support.early_warnings import (
    GRANTED,
    KNOWN_ON,
    RULES,
    VALID_UNTIL,
    certificate,
    certified,
    penalty,
    told_on,
    warnings,
)
from tests.support.safety_records import admitted

ONE_DAY = timedelta(days=1)


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
    assert told_on(scoring, "certificate_expires") == [KNOWN_ON + ONE_DAY]


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
    assert warnings(scoring, "certificate_expires") == []
    scoring.begin(day + ONE_DAY)
    assert told_on(scoring, "certificate_expires") == [day + ONE_DAY]


def test_an_older_certificate_of_a_worse_level_that_goes_on_is_no_renewal() -> None:
    scoring = certified(1)
    older = certificate(3, date(2027, 6, 30), GRANTED - timedelta(days=1))
    scoring.take(admitted(older, number="ZS-0", known_on=KNOWN_ON))
    scoring.begin(VALID_UNTIL)
    told = warnings(scoring, "certificate_expires")[-1]
    assert (told.on, told.score_then, told.points) == (VALID_UNTIL, 80, -20)


def test_a_certificate_that_bears_on_no_points_is_told_without_any() -> None:
    scoring = certified(1, KNOWN_ON + timedelta(days=20), sector="transport")
    scoring.begin(KNOWN_ON + ONE_DAY)
    (told,) = warnings(scoring, "certificate_expires")
    assert told.points is None
    assert told.score_then == told.score


def test_a_score_is_near_with_the_points_of_the_edition_and_not_with_more() -> None:
    scoring = certified(1)
    scoring.begin(KNOWN_ON + ONE_DAY)
    scoring.take(admitted(penalty(KNOWN_ON), number="CF-1", known_on=KNOWN_ON))
    assert warnings(scoring, "near_lower_grade") == []
    scoring.begin(KNOWN_ON + 2 * ONE_DAY)
    (told,) = warnings(scoring, "near_lower_grade")
    assert (told.score, told.grade, told.points_above) == (95, "A", RULES.near_lower_grade.value)
    assert (told.on, told.score_then, told.grade_then, told.points) == (None, None, None, None)
    assert told.chinese == "得分接近A级下限"


def test_a_score_with_a_point_more_is_not_near() -> None:
    scoring = certified(1)
    scoring.take(admitted(penalty(KNOWN_ON, "minor"), number="CF-1", known_on=KNOWN_ON))
    assert scoring.on("standings")[-1].score == 98
    scoring.begin(KNOWN_ON + ONE_DAY)
    assert warnings(scoring, "near_lower_grade") == []


def test_a_score_at_the_least_of_its_grade_is_near() -> None:
    scoring = certified(1)
    fined = replace(penalty(KNOWN_ON), fine=Decimal(500_000))
    scoring.take(admitted(fined, number="CF-1", known_on=KNOWN_ON))
    scoring.begin(KNOWN_ON + ONE_DAY)
    (told,) = warnings(scoring, "near_lower_grade")
    assert (told.score, told.grade, told.points_above) == (90, "A", 0)


@pytest.mark.parametrize(
    ("level", "sector", "score"), [(2, None, 90), (3, None, 80), (1, "transport", 80)]
)
def test_who_lost_no_points_is_not_near(level: int, sector: str | None, score: int) -> None:
    scoring = certified(level, sector=sector)
    scoring.begin(KNOWN_ON + ONE_DAY)
    assert [standing.score for standing in scoring.on("standings")][-1] == score
    assert warnings(scoring, "near_lower_grade") == []


def test_a_score_that_left_and_comes_again_is_told_again_and_within_it_once() -> None:
    scoring = certified(1)
    first, second = (
        admitted(penalty(KNOWN_ON), number=number, known_on=KNOWN_ON) for number in ("CF-1", "CF-2")
    )
    gone = admitted(penalty(KNOWN_ON), number="CF-1", revision=2, withdrawn=True, known_on=KNOWN_ON)
    again = admitted(penalty(KNOWN_ON), number="CF-2", revision=2, known_on=KNOWN_ON)
    scoring.take(first)
    scoring.restart()
    scoring.begin(KNOWN_ON + ONE_DAY)
    scoring.take(gone)
    scoring.restart()
    scoring.begin(KNOWN_ON + 2 * ONE_DAY)
    scoring.take(second, again)
    scoring.begin(KNOWN_ON + 4 * ONE_DAY)
    told = warnings(scoring, "near_lower_grade")
    assert [each.score for each in told] == [95, 95]
    assert [each.day - KNOWN_ON for each in told] == [ONE_DAY, 3 * ONE_DAY]


def test_a_score_that_left_and_came_back_before_the_next_day_is_told_once() -> None:
    scoring = certified(1)
    first, second = (
        admitted(penalty(KNOWN_ON), number=number, known_on=KNOWN_ON) for number in ("CF-1", "CF-2")
    )
    gone = admitted(penalty(KNOWN_ON), number="CF-1", revision=2, withdrawn=True, known_on=KNOWN_ON)
    scoring.take(first)
    scoring.begin(KNOWN_ON + ONE_DAY)
    scoring.take(gone, second)
    scoring.begin(KNOWN_ON + 2 * ONE_DAY)
    assert told_on(scoring, "near_lower_grade") == [KNOWN_ON + ONE_DAY]


def test_the_lowest_grade_is_near_nothing_and_a_grade_by_an_override_neither() -> None:
    scoring = certified(2)
    harmed = Accident(
        happened_at=datetime(2026, 3, 1, 3, tzinfo=UTC),
        tolls=(Toll(reported_on=date(2026, 3, 1), deaths=0, serious_injuries=1),),
        loss=Decimal(9000),
        responsibility="responsible",
    )
    scoring.take(admitted(harmed, number="SG-1", known_on=KNOWN_ON))
    standing = scoring.on("standings")[-1]
    assert (standing.score, standing.grade) == (80, "D")
    scoring.begin(KNOWN_ON + ONE_DAY)
    assert warnings(scoring, "near_lower_grade") == []
