"""Between the messages and the domain's own values."""

from schemas.messages import Fact, RecordAdmitted, StandingAssessed

from .domain.assessment import Standing
from .domain.ledger import Entry


def entry_of(fact: Fact[RecordAdmitted]) -> Entry:
    """Return an admitted record as an entry of the ledger."""
    body = fact.body
    return Entry(
        record_id=body.record_id,
        known_at=fact.known_at,
        revision=body.revision,
        department=body.department,
        document_number=body.document_number,
        occurred_on=body.occurred_on,
        content=body.content,
        withdrawn=body.withdrawn,
        sources=body.sources,
    )


def standing_assessed(
    standing: Standing, previous_grade: str | None, prompted_by: str | None
) -> StandingAssessed:
    """Return a standing as a message."""
    return StandingAssessed(
        day=standing.day,
        name=standing.name,
        sector=standing.sector,
        score=standing.score,
        grade=standing.grade,
        base_grade=standing.base_grade,
        previous_grade=previous_grade,
        level=standing.level,
        edition=standing.edition,
        lines=standing.lines,
        overrides=standing.overrides,
        registration=standing.registration,
        changes_next_on=standing.changes_next_on,
        thin_data=standing.thin_data,
        statuses=standing.statuses,
        budgets=standing.budgets,
        prompted_by=prompted_by,
    )
