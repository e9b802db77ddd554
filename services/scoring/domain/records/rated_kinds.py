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
    Reply,
    ResponsibilityDetermined,
    TaxRebate,
    Training,
    WageArrears,
)

_ACTS_AND_STAKES = (
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

# Kept, because a ledger tells all that is known; but nobody is rated for them alone.
NOT_RATED_ALONE = (*_ACTS_AND_STAKES, Reply)

# What sanctions needs too, in one order with the standings.
RELAYED = (
    *_ACTS_AND_STAKES,
    BlacklistDecision,
    Inspection,
    Permit,
    RectificationChecked,
    Training,
)
