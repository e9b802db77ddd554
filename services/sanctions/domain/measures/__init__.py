"""The linked measures, one a module: `due(dossier, edition)` returns the required terms."""

from datetime import date

from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms

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
    maintenance_qualification,
    inspection_frequency,
    public_listing,
    social_responsibility,
    award_preference,
)


def due(dossier: Dossier, edition: MeasuresEdition, today: date | None = None) -> list[Terms]:
    """Return all measures that the dossier calls for under an edition.

    Today (by default the standing's day) is what the interviews of a listing hang on.
    """
    required = [terms for measure in _MEASURES for terms in measure.due(dossier, edition)]
    return [*required, *interview.due(dossier, edition, today)]
