"""Amount and parameters of each measure, as sanctions reckons them."""

from decimal import Decimal

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from tests.support.parameters import parameters

Figures = tuple[Decimal | None, MeasureParameters]
PROJECT = {"project": "城东安置房", "contract_yuan": "400000000"}
FIGURES: dict[MeasureKind, Figures] = {
    MeasureKind.INSURANCE_RATE: (
        Decimal("841035.00"),
        parameters(
            risk_class="6",
            base_percent="1.3",
            tier_percent="150",
            rate_percent="1.95",
            payroll_yuan="43130000",
        ),
    ),
    MeasureKind.TAX_REBATE_CANCELLED: (
        Decimal(4120000),
        parameters(period_begins="2027-01-01"),
    ),
    MeasureKind.LOAN_LIMIT: (
        Decimal(15000000),
        parameters(bank="X市商业银行", line_yuan="30000000", new_credit_percent="50"),
    ),
    MeasureKind.PROJECT_REFUSED: (
        None,
        parameters(project="年产5万吨新材料项目", applied_on="2026-11-12"),
    ),
    MeasureKind.INTERVIEW: (None, parameters(fell_on="2026-11-10", fell_to="D")),
    MeasureKind.QUALIFICATION_CANCELLED: (None, parameters(not_rectified_on="2026-11-20")),
    MeasureKind.LOAN_PREFERENCE: (
        None,
        parameters(bank="X市商业银行", line_yuan="30000000"),
    ),
    MeasureKind.BIDDING_LIMIT: (None, parameters(no_lots_for="D")),
    MeasureKind.PERFORMANCE_BOND: (
        Decimal(40000000),
        parameters(**PROJECT, bond_percent="10", bond_most_percent="10"),
    ),
    MeasureKind.BID_BOND: (
        Decimal(8000000),
        parameters(**PROJECT, bond_percent="2", bond_most_percent="2"),
    ),
    MeasureKind.WAGE_GUARANTEE: (
        Decimal(9000000),
        parameters(
            **PROJECT,
            guarantee_percent="2.25",
            standard_percent="1.5",
            surcharge_percent="50",
            arrears_on="2026-04-20",
        ),
    ),
    MeasureKind.INSPECTION_FREQUENCY: (None, parameters(times_a_year="12")),
    MeasureKind.PUBLIC_LISTING: (None, parameters(shown_grade="D")),
    MeasureKind.SOCIAL_RESPONSIBILITY_ITEM: (None, parameters(failed_for="D")),
    MeasureKind.AWARD_PREFERENCE: (None, parameters()),
}
