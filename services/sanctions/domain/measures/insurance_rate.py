"""The work-injury insurance rate: the risk class's base, moved by tiers (人社部发〔2015〕71号)."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import msgspec

from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.retroactive_grade import RetroactiveGrade, grade_on
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature, Percent
from services.sanctions.domain.terms.measure import Order, Terms
from services.sanctions.domain.terms.required import HUNDRED_PERCENT, Case, concerned, terms

from .measure import Measure, Review

_DAYS_OF_A_YEAR = 365


class LowestTier(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who pays the lowest tier: a standardization level and (or: or) a grade."""

    level: int
    grade: str
    combine: Literal["and", "or"]


class InsuranceRate(MeasureRule, frozen=True, kw_only=True):
    """Work-injury insurance: the base by industry risk class, the tier by safety credit.

    `base_percent` (by risk class) is in percent of payroll. The tiers are in percent of the base,
    the lowest first; `tiers_of_class` are those of classes that differ.
    """

    base_percent: RuleValue[dict[str, Decimal]]
    tiers: RuleValue[tuple[Decimal, ...]]
    tiers_of_class: dict[str, RuleValue[tuple[Decimal, ...]]]
    standard_percent: Percent
    tiers_down: dict[str, RuleValue[int]]
    raised_percent: dict[str, Percent]
    lowest_tier: LowestTier

    def __post_init__(self) -> None:
        """Refuse a share that is none of the published tiers."""
        for tiers in (self.tiers, *self.tiers_of_class.values()):
            for share in (self.standard_percent, *self.raised_percent.values()):
                if share.value not in tiers.value:
                    raise ValueError(f"{share.value} % is no tier: {tiers.article}")


def due(case: Case, rule: InsuranceRate) -> list[Terms]:
    """Return the rate of a registered enterprise, and its premium where the payroll is known.

    Without a rate where no industry risk class is on file.
    """
    standing = case.standing
    if not standing.registered:
        return []
    risk_class = str(standing.risk_class)
    base = rule.base_percent.value.get(risk_class)
    if base is None:
        return [terms(case, rule)]
    tier = tier_percent(rule, risk_class, standing.grade, standing.level)
    rate = base * tier / HUNDRED_PERCENT
    return [
        terms(
            case,
            rule,
            amount=None if standing.payroll is None else premium_of(standing.payroll, rate),
            parameters=MeasureParameters(
                risk_class=standing.risk_class,
                base_percent=base,
                tier_percent=tier,
                rate_percent=rate,
                payroll_yuan=standing.payroll,
            ),
        )
    ]


def tier_percent(rule: InsuranceRate, risk_class: str, grade: str, level: int | None) -> Decimal:
    """Return the tier of an enterprise in percent of its base."""
    tiers = rule.tiers_of_class.get(risk_class, rule.tiers).value
    conditions = (level == rule.lowest_tier.level, grade == rule.lowest_tier.grade)
    if all(conditions) or (rule.lowest_tier.combine == "or" and any(conditions)):
        return tiers[0]
    raised = rule.raised_percent.get(grade)
    if raised is not None:
        return raised.value
    standard = rule.standard_percent.value
    down = rule.tiers_down.get(grade)
    if down is None:
        return standard
    return tiers[max(tiers.index(standard) - down.value, 0)]


def rate_percent(
    rule: InsuranceRate, risk_class: int | None, grade: str, level: int | None
) -> Decimal | None:
    """Return the rate in percent of payroll (None: there is no base for that risk class)."""
    base = rule.base_percent.value.get(str(risk_class))
    if base is None:
        return None
    return base * tier_percent(rule, str(risk_class), grade, level) / HUNDRED_PERCENT


def premium_of(payroll: Decimal, rate: Decimal) -> Decimal:
    """Return a year's premium in yuan, by a rate in percent of payroll."""
    return to_the_fen(payroll * rate / HUNDRED_PERCENT)


def premium_at(dossier: Dossier, edition: MeasuresEdition, grade: str) -> Decimal | None:
    """Return the year's premium (yuan) that the enterprise would pay at a grade, as it is now."""
    rule = edition.rule(MEASURE)
    standing = None if rule is None else concerned(dossier, rule)
    if rule is None or standing is None:
        return None
    at_grade = msgspec.structs.replace(standing, grade=grade)
    required = due(Case(MEASURE.kind, dossier, at_grade, edition, standing.day), rule)
    return required[0].amount if required else None


def _paid_without_cause(order: Order, review: Review) -> Decimal:
    """Return what was paid beyond what was due: a day is the 365th part of a year's premium."""
    edition = review.edition
    premiums = {grade: premium_at(review.dossier, edition, grade) for grade in edition.grades}
    return to_the_fen(
        _overpaid(order, review.revised_grades, premiums, review.today) / _DAYS_OF_A_YEAR
    )


def _overpaid(
    order: Order,
    revised_grades: tuple[RetroactiveGrade, ...],
    due: dict[str, Decimal | None],
    today: date,
) -> Decimal:
    """Return what was paid in premiums beyond what was due, in yuan, by the day.

    `revised_grades` are the grades by what is known now, `due` is a year's premium by grade (yuan),
    as the enterprise is now. What was due in the past is to what was paid as these premiums are to
    each other.
    """
    total = Decimal()
    days = sorted(
        {v.since for v in order.versions} | {c.first_day for c in revised_grades} | {today}
    )
    for since, until in pairwise(days):
        if until > today or since < order.opened_on:
            continue
        paid = [v.terms for v in order.versions if v.since <= since][-1]
        was, is_now = due.get(paid.grade), due.get(grade_on(revised_grades, since) or "")
        if paid.amount and was and is_now and is_now < was:
            total += paid.amount * (was - is_now) / was * (until - since).days
    return total


MEASURE = Measure(
    kind=MeasureKind.INSURANCE_RATE,
    name="insurance_rate",
    rule=InsuranceRate,
    nature=Nature.CHARGE,
    due=due,
    in_every_edition=True,
    paid_without_cause=_paid_without_cause,
)
