"""What an enterprise is rated for, and what sanctions needs too."""

from schemas.records import (
    AccidentFollowUp,
    BlacklistDecision,
    CreditLine,
    Inspection,
    InterviewHeld,
    MeasureAct,
    ObjectionDecided,
    ObjectionFiled,
    Permit,
    ProjectApplication,
    PublicTip,
    RectificationChecked,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
    TaxRebate,
    Training,
    WageArrears,
)

# Kept, because a ledger tells all that is known; but nobody is rated for them alone.
NOT_RATED_ALONE = (
    AccidentFollowUp,
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ObjectionDecided,
    ObjectionFiled,
    ProjectApplication,
    PublicTip,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
    TaxRebate,
    WageArrears,
)

# What sanctions needs too, in one order with the standings.
RELAYED = (
    *NOT_RATED_ALONE,
    BlacklistDecision,
    Inspection,
    Permit,
    RectificationChecked,
    Training,
)
