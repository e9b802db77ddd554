"""Loans on preferential terms: each credit line of an enterprise of a preferred grade."""

from schemas.records import CreditLine
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.rules.measure_rules import Nature, Preference
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


def due(case: Case, rule: Preference) -> list[Terms]:
    """Return one preference for each credit line; how much cheaper it gets is the bank's affair."""
    standing = case.standing
    if standing.grade not in rule.preferred_at or on_lists(standing, rule.lists):
        return []
    return [
        terms(
            case,
            rule,
            instance=record_id,
            parameters=MeasureParameters(bank=line.bank, line_yuan=line.amount),
        )
        for record_id, line in case.stakes(CreditLine)
    ]


MEASURE = Measure(
    kind=MeasureKind.LOAN_PREFERENCE,
    name="loan_preference",
    rule=Preference,
    nature=Nature.INCENTIVE,
    due=due,
)
