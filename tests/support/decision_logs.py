"""A decision log with its seals."""

from datetime import date, timedelta

from schemas.messages import (
    DayBegan,
    DecisionsSealed,
    Fact,
    GradeChanged,
    StandingAssessed,
)
from services.chassis.processing.fold import day_began
from services.chassis.signing.key_register import KeyRegister
from services.scoring.adapters.decision_log.sealing import DayBook
from services.scoring.adapters.decision_log.verification import Break, Verifier
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import Scoring
from tests.support.signing_keys import KEY, ORIGIN, REGISTER

LAST = date(2026, 3, 4)


Log = list[Fact[GradeChanged] | Fact[DecisionsSealed]]


def days_until_the_last(day: date) -> list[Fact[DayBegan]]:
    return [day_began(day + timedelta(days=n), 0) for n in range((LAST - day).days + 1)]


def played() -> tuple[Log, list[bytes]]:
    """Return the log of one enterprise's story, sealed to the 3rd of March, and its assessments."""
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)
    facts = scoring.facts("assessments")
    first = min(f.body.day for f in facts if isinstance(f.body, StandingAssessed))
    book = DayBook(ORIGIN, 1, None)
    for fact in (*facts, *days_until_the_last(first)):
        book.add(0, fact)
    assessments = [record.value or b"" for record in scoring.log.all("assessments")]
    return [*scoring.facts("grade-changes"), *book.seals(lambda _: KEY)], assessments


LOG, ASSESSMENTS = played()


CHANGES = [fact for fact in LOG if isinstance(fact.body, GradeChanged)]


SEALS = [fact for fact in LOG if isinstance(fact.body, DecisionsSealed)]


def lines_verified(lines: list[bytes], register: KeyRegister | None = REGISTER) -> Break | None:
    verifier = Verifier(register)
    for place, line in enumerate(lines):
        if (wrong := verifier.add(f"line {place}", line)) is not None:
            return wrong
    return verifier.finish()
