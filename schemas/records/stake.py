"""What an enterprise has at stake with the agencies: the amounts that measures bear on."""

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


class ProjectApplication(Record, frozen=True, kw_only=True, tag="project_application"):
    """A new project for which the enterprise asked approval.

    `contract_sum` is the sum of its contract in yuan: what a performance bond is a share of.
    """

    project: str
    applied_on: date
    contract_sum: Decimal | None = None
