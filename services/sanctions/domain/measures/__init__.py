"""The linked measures, one a module: `due(dossier, edition)` says what is wanted now."""

from services.sanctions.domain.dossier import Dossier
from services.sanctions.domain.edition import MeasuresEdition
from services.sanctions.domain.measure import Terms

from . import (
    insurance_rate,
    interview,
    loan_limit,
    maintenance_qualification,
    project_approval,
    tax_rebate,
)

_MEASURES = (
    insurance_rate,
    tax_rebate,
    loan_limit,
    project_approval,
    interview,
    maintenance_qualification,
)


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return all measures that the dossier calls for under an edition."""
    return [terms for measure in _MEASURES for terms in measure.due(dossier, edition)]
