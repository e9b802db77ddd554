"""A chemical enterprise with stakes, on its way to grade D."""

from datetime import date
from decimal import Decimal

from schemas.records import (
    CreditLine,
    ProjectApplication,
    TaxRebate,
)
from tests.support.enterprise import Enterprise, registration

FALL = date(2026, 11, 10)


EFFECT = date(2026, 11, 25)


REBATE = TaxRebate(amount=Decimal(4120000), period_begins=date(2027, 1, 1))


LINE = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=date(2026, 11, 2))


PROJECT = ProjectApplication(project="年产5万吨新材料项目", applied_on=date(2026, 11, 2))


def chemical_enterprise() -> Enterprise:
    it = Enterprise()
    it.rated("B", date(2026, 11, 1), registered=registration())
    it.reported(REBATE, date(2026, 11, 2), "rebate")
    it.reported(LINE, date(2026, 11, 2), "line")
    it.reported(PROJECT, date(2026, 11, 2), "project")
    return it
