"""A small stage that counts commitments: enough to see every part of the fold at work."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from schemas.codec import encode
from schemas.messages import (
    DayBegan,
    DoubleSuspected,
    Fact,
    GradeChanged,
    Origin,
    RecordAdmitted,
)
from schemas.records import Commitment
from schemas.topics import ASSESSMENTS, GRADE_CHANGES, SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.processing.outcome import Outcome, Publication, Relay, ViewWrite
from services.chassis.processing.stage import Stage

POISON = "poison"
WAKE_POISON = "wake-poison"


class Count(msgspec.Struct, frozen=True):
    """How many records came, and on which days it was woken."""

    records: int = 0
    woken: tuple[date, ...] = ()


def _handle(state: Count, fact: Fact[RecordAdmitted], today: date) -> Outcome[Count]:
    if fact.body.document_number == POISON:
        raise ValueError("poison")
    after = Count(state.records + 1, state.woken)
    return Outcome(
        state=after,
        publish=(Relay(topic=ASSESSMENTS, fact=fact), _grade(fact.subject, today, after)),
        wake_on=today + timedelta(days=3),
    )


def _pass_over(state: Count, _fact: Fact[DoubleSuspected], _today: date) -> Outcome[Count]:
    return Outcome(state=state)


def _wake(state: Count, subject: str, began: Fact[DayBegan]) -> Outcome[Count]:
    if subject == WAKE_POISON:
        raise ValueError("wake poison")
    day = began.body.day
    after = Count(state.records, (*state.woken, day))
    return Outcome(state=after, publish=(_grade(subject, day, after),))


def _grade(subject: str, day: date, state: Count) -> Publication:
    body = GradeChanged(
        day=day,
        name=None,
        sector="industrial",
        district=None,
        from_grade=None,
        to_grade=f"{state.records}/{len(state.woken)}",
        score=0,
        edition="test",
        reasons=(),
        number=1,
        previous=None,
        standing_digest="",
        hash="",
    )
    return Publication(topic=GRADE_CHANGES, subject=subject, body=body)


def _view(subject: str, state: Count) -> tuple[ViewWrite, ...]:
    return (ViewWrite(key=f"scoring:count:{subject}", value=str(state.records).encode()),)


def counting_stage() -> Stage[Count]:
    """Return a stage in scoring's place, over the real topics."""
    return Stage(
        service="scoring",
        state_type=Count,
        blank=lambda _: Count(),
        reads=(SAFETY_RECORDS,),
        writes=(ASSESSMENTS, GRADE_CHANGES),
        handlers={RecordAdmitted: _handle, DoubleSuspected: _pass_over},
        wake=_wake,
        relays_days_to=(ASSESSMENTS,),
        view_of_state=_view,
    )


def commitment(
    subject: str, number: str = "1", known_at: datetime = datetime(2026, 3, 1, tzinfo=UTC)
) -> Fact[RecordAdmitted]:
    """Return a record about an enterprise."""
    origin = Origin(report_id=number, department="fire", layout="x", submission="s", row=1)
    body = RecordAdmitted(
        record_id=f"{subject}-{number}",
        revision=1,
        department="fire",
        document_number=number,
        occurred_on=known_at.date(),
        content=Commitment(made=True),
        origin=origin,
        sources=("fire",),
    )
    return Fact(
        id=f"{subject}-{number}",
        source="/test",
        subject=subject,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=f"{subject}-{number}",
        body=body,
    )


def encoded(fact: Fact[RecordAdmitted]) -> tuple[bytes, bytes, int]:
    """Return key, value and time stamp of a fact."""
    return fact.subject.encode(), encode(fact), milliseconds(fact.known_at)
