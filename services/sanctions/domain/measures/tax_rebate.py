"""Tax rebates: those of periods that begin after the fall are cancelled."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.records import TaxRebate
from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters, Settlement
from schemas.vocabulary.measure_status import ENDED
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature
from services.sanctions.domain.terms.measure import Order, Terms
from services.sanctions.domain.terms.required import Case, terms

from .measure import Measure

_CANCELLED = frozenset({"in_force", "carried_out"})  # what is refused or suspended takes nothing


class TaxRebateRule(MeasureRule, frozen=True, kw_only=True):
    """The grades at which rebates of later periods are cancelled."""

    cancelled_at: tuple[str, ...]


def due(case: Case, rule: TaxRebateRule) -> list[Terms]:
    """Return one measure for each rebate of a period that begins after the grade came."""
    standing = case.standing
    return [
        terms(
            case,
            rule,
            instance=record_id,
            amount=to_the_fen(rebate.amount),
            parameters=MeasureParameters(period_begins=rebate.period_begins),
        )
        for record_id, rebate in case.stakes(TaxRebate)
        if is_cancelled(rebate, rule, standing.grade, standing.grade_since)
    ]


def is_cancelled(rebate: TaxRebate, rule: TaxRebateRule, grade: str, grade_since: date) -> bool:
    """Say whether a grade cancels a rebate: of a period that begins after the grade came."""
    return grade in rule.cancelled_at and rebate.period_begins > grade_since


def _ended(order: Order) -> Terms:
    """Return the terms of a cancelled rebate at its end (the amount in yuan).

    The period's rebate is forgone where it was cancelled on the first day of the period; it is paid
    back where the cancellation was undone, or the grade, by what is known now, was another then.
    """
    terms, ended_on = order.terms, order.last.since
    begins = terms.parameters.period_begins
    if begins is None:
        raise ValueError(f"{order.number}: a rebate without the day on which its period begins")
    statuses = [
        each.status for each in order.history if each.status not in ENDED and each.since <= begins
    ]
    cancelled = begins <= ended_on and statuses[-1:] and statuses[-1] in _CANCELLED
    if terms.amount is None or not cancelled:
        return terms
    ended = order.ended
    if order.status == "reversed" or (
        ended is not None and ended.is_revised and ended.revised_grade != terms.grade
    ):
        settlement = Settlement(pay_back=terms.amount)
    else:
        settlement = Settlement(forgone=terms.amount)
    return msgspec.structs.replace(terms, settlement=settlement)


def _burden(terms: Terms) -> Decimal:
    return terms.amount or Decimal()


MEASURE = Measure(
    kind=MeasureKind.TAX_REBATE_CANCELLED,
    name="tax_rebate",
    rule=TaxRebateRule,
    nature=Nature.BENEFIT_WITHDRAWN,
    due=due,
    in_every_edition=True,
    severe=True,
    burden=_burden,
    ended=_ended,
    constrained_grades=lambda rule: rule.cancelled_at,
)
