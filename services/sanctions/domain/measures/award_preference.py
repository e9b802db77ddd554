"""Preference in awards (评先评优) for enterprises of a preferred grade."""

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.rules.measure_rules import Nature, Preference
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


def due(case: Case, rule: Preference) -> list[Terms]:
    """Return the preference of an enterprise of a preferred grade that is on none of the lists."""
    standing = case.standing
    if standing.grade not in rule.preferred_at or on_lists(standing, rule.lists):
        return []
    return [terms(case, rule)]


MEASURE = Measure(
    kind=MeasureKind.AWARD_PREFERENCE,
    name="award_preference",
    rule=Preference,
    nature=Nature.INCENTIVE,
    due=due,
)
