"""The money that hangs on a grade: premium, rebate and performance bond of one enterprise."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from schemas.records import ProjectApplication, Registration, TaxRebate
from schemas.records.base import Record
from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.periods import window_before
from services.sanctions.domain.measures import bonds, insurance_rate, tax_rebate
from services.sanctions.domain.rules.edition import MeasuresEdition


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """Yuan that an enterprise pays, forgoes or puts down because of its grade.

    `premium` is a year's work-injury insurance (None: payroll or risk class are not on file),
    `rebate` the tax rebates that are cancelled, `bond` the performance bonds of its projects.
    """

    premium: Decimal | None
    rebate: Decimal
    bond: Decimal


def money_of(  # noqa: PLR0913 - what the amounts hang on
    registration: Registration | None,
    stakes: Iterable[Record],
    edition: MeasuresEdition,
    on: date,
    *,
    grade: str,
    level: int | None,
) -> Money:
    """Return the money of an enterprise that has a grade and a level from a day on.

    Raises ValueError for a grade that the edition does not know.
    """
    edition.rank(grade)
    rebate = bond = Decimal()
    rebates, bonds_rule = edition.rule(tax_rebate.MEASURE), edition.rule(bonds.PERFORMANCE)
    for stake in stakes:
        if isinstance(stake, TaxRebate):
            if rebates is not None and tax_rebate.is_cancelled(stake, rebates, grade, on):
                rebate += to_the_fen(stake.amount)
        elif isinstance(stake, ProjectApplication) and bonds_rule is not None:
            bond += bond_of(stake, bonds_rule, on, grade)
    return Money(premium=_premium(registration, edition, grade, level), rebate=rebate, bond=bond)


def bond_of(
    project: ProjectApplication, rule: bonds.PerformanceBond, on: date, grade: str
) -> Decimal:
    """Return the bond in yuan for a project of late; nothing without a contract sum."""
    late = window_before(on, days=rule.counts_for.value)
    if project.contract_sum is None or not late.contains(project.applied_on):
        return Decimal()
    return bonds.amount_of(rule, grade, project.contract_sum)


def _premium(
    registration: Registration | None, edition: MeasuresEdition, grade: str, level: int | None
) -> Decimal | None:
    if registration is None or registration.payroll is None:
        return None
    rule = edition.rule(insurance_rate.MEASURE)
    if rule is None:
        return None
    rate = insurance_rate.rate_percent(rule, registration.risk_class, grade, level)
    return None if rate is None else insurance_rate.premium_of(registration.payroll, rate)
