"""The linked measures, one a module: `due(dossier, edition)` says what is wanted now."""

from services.sanctions.domain.dossier import Dossier
from services.sanctions.domain.edition import MeasuresEdition
from services.sanctions.domain.measure import Terms

from . import (
    award_preference,
    bidding_limit,
    bonds,
    inspection_frequency,
    insurance_rate,
    interview,
    loan_limit,
    loan_preference,
    maintenance_qualification,
    project_approval,
    public_listing,
    social_responsibility,
    tax_rebate,
    wage_guarantee,
)

_MEASURES = (
    insurance_rate,
    tax_rebate,
    loan_limit,
    loan_preference,
    project_approval,
    bidding_limit,
    bonds,
    wage_guarantee,
    interview,
    maintenance_qualification,
    inspection_frequency,
    public_listing,
    social_responsibility,
    award_preference,
)


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return all measures that the dossier calls for under an edition."""
    return [terms for measure in _MEASURES for terms in measure.due(dossier, edition)]
