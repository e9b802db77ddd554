"""Which messages a subscription asks for, and on which topics they travel."""

from schemas.messages import AlertRaised, Body, Fact, GradeChanged, MeasureChanged, Selection
from schemas.topics import ALERTS, GRADE_CHANGES, MEASURE_CHANGES, Topic
from services.notify.domain import selection as domain
from services.notify.domain.selection import ChangeFacets

TOPICS: dict[str, Topic] = {
    GradeChanged.SUBJECT_ACTION: GRADE_CHANGES,
    MeasureChanged.SUBJECT_ACTION: MEASURE_CHANGES,
    AlertRaised.SUBJECT_ACTION: ALERTS,
}


def fits(selection: Selection, fact: Fact[Body]) -> bool:
    """Say whether a subscription asks for a message; see domain.selection.fits."""
    change = change_of(fact)
    return change is not None and domain.fits(selection, change)


def topics_of(selection: Selection) -> tuple[Topic, ...]:
    """Return the topics on which the wanted kinds travel, each once."""
    return tuple(TOPICS[kind] for kind in dict.fromkeys(selection.kinds))


def change_of(fact: Fact[Body]) -> ChangeFacets | None:
    """Return what a selection may ask of a message (None: nobody can subscribe to its kind)."""
    match fact.body:
        case GradeChanged() as body:
            return ChangeFacets(
                kind=body.SUBJECT_ACTION,
                code=fact.subject,
                sector=body.sector,
                district=body.district,
                grade=body.to_grade,
            )
        case MeasureChanged() as body:
            return ChangeFacets(
                kind=body.SUBJECT_ACTION,
                code=fact.subject,
                sector=body.sector,
                district=body.district,
                grade=body.grade,
                measure=body.measure,
                agency=body.agency,
            )
        case AlertRaised() as body:
            return ChangeFacets(kind=body.SUBJECT_ACTION, code=body.about, recipient=body.recipient)
    return None
