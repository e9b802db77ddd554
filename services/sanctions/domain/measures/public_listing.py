"""The public listing (公示) of who has a bad grade or is on a list."""

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.periods import period_end
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


class PublicListing(MeasureRule, frozen=True, kw_only=True):
    """Who is shown to the public: by grade (for `longest` months), and who is on a list."""

    listed_at: tuple[str, ...]
    longest: RuleValue[int]
    lists: tuple[str, ...]


def due(case: Case, rule: PublicListing) -> list[Terms]:
    """Return the listing, with the lists that call for it beside the grade or without it.

    Because of a grade it ends by itself at the longest term; a list has a term of its own.
    """
    standing = case.standing
    listed = on_lists(standing, rule.lists)
    if standing.grade not in rule.listed_at and not listed:
        return []
    return [
        terms(
            case,
            rule,
            until=None if listed else period_end(standing.grade_since, months=rule.longest.value),
            listed=listed,
            parameters=MeasureParameters(shown_grade=standing.grade),
        )
    ]


MEASURE = Measure(
    kind=MeasureKind.PUBLIC_LISTING,
    name="public_listing",
    rule=PublicListing,
    nature=Nature.PUBLIC_DISCLOSURE,
    due=due,
    constrained_grades=lambda rule: rule.listed_at,
)
