"""The scoring stage, over an honest log: what is published when."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from schemas.messages import DayBegan, GradeChanged, RecordAdmitted, StandingAssessed
from schemas.records import (
    HiddenDanger,
    InterviewHeld,
    Penalty,
    Registration,
    TaxRebate,
    TrafficPoints,
)
from schemas.vocabulary.effect import GradesDown
from schemas.vocabulary.note import Note
from services.scoring.read_model.sheets import latest_page
from tests.support.fatal_accident import CERTIFIED, FATAL, MARCH, REGISTERED
from tests.support.safety_records import CODE, Scoring, admitted

FLEET = Registration(name="北港运输有限公司", sector="transport")


def penalty(day: date) -> Penalty:
    return Penalty(
        severity="minor",
        fine=Decimal(1000),
        decided_on=day,
        authority="X",
        violation="Y",
        legal_ground="Z",
        types=("警告",),
    )


def test_the_first_rating_is_a_grade_change_from_none() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED)
    (standing,) = scoring.on("standings")
    assert isinstance(standing, StandingAssessed)
    assert (standing.score, standing.grade, standing.previous_grade) == (70, "C", None)
    assert standing.prompted_by == f"{CODE}/{CODE}"
    (change,) = scoring.on("grade-changes")
    assert isinstance(change, GradeChanged)
    assert (change.from_grade, change.to_grade) == (None, "C")
    assert change.reasons == ("base_no_level",)


def test_a_grade_change_says_where_the_enterprise_is_registered() -> None:
    scoring = Scoring()
    scoring.take(CERTIFIED)
    content = msgspec.structs.replace(REGISTERED.body.content, district="鄞州区")
    scoring.take(admitted(content, number=CODE, known_on=date(2026, 3, 1)), FATAL)
    found = [(change.sector, change.district) for change in scoring.on("grade-changes")]
    assert found == [("industrial", None), ("hazardous_chemicals", "鄞州区")]


def test_a_fatal_accident_revokes_the_certificate_and_brings_grade_d() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED)
    assert scoring.on("standings")[-1].grade == "A"
    scoring.take(FATAL)
    standing = scoring.on("standings")[-1]
    assert (standing.score, standing.grade, standing.previous_grade) == (50, "D", "A")
    assert standing.level is None
    base, (accident,) = standing.base, standing.lines
    assert (base.rule, base.points) == ("base_no_level", 70)
    assert base.note == Note(kind="revoked_by_accident", document="SG-1")
    assert base.first_day == date(2026, 3, 1)
    assert (accident.rule, accident.points) == ("accident_ordinary_with_death", -20)
    assert (accident.first_day, accident.last_day) == (date(2026, 3, 1), date(2027, 3, 1))
    assert [line.rule for line in standing.overrides] == ["ordinary_accident"]
    change = scoring.on("grade-changes")[-1]
    assert (change.from_grade, change.to_grade) == ("A", "D")
    own = ("accident_ordinary_with_death", "ordinary_accident")
    assert change.reasons == (own[0], "base_level_2", "base_no_level", own[1])


def test_a_standing_changes_by_itself_on_its_day_and_not_before() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, FATAL)
    before = len(scoring.on("standings"))
    assert scoring.on("standings")[-1].changes_next_on == date(2027, 3, 2)
    scoring.begin(date(2027, 3, 1))
    assert len(scoring.on("standings")) == before
    scoring.begin(date(2027, 3, 2))
    standing = scoring.on("standings")[-1]
    assert len(scoring.on("standings")) == before + 1
    assert (standing.day, standing.score, standing.grade) == (date(2027, 3, 2), 70, "C")
    assert standing.prompted_by is None
    assert scoring.on("grade-changes")[-1].from_grade == "D"


def test_a_standing_is_published_alike_to_both_topics_before_the_grade_change() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED)
    (one,), (other,) = scoring.facts("standings"), scoring.facts("assessments")
    assert one.body == other.body


def test_acts_and_stakes_are_relayed_but_rate_nobody() -> None:
    scoring = Scoring()
    rebate = admitted(
        TaxRebate(amount=Decimal(4_120_000), period_begins=date(2026, 7, 1)),
        number="rebate",
        known_on=MARCH,
        department="tax",
    )
    scoring.take(rebate, rebate)
    assert [fact.id for fact in scoring.facts("assessments")] == [rebate.id]
    assert scoring.on("standings") == []
    scoring.take(REGISTERED)
    interview = admitted(InterviewHeld(held_on=MARCH), number="talk", known_on=MARCH)
    scoring.take(interview)
    bodies = [type(body) for body in scoring.on("assessments")]
    assert bodies == [RecordAdmitted, StandingAssessed, RecordAdmitted]


def test_the_same_record_again_changes_nothing() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, FATAL)
    published = len(scoring.facts("assessments"))
    states = dict(scoring.worker.states)
    scoring.take(FATAL, REGISTERED)
    assert len(scoring.facts("assessments")) == published
    assert scoring.worker.states == states


def test_a_record_that_takes_nothing_yet_wakes_the_enterprise_on_its_day() -> None:
    scoring = Scoring()
    danger = HiddenDanger(level="ordinary", found_on=MARCH, due_on=date(2026, 3, 9))
    scoring.take(REGISTERED, admitted(danger, number="YH-1", known_on=MARCH))
    assert scoring.on("standings")[-1].score == 70
    scoring.begin(MARCH)
    scoring.begin(date(2026, 3, 9))
    assert scoring.on("standings")[-1].score == 70
    scoring.begin(date(2026, 3, 10))
    assert scoring.on("standings")[-1].score == 68


def test_a_late_withdrawal_puts_the_grade_right() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, FATAL)
    gone = admitted(
        FATAL.body.content,
        number="SG-1",
        known_on=date(2026, 9, 1),
        revision=2,
        withdrawn=True,
    )
    scoring.take(gone)
    assert scoring.on("standings")[-1].grade == "C"
    assert scoring.on("grade-changes")[-1].reasons == (
        "accident_ordinary_with_death",
        "ordinary_accident",
    )


def test_days_are_relayed_after_what_they_brought_about() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, FATAL)
    scoring.begin(date(2027, 3, 1))
    scoring.begin(date(2027, 3, 2))
    bodies = [fact.body for fact in scoring.facts("assessments")]
    assert isinstance(bodies[-1], DayBegan)
    assert isinstance(bodies[-2], StandingAssessed)


def test_a_restart_goes_on_where_it_stopped() -> None:
    scoring, other = Scoring(), Scoring()
    for one in (scoring, other):
        one.take(REGISTERED, CERTIFIED)
        if one is other:
            one.worker.restart()
        one.take(FATAL)
        one.begin(MARCH)
        if one is other:
            one.worker.restart()
        one.begin(date(2027, 3, 2))
    assert scoring.log.all("assessments") == other.log.all("assessments")
    assert scoring.worker.states == other.worker.states


def test_two_penalties_take_one_grade_more_while_both_count() -> None:
    scoring = Scoring()
    first, second = date(2026, 3, 31), date(2026, 11, 30)
    scoring.take(REGISTERED, admitted(penalty(first), number="1", known_on=first))
    assert scoring.on("standings")[-1].grade == "C"
    scoring.take(admitted(penalty(second), number="2", known_on=second))
    standing = scoring.on("standings")[-1]
    assert (standing.score, standing.grade) == (68, "D")
    (override,) = standing.overrides
    assert (override.effect, override.first_day) == (GradesDown(1), second)
    assert override.last_day == date(2027, 3, 30)


def test_a_report_that_was_long_under_way_takes_no_standing_back_to_a_day_that_is_over() -> None:
    scoring = Scoring()
    scoring.take(msgspec.structs.replace(REGISTERED, known_at=datetime(2026, 3, 3, 1, tzinfo=UTC)))
    scoring.take(FATAL)  # known on the day before, but later on the log
    standing = scoring.on("standings")[-1]
    assert (standing.day, standing.grade) == (date(2026, 3, 3), "D")


def test_standings_are_numbered_whoever_publishes_them() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED)
    scoring.restart()
    scoring.take(FATAL)
    numbers = [each.number for each in scoring.on("standings")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 3


TAKEN = "traffic_points_taken"


def test_a_fleets_many_violations_still_fit_into_a_standing() -> None:
    """Beyond the limit there is one line for all; a message has room for 1 MiB only."""
    scoring = Scoring()
    scoring.take(admitted(FLEET, number=CODE, known_on=date(2026, 1, 5)))
    scoring.take(
        *(
            admitted(
                TrafficPoints(direction="taken", points=3, recorded_on=date(2026, 1, 6)),
                number=f"V{number}",
                known_on=date(2026, 1, 6),
            )
            for number in range(1_000)
        )
    )
    standing = scoring.on("standings")[-1]
    assert standing.score == 40
    assert len(standing.lines) == 3  # those that weigh most
    assert standing.counts.points == 54 + 1
    sums = {each.rule: each for each in standing.sums}
    assert (sums[TAKEN].points, sums[TAKEN].line_count) == (-40, 54)
    page = latest_page(scoring.worker.views, CODE, standing, 1)
    *_, last, beyond = page.points
    assert (last.points, last.note) == (Decimal("-0.25"), Note(kind="limit_reached"))
    assert (beyond.points, beyond.note) == (0, Note(kind="beyond_limit", records=946))
    assert len(page.points) == 1 + 54 + 1
