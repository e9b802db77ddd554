"""What is published where a record was admitted, and of what counts otherwise because of it."""

from schemas.messages import FindingNormalized
from schemas.records import Accident
from schemas.topics import SAFETY_RECORDS
from services.chassis.processing.outcome import Publication
from services.intake.domain.doubles.name import letters_of
from services.intake.domain.records.kinds import kind_of
from services.intake.domain.records.known_records import KnownRecord
from services.intake.domain.state import IntakeState
from services.intake.translation.records import admitted

from .authorization import reordered


def published_record(
    code: str, state: IntakeState, record_id: str, known: KnownRecord, finding: FindingNormalized
) -> tuple[IntakeState, tuple[Publication, ...]]:
    """Return a record as it is published, and what counts otherwise because of it."""
    letters = letters_of(kind_of(finding.content), finding.document_number)
    record = admitted(record_id, known, state.succession, state.doubles.same_as(letters))
    publication = Publication(topic=SAFETY_RECORDS, subject=code, body=record)
    if not isinstance(finding.content, Accident):
        return state, (publication,)
    state, reordered_publications = reordered(code, state, (letters,))
    return state, (publication, *reordered_publications)
