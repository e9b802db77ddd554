"""Amount, computation and parameters of each measure, as sanctions reckons them."""

from decimal import Decimal

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from tests.support.parameters import parameters

Figures = tuple[Decimal | None, str | None, MeasureParameters]
PROJECT = {"project": "城东安置房", "contract_yuan": "400000000"}
FIGURES: dict[MeasureKind, Figures] = {
    MeasureKind.INSURANCE_RATE: (
        Decimal("841035.00"),
        "risk class 6: base 1.3 % x tier 150 % = 1.95 % of a payroll of 43,130,000.00 yuan = "
        "841,035.00 yuan a year",
        parameters(risk_class="6", base_percent="1.3", tier_percent="150", rate_percent="1.95"),
    ),
    MeasureKind.TAX_REBATE_CANCELLED: (
        Decimal(4120000),
        "rebate of the period from 2027-01-01: 4,120,000.00 yuan",
        parameters(period_begins="2027-01-01"),
    ),
    MeasureKind.LOAN_LIMIT: (
        Decimal(15000000),
        "new credit: 50 % of 30,000,000.00 yuan = 15,000,000.00 yuan",
        parameters(bank="X市商业银行", line_yuan="30000000", new_credit_percent="50"),
    ),
    MeasureKind.PROJECT_REFUSED: (
        None,
        None,
        parameters(project="年产5万吨新材料项目", applied_on="2026-11-12"),
    ),
    MeasureKind.INTERVIEW: (None, None, parameters(fell_on="2026-11-10", fell_to="D")),
    MeasureKind.QUALIFICATION_CANCELLED: (None, None, parameters(not_rectified_on="2026-11-20")),
    MeasureKind.LOAN_PREFERENCE: (
        None,
        None,
        parameters(bank="X市商业银行", line_yuan="30000000"),
    ),
    MeasureKind.BIDDING_LIMIT: (None, "no lots", parameters(no_lots_for="D")),
    MeasureKind.PERFORMANCE_BOND: (
        Decimal(40000000),
        "10 % (at most 10 %) of 400,000,000.00 yuan = 40,000,000.00 yuan",
        parameters(**PROJECT, bond_percent="10"),
    ),
    MeasureKind.BID_BOND: (
        Decimal(8000000),
        "2 % (at most 2 %) of 400,000,000.00 yuan = 8,000,000.00 yuan",
        parameters(**PROJECT, bond_percent="2"),
    ),
    MeasureKind.WAGE_GUARANTEE: (
        Decimal(5000000),
        "2.25 % of 400,000,000.00 yuan = 9,000,000.00 yuan, at most 5,000,000.00 yuan; 1.5 % "
        "raised by 50 % of it: arrears on 2026-04-20",
        parameters(
            **PROJECT,
            guarantee_percent="2.25",
            most_yuan="5000000",
            surcharge_percent="50",
            arrears_on="2026-04-20",
        ),
    ),
    MeasureKind.INSPECTION_FREQUENCY: (None, None, parameters(times_a_year="12")),
    MeasureKind.PUBLIC_LISTING: (None, None, parameters(shown_grade="D")),
    MeasureKind.SOCIAL_RESPONSIBILITY_ITEM: (None, None, parameters(failed_for="D")),
    MeasureKind.AWARD_PREFERENCE: (None, None, parameters()),
}
