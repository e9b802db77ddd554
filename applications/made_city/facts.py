"""The records of a made-up city as intake admits them: late, corrected and withdrawn ones too."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec

from applications.made_city.chance import Chance
from applications.made_city.enterprises import Enterprise, enterprise_of
from applications.made_city.finding import PlannedFinding
from applications.made_city.history import history
from schemas.messages import Fact, Origin, RecordAdmitted
from schemas.records import Content, Penalty, TrafficPoints, Training
from services.chassis.clock import start_of
from services.chassis.processing.identity import derived_id

SOURCE = "/safety-credit/intake"
LATE, CORRECTED, WITHDRAWN = 0.05, 0.03, 0.01  # shares of the records
_USUAL_DAYS, _LATE_DAYS, _LATER_DAYS = (0, 10), (45, 250), (3, 90)  # until they are known
_HALF = 2

Revision = tuple[datetime, Content, bool]


def city(enterprises: int, seed: int, years: int, until: date) -> Iterator[Fact[RecordAdmitted]]:
    """Yield the records of enterprise after enterprise that are known by the end of a day."""
    first = date(until.year - years, until.month, min(until.day, 28))
    for number in range(enterprises):
        chance = Chance(seed, number)
        enterprise = enterprise_of(number, chance, first, until)
        yield from _known_by(until, _facts(enterprise, chance, seed, first, until))


def _known_by(day: date, facts: Iterator[Fact[RecordAdmitted]]) -> Iterator[Fact[RecordAdmitted]]:
    end = start_of(day + timedelta(days=1))
    known = [fact for fact in facts if fact.known_at < end]
    yield from sorted(known, key=lambda fact: (fact.known_at, fact.id))


def _facts(
    of: Enterprise, chance: Chance, seed: int, first: date, until: date
) -> Iterator[Fact[RecordAdmitted]]:
    for row, finding in enumerate(history(of, chance, first, until), 1):
        record_id = derived_id("made city", seed, of.number, row)
        for number, revision in enumerate(_revisions(finding, chance), 1):
            yield _fact(of.code, finding, row, record_id, number, revision)


def _revisions(finding: PlannedFinding, chance: Chance) -> Iterator[Revision]:
    days = _LATE_DAYS if chance.share(LATE) else _USUAL_DAYS
    known = _instant(finding.day + timedelta(days=chance.within(*days)), chance)
    content = finding.content
    yield known, content, False
    if finding.later is not None and finding.later_on is not None:
        content = finding.later
        known = max(known, _instant(finding.later_on, chance)) + timedelta(days=1)
        yield known, content, False
    right = _corrected(content)
    if right is not None and chance.share(CORRECTED):
        content = right
        known += timedelta(days=chance.within(*_LATER_DAYS))
        yield known, content, False
    if right is not None and chance.share(WITHDRAWN):
        yield known + timedelta(days=chance.within(*_LATER_DAYS)), content, True


def _corrected(content: Content) -> Content | None:
    """Return what a correction makes of the kinds that are corrected, or withdrawn, at all."""
    if isinstance(content, Penalty):
        return msgspec.structs.replace(content, fine=content.fine / _HALF)
    if isinstance(content, TrafficPoints):
        return msgspec.structs.replace(content, points=1 + content.points // _HALF)
    if isinstance(content, Training):
        return msgspec.structs.replace(content, persons_passed=content.persons_due)
    return None


def _instant(day: date, chance: Chance) -> datetime:
    return start_of(day) + timedelta(hours=9, seconds=chance.within(0, 8 * 3600))


def _fact(  # noqa: PLR0913, PLR0917 - all that makes a revision
    code: str, finding: PlannedFinding, row: int, record_id: str, number: int, revision: Revision
) -> Fact[RecordAdmitted]:
    known_at, content, withdrawn = revision
    report = derived_id(record_id, number, "report")
    return Fact(
        id=derived_id(record_id, number),
        source=SOURCE,
        subject=code,
        known_at=known_at,
        occurred_at=min(start_of(finding.day), known_at),
        correlation_id=report,
        causation_id=report,
        body=RecordAdmitted(
            record_id=record_id,
            revision=number,
            department=finding.department,
            document_number=finding.number,
            occurred_on=finding.day,
            content=content,
            origin=Origin(
                report_id=report,
                department=finding.department,
                layout="record",
                submission=report,
                row=row,
            ),
            sources=(finding.department,),
            withdrawn=withdrawn,
        ),
    )
