"""Certificates of standing: the worker says what each states, and what it is still worth."""

from datetime import date, timedelta

import pytest

from schemas.messages import (
    CertificateRefused,
    Decision,
    GradeChanged,
)
from schemas.topics import CERTIFICATES
from services.scoring.domain.issued_certificates import CERTIFICATE, LATEST
from services.scoring.read_model import ledger_of
from tests.support.certificate_desk import NOON, TODAY, issue, request
from tests.support.certificate_requests import MemoryRequestLog
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring

UNKNOWN = "91350100M000100Y43"


@pytest.fixture
def scoring() -> Scoring:
    played = Scoring(partitions=2)
    played.take(REGISTERED, CERTIFIED, FATAL)
    return played


def test_a_certificate_states_what_the_worker_knows(scoring: Scoring) -> None:
    asked = request()
    stated = issue(scoring, asked)
    assert (stated.grade, stated.score, stated.purpose) == ("D", 50, "第2标段")
    assert (stated.day, stated.as_of, stated.valid_until) == (TODAY, NOON, NOON + timedelta(30))
    change = scoring.on("grade-changes")[-1]
    assert isinstance(change, GradeChanged)
    assert stated.decision == Decision(number=change.number, hash=change.hash)
    assert issue(scoring, request(day=date(2026, 2, 28))).grade == "A"


def test_asking_changes_nothing_of_what_records_bring_about(scoring: Scoring) -> None:
    other = Scoring(partitions=2)
    for number, record in enumerate((REGISTERED, CERTIFIED, FATAL)):
        other.take(record)
        issue(other, request(lot=str(number)))
    for topic in ("standings", "grade-changes", "sheet-changes", "assessments"):
        assert other.facts(topic) == scoring.facts(topic)
    before, after = (ledger_of(each.worker.views, CODE) for each in (scoring, other))
    assert before == after
    assert before is not None


def test_who_has_no_standing_gets_none_and_leaves_no_state(scoring: Scoring) -> None:
    states = dict(scoring.worker.states)
    for asked, reason in (
        (request(code=UNKNOWN), "not_rated"),
        (request(day=TODAY + timedelta(days=1)), "to_come"),
    ):
        body = MemoryRequestLog(scoring.worker).answers([asked])[asked.id].body
        assert isinstance(body, CertificateRefused)
        assert body.reason == reason
    assert scoring.worker.states == states


def test_a_request_that_comes_twice_is_answered_by_the_same_certificate(scoring: Scoring) -> None:
    asked = request()
    first = issue(scoring, asked)
    states = dict(scoring.worker.states)
    issue(scoring, asked)
    first_body, second_body = scoring.on(CERTIFICATES.name)
    assert first == first_body == second_body
    assert scoring.worker.states == states


def test_the_number_is_of_what_it_states(scoring: Scoring) -> None:
    """A worker that crashed may answer again, from a state that knows more."""
    asked = request()
    other = Scoring(partitions=2)
    other.take(REGISTERED, CERTIFIED)
    assert issue(scoring, asked).serial != issue(other, asked).serial
    assert scoring.facts(CERTIFICATES.name)[0].id == other.facts(CERTIFICATES.name)[0].id


def test_its_rows_are_beside_the_head_which_does_not_grow(scoring: Scoring) -> None:
    partition = scoring.partition()
    head = scoring.worker.store.head(partition, CODE.encode())
    for number in range(40):
        issue(scoring, request(lot=f"lot {number}"))
    assert scoring.worker.store.head(partition, CODE.encode()) == head
    for kind in (CERTIFICATE, LATEST):
        rows = list(scoring.worker.store.rows(partition, CODE.encode(), kind.encode()))
        assert len(rows) == 40
