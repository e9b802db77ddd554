"""The money that hangs on a grade, to the fen, with its boundary days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from schemas.records import ProjectApplication, Registration, TaxRebate
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.figures.money import Money, money_of
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.stage import load

DAY = date(2026, 12, 31)
REGISTERED = Registration(
    name="某公司", sector="construction", risk_class=7, payroll=Decimal("1000000.10")
)


@pytest.fixture(scope="module")
def edition() -> MeasuresEdition:
    found = in_force(load(), DAY)
    assert found is not None
    return found


def applied(days_ago: int, contract_sum: str | None = "2000000.50") -> ProjectApplication:
    amount = None if contract_sum is None else Decimal(contract_sum)
    day = DAY - timedelta(days=days_ago)
    return ProjectApplication(project="某工程", applied_on=day, contract_sum=amount)


@pytest.mark.parametrize(
    ("grade", "level", "premium", "bond"),
    [  # class 7: 1.6 % of payroll; level one of grade A pays the lowest tier, the half
        ("A", 1, "8000.00", "100000.03"),
        ("A", 2, "12800.00", "100000.03"),
        ("B", None, "12800.00", "160000.04"),
        ("C", None, "19200.00", "200000.05"),
        ("D", 1, "24000.00", "200000.05"),
    ],
)
def test_premium_and_bond_follow_the_grade(
    edition: MeasuresEdition, grade: str, level: int | None, premium: str, bond: str
) -> None:
    found = money_of(REGISTERED, [applied(10)], edition, DAY, grade=grade, level=level)
    assert found == Money(premium=Decimal(premium), rebate=Decimal(), bond=Decimal(bond))


def test_a_bond_is_asked_for_projects_of_a_year_to_the_day(edition: MeasuresEdition) -> None:
    for days_ago, counts in ((0, True), (364, True), (365, False), (-1, False)):
        found = money_of(None, [applied(days_ago)], edition, DAY, grade="B", level=None)
        assert bool(found.bond) is counts, days_ago
    without = money_of(None, [applied(1, None)], edition, DAY, grade="B", level=None)
    assert without.bond == 0


def test_rebates_of_periods_that_begin_later_are_cancelled_at_d(edition: MeasuresEdition) -> None:
    rebates = [
        TaxRebate(amount=Decimal("4000000.005"), period_begins=DAY + timedelta(days=1)),
        TaxRebate(amount=Decimal(7), period_begins=DAY),
    ]
    lost = {
        grade: money_of(None, rebates, edition, DAY, grade=grade, level=None).rebate
        for grade in edition.grades
    }
    assert lost == {"A": 0, "B": 0, "C": 0, "D": Decimal("4000000.01")}


def test_without_payroll_or_risk_class_there_is_no_premium(edition: MeasuresEdition) -> None:
    for changed in ({"payroll": None}, {"risk_class": None}, {"risk_class": 9}):
        values = {"payroll": Decimal(1), "risk_class": 7, **changed}
        registration = Registration(name="某公司", sector="transport", **values)
        found = money_of(registration, [], edition, DAY, grade="C", level=None)
        assert found.premium is None
    assert money_of(None, [], edition, DAY, grade="C", level=None).premium is None


def test_a_grade_that_the_measures_do_not_know_is_refused(edition: MeasuresEdition) -> None:
    with pytest.raises(ValueError, match="knows no grade '优'"):
        money_of(REGISTERED, [], edition, DAY, grade="优", level=None)
