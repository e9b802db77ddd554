"""Safety as an item of the evaluation of social responsibility: outstanding, passed or failed."""

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


class SocialResponsibilityItem(MeasureRule, frozen=True, kw_only=True):
    """How safety counts in the evaluation of social responsibility, by grade; else it is passed.

    Who is on one of the `lists` failed.
    """

    outstanding_at: tuple[str, ...]
    failed_at: tuple[str, ...]
    lists: tuple[str, ...]


def due(case: Case, rule: SocialResponsibilityItem) -> list[Terms]:
    """Return how safety counts, where it is not merely passed; a list makes the item failed."""
    standing = case.standing
    listed = on_lists(standing, rule.lists)
    if standing.grade in rule.failed_at:
        counts = MeasureParameters(failed_for=standing.grade)
    elif listed:
        counts = MeasureParameters()
    elif standing.grade in rule.outstanding_at:
        counts = MeasureParameters(outstanding_for=standing.grade)
    else:
        return []
    return [
        terms(
            case,
            rule,
            listed=listed,
            parameters=counts,
        )
    ]


MEASURE = Measure(
    kind=MeasureKind.SOCIAL_RESPONSIBILITY_ITEM,
    name="social_responsibility",
    rule=SocialResponsibilityItem,
    nature=Nature.EVALUATION,
    due=due,
)
