"""Project approval: no project is approved while the grade is one of those named (law art 78)."""

from schemas.records import ProjectApplication
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, terms

from .measure import Measure


class ProjectApproval(MeasureRule, frozen=True, kw_only=True):
    """The grades at which no project is approved."""

    refused_at: tuple[str, ...]


def due(case: Case, rule: ProjectApproval) -> list[Terms]:
    """Return one refusal for each application."""
    standing = case.standing
    if standing.grade not in rule.refused_at:
        return []
    return [
        terms(
            case,
            rule,
            instance=record_id,
            parameters=MeasureParameters(
                project=application.project, applied_on=application.applied_on
            ),
        )
        for record_id, application in case.stakes(ProjectApplication)
    ]


MEASURE = Measure(
    kind=MeasureKind.PROJECT_REFUSED,
    name="project_approval",
    rule=ProjectApproval,
    nature=Nature.APPROVAL_LIMIT,
    due=due,
    in_every_edition=True,
    severe=True,
    constrained_grades=lambda rule: rule.refused_at,
)
