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
