"""The work-injury insurance rate: the risk class's base, moved by tiers (人社部发〔2015〕71号)."""

from decimal import Decimal

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import InsuranceRate
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import (
    HUNDRED_PERCENT,
    concerned,
    plain,
    terms,
    to_the_fen,
    yuan,
)

_DAYS_OF_A_YEAR = 365


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the rate of a registered enterprise, and its premium where the payroll is known."""
    rule = edition.insurance_rate
    standing = concerned(dossier, rule)
    if standing is None or not standing.registered:
        return []
    risk_class = str(standing.risk_class)
    base = rule.base_percent.value.get(risk_class)
    if base is None:
        return [
            terms(
                MeasureKind.INSURANCE_RATE,
                rule,
                edition,
                standing,
                computation="No industry risk class on file: the rate can't be computed",
                parameters={"risk_class": "unknown"},
            )
        ]
    tier = tier_percent(rule, risk_class, standing.grade, standing.level)
    rate = base * tier / HUNDRED_PERCENT
    formula = (
        f"risk class {risk_class}: base {plain(base)} % x tier {plain(tier)} % = {plain(rate)} %"
    )
    if standing.payroll is None:
        amount, computation = None, f"{formula}; no payroll on file: no premium computed"
    else:
        amount = premium_of(standing.payroll, rate)
        computation = f"{formula} of a payroll of {yuan(standing.payroll)} = {yuan(amount)} a year"
    return [
        terms(
            MeasureKind.INSURANCE_RATE,
            rule,
            edition,
            standing,
            amount=amount,
            computation=computation,
            parameters={
                "risk_class": risk_class,
                "base_percent": plain(base),
                "tier_percent": plain(tier),
                "rate_percent": plain(rate),
            },
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
    if dossier.standing is None:
        return None
    standing = msgspec.structs.replace(dossier.standing, grade=grade)
    required = due(msgspec.structs.replace(dossier, standing=standing), edition)
    return required[0].amount if required else None


def a_year_by_day(amount_days: Decimal) -> Decimal:
    """Return yuan of yearly premium times days as yuan: a day is the 365th part of a year."""
    return to_the_fen(amount_days / _DAYS_OF_A_YEAR)
