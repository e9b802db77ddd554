"""Decision logs of any history: grade changes of several enterprises, and their seals."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from schemas.codec import encode
from schemas.decision_log import hashed
from schemas.messages import DecisionsSealed, Fact, GradeChanged, first_fact
from services.chassis.clock import start_of
from services.chassis.signing.keys import SigningKey
from services.scoring.adapters.decision_log.sealed_log import SealedLog
from services.scoring.adapters.decision_log.sealing import sealed
from services.scoring.adapters.decision_log.verification import Break, Verifier
from tests.support.signing_keys import KEY, ORIGIN, REGISTER

FIRST = date(2026, 3, 1)
ONE_DAY = timedelta(days=1)
Day = Sequence[str]  # the enterprises whose grade changes, each change by one letter
Changes = list[Fact[GradeChanged]]
Seals = list[Fact[DecisionsSealed]]


def made_changes(days: Sequence[Day], grade: str = "B") -> Changes:
    """Return the changes of some days; a `grade` of its own is another history."""
    before: dict[str, GradeChanged] = {}
    changes: Changes = []
    for number, enterprises in enumerate(days):
        day = FIRST + number * ONE_DAY
        for place, code in enumerate(enterprises):
            last = before.get(code)
            body = GradeChanged(
                day=day,
                name=None,
                sector="industrial",
                district=None,
                from_grade=last and last.to_grade,
                to_grade=grade,
                score=Decimal(80),
                edition="2026",
                reasons=(),
                number=last.number + 1 if last else 1,
                previous=last and last.hash,
                standing_digest="0" * 64,
                hash="",
            )
            fact = hashed(
                first_fact(
                    body,
                    identity=f"{day}-{place}",
                    source="/safety-credit/scoring",
                    subject=code,
                    known_at=start_of(day),
                )
            )
            before[code] = fact.body
            changes.append(fact)
    return changes


def made_seals(
    changes: Changes, days: int, key: SigningKey = KEY, last: DecisionsSealed | None = None
) -> Seals:
    """Return the seals of so many days, from the first or the day after the last seal on."""
    seals: Seals = []
    day = FIRST if last is None else last.day + ONE_DAY
    while day < FIRST + days * ONE_DAY:
        of_day = {(f.subject, f.body.number): f.body.hash for f in changes if f.body.day == day}
        seals.append(sealed(ORIGIN, day, of_day, last, key))
        last, day = seals[-1].body, day + ONE_DAY
    return seals


def verified(lines: Sequence[bytes]) -> tuple[Break | None, SealedLog]:
    """Return where a log does not hold, and what is sealed of it."""
    verifier = Verifier(REGISTER)
    for number, line in enumerate(lines):
        if (wrong := verifier.add(f"line {number}", line)) is not None:
            return wrong, verifier.log
    return verifier.finish(), verifier.log


def lines_of(changes: Changes, seals: Seals) -> list[bytes]:
    """Return a log as it is exported."""
    return [encode(fact) for fact in (*changes, *seals)]
