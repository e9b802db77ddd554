"""Project approval: no project is approved while the grade is one of those named (law art 78)."""

from schemas.records import ProjectApplication
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return one refusal for each application."""
    rule = edition.project_approval
    standing = concerned(dossier, rule)
    if standing is None or standing.grade not in rule.refused_at:
        return []
    return [
        terms(
            MeasureKind.PROJECT_REFUSED,
            rule,
            edition,
            standing,
            instance=record_id,
            parameters={
                "project": application.project,
                "applied_on": application.applied_on.isoformat(),
            },
        )
        for record_id, application in dossier.records(ProjectApplication)
    ]
