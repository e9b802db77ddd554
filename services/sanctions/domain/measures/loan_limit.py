"""Loans: how much new credit a bank may grant, in percent of its line, by grade."""

from decimal import Decimal

from schemas.records import CreditLine
from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature, Percent
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import HUNDRED_PERCENT, Case, terms

from .measure import Measure


class LoanLimit(MeasureRule, frozen=True, kw_only=True):
    """New credit by grade, in percent of the line; grades that are not named are not limited."""

    new_credit_percent: dict[str, Percent]


def due(case: Case, rule: LoanLimit) -> list[Terms]:
    """Return one measure for each credit line of an enterprise whose grade is limited."""
    percent = rule.new_credit_percent.get(case.standing.grade)
    if percent is None:
        return []
    result = []
    for record_id, line in case.stakes(CreditLine):
        most = to_the_fen(line.amount * percent.value / HUNDRED_PERCENT)
        result.append(
            terms(
                case,
                rule,
                instance=record_id,
                amount=most,
                parameters=MeasureParameters(
                    bank=line.bank, line_yuan=line.amount, new_credit_percent=percent.value
                ),
            )
        )
    return result


def _burden(terms: Terms) -> Decimal:
    return -(terms.parameters.new_credit_percent or Decimal())


MEASURE = Measure(
    kind=MeasureKind.LOAN_LIMIT,
    name="loan_limit",
    rule=LoanLimit,
    nature=Nature.CREDIT_LIMIT,
    due=due,
    in_every_edition=True,
    severe=True,
    burden=_burden,
    constrained_grades=lambda rule: rule.new_credit_percent,
)
