"""The linked measures (联动措施) that follow from a standing."""

from enum import StrEnum


class MeasureKind(StrEnum):
    """What an agency does because of an enterprise's standing."""

    INSURANCE_RATE = "insurance_rate"
    TAX_REBATE_CANCELLED = "tax_rebate_cancelled"
    LOAN_LIMIT = "loan_limit"
    PROJECT_REFUSED = "project_refused"
    INTERVIEW = "interview"
    QUALIFICATION_CANCELLED = "qualification_cancelled"
    LOAN_PREFERENCE = "loan_preference"
    BIDDING_LIMIT = "bidding_limit"
    PERFORMANCE_BOND = "performance_bond"
    BID_BOND = "bid_bond"
    WAGE_GUARANTEE = "wage_guarantee"
    INSPECTION_FREQUENCY = "inspection_frequency"
    PUBLIC_LISTING = "public_listing"
    SOCIAL_RESPONSIBILITY_ITEM = "social_responsibility_item"
    AWARD_PREFERENCE = "award_preference"


# They apply for as long as the standing does: nobody reports them as done, none waits as an order.
CONTINUING = frozenset(
    {
        MeasureKind.INSURANCE_RATE,
        MeasureKind.LOAN_PREFERENCE,
        MeasureKind.PERFORMANCE_BOND,
        MeasureKind.BID_BOND,
        MeasureKind.WAGE_GUARANTEE,
        MeasureKind.INSPECTION_FREQUENCY,
        MeasureKind.SOCIAL_RESPONSIBILITY_ITEM,
        MeasureKind.AWARD_PREFERENCE,
    }
)
