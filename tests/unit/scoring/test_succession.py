"""A code that another one succeeded is rated no more; that is no change of its grade."""

from datetime import date

import msgspec

from schemas.messages import Fact, RecordAdmitted, StandingAssessed
from schemas.records import Registration
from services.scoring.read_model import standing, standing_on
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring, admitted, shipped_rulebooks

SUCCESSOR = "91990104MB5NNL986R"
KNOWN_ON = date(2026, 6, 1)


def registered(
    revision: int, successor: str | None, known_on: date = KNOWN_ON
) -> Fact[RecordAdmitted]:
    content = REGISTERED.body.content
    assert isinstance(content, Registration)
    return admitted(
        msgspec.structs.replace(content, succeeded_by=successor),
        number=REGISTERED.body.document_number,
        revision=revision,
        known_on=known_on,
    )


def standings(scoring: Scoring) -> list[StandingAssessed]:
    return [body for body in scoring.on("standings") if isinstance(body, StandingAssessed)]


def test_the_last_standing_is_said_once_more_with_the_successor() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)
    before, changes = standings(scoring), scoring.on("grade-changes")
    scoring.take(registered(2, SUCCESSOR))
    *earlier, last = standings(scoring)
    assert earlier == before
    assert last.registration is not None
    assert last.registration.succeeded_by == SUCCESSOR
    assert (last.grade, last.score, last.lines) == (
        before[-1].grade,
        before[-1].score,
        before[-1].lines,
    )
    assert last.changes_next_on is None
    assert scoring.on("grade-changes") == changes
    assert standing(scoring.worker.views, CODE) == last


def test_neither_days_nor_editions_nor_records_change_it_any_more() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL, registered(2, SUCCESSOR))
    before = standings(scoring)
    scoring.begin(date(2027, 12, 31))
    scoring.take(registered(2, SUCCESSOR))
    scoring.restart()
    scoring.begin(date(2028, 6, 1))
    assert standings(scoring) == before


def test_a_past_day_is_answered_as_it_was_known() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL, registered(2, SUCCESSOR))
    views, rules = scoring.worker.views, shipped_rulebooks()
    day = date(2026, 5, 1)
    known = standing_on(views, rules, CODE, day, as_known=day)
    assert known is not None
    assert (known.grade, known.score) == (standings(scoring)[-1].grade, 50)
    assert standing_on(views, rules, CODE, day) is None


def test_who_was_not_rated_is_not_rated_for_being_succeeded() -> None:
    scoring = Scoring()
    scoring.take(registered(1, SUCCESSOR), FATAL)
    assert standings(scoring) == []


def test_a_succession_that_ends_is_followed_by_a_standing() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, registered(2, SUCCESSOR))
    scoring.take(registered(3, None, date(2026, 7, 1)))
    last = standings(scoring)[-1]
    assert last.registration is not None
    assert last.registration.succeeded_by is None
    assert last.day == date(2026, 7, 1)
    assert last.changes_next_on is not None
