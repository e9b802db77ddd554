"""What an enterprise has at stake with the agencies: what measures bear on or are reckoned by."""

from datetime import date
from decimal import Decimal

from .base import Record


class TaxRebate(Record, frozen=True, kw_only=True, tag="tax_rebate"):
    """A tax rebate that the enterprise would get in the period from `period_begins` (yuan)."""

    amount: Decimal
    period_begins: date


class CreditLine(Record, frozen=True, kw_only=True, tag="credit_line"):
    """A bank's credit line for the enterprise (yuan)."""

    amount: Decimal
    bank: str
    granted_on: date


class WageArrears(Record, frozen=True, kw_only=True, tag="wage_arrears"):
    """Wages of migrant workers that the enterprise was found to owe on a day (yuan).

    `settled_on` is the day on which the last of them was paid (None: not yet).
    """

    found_on: date
    amount: Decimal
    settled_on: date | None = None


class ProjectApplication(Record, frozen=True, kw_only=True, tag="project_application"):
    """A new project for which the enterprise asked approval.

    `contract_sum` is the sum of its contract in yuan: what a performance bond is a share of.
    """

    project: str
    applied_on: date
    contract_sum: Decimal | None = None
