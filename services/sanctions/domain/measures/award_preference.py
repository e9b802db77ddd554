"""Preference in awards (评先评优) for enterprises of a preferred grade."""

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, on_lists, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the preference of an enterprise of a preferred grade that is on none of the lists."""
    rule = edition.award_preference
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    if standing.grade not in rule.preferred_at or on_lists(standing, rule.lists):
        return []
    return [terms(MeasureKind.AWARD_PREFERENCE, rule, edition, standing)]
