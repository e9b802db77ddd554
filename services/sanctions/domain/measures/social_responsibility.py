"""Safety as an item of the evaluation of social responsibility: outstanding, passed or failed."""

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, on_lists, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return how safety counts, where it is not merely passed; a list makes the item failed."""
    rule = edition.social_responsibility
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    listed = on_lists(standing, rule.lists)
    if standing.grade in rule.failed_at:
        counts = {"failed_for": standing.grade}
    elif listed:
        counts = {}
    elif standing.grade in rule.outstanding_at:
        counts = {"outstanding_for": standing.grade}
    else:
        return []
    return [
        terms(
            MeasureKind.SOCIAL_RESPONSIBILITY_ITEM,
            rule,
            edition,
            standing,
            listed=listed,
            parameters=counts,
        )
    ]
