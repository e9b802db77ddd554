"""The particulars of linked measures: what a measure says beside its amount."""

from datetime import date
from decimal import Decimal

import msgspec


class MeasureParameters(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """What a measure says of itself; each kind of measure has some of these, and no others.

    Names that end in `_yuan` are amounts, in `_percent` percents, in `_on`, `_begins` and `_from`
    days, in `_for` grades.
    """

    on_lists: tuple[str, ...] = ()
    # interview
    fell_to: str | None = None
    fell_on: date | None = None
    listed_on: date | None = None
    # rate of the insurance
    risk_class: int | None = None
    base_percent: Decimal | None = None
    tier_percent: Decimal | None = None
    rate_percent: Decimal | None = None
    payroll_yuan: Decimal | None = None
    # rebates, loans, projects
    period_begins: date | None = None
    bank: str | None = None
    line_yuan: Decimal | None = None
    new_credit_percent: Decimal | None = None
    project: str | None = None
    applied_on: date | None = None
    # bidding, bonds, wage guarantee
    lots_below_yuan: Decimal | None = None
    no_lots_for: str | None = None
    contract_yuan: Decimal | None = None
    bond_percent: Decimal | None = None
    bond_most_percent: Decimal | None = None
    guarantee_percent: Decimal | None = None
    standard_percent: Decimal | None = None
    surcharge_percent: Decimal | None = None
    most_yuan: Decimal | None = None
    exempt_below_yuan: Decimal | None = None
    project_number: int | None = None
    clean_from: date | None = None
    clean_years: int | None = None
    arrears_on: date | None = None
    # inspections, listings, qualifications
    times_a_year: int | None = None
    each_half_year: int | None = None
    shown_grade: str | None = None
    outstanding_for: str | None = None
    failed_for: str | None = None
    not_rectified_on: date | None = None

    def given(self) -> dict[str, str | int | Decimal | date | tuple[str, ...]]:
        """Return those that there are, by name."""
        values = msgspec.structs.asdict(self)
        return {name: value for name, value in values.items() if value not in {None, ()}}


class Settlement(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """What is left to do of a measure's earlier terms, once, in yuan.

    An amount that is forgone for good, or one that was taken without cause and has to be paid back.
    It is no part of what the agency does from now on.
    """

    forgone: Decimal | None = None
    pay_back: Decimal | None = None
