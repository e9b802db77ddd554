"""What departments record about enterprises: one kind a module, each a frozen value.

The shapes are shared vocabulary: intake fills them, the ledgers of scoring and sanctions hold them.
Money is in yuan, days are calendar days in Asia/Shanghai, instants are UTC.
"""

from .accident import Accident, AccidentFollowUp, ResponsibilityDetermined, Toll
from .act import InterviewHeld, MeasureAct, RectificationChecked
from .certificate import StandardizationCertificate
from .commitment import Commitment
from .evaluation import Evaluation
from .hidden_danger import HiddenDanger
from .inspection import Inspection, Training
from .listing import BlacklistDecision
from .objection import ObjectionDecided, ObjectionFiled, RepairApplied, RepairGranted
from .penalty import Penalty
from .permit import Permit
from .public_tip import PublicTip
from .registration import Registration
from .reply import Reply
from .stake import CreditLine, ProjectApplication, TaxRebate, WageArrears
from .traffic import Crash, TrafficPoints

Content = (
    Accident
    | AccidentFollowUp
    | BlacklistDecision
    | Commitment
    | CreditLine
    | Evaluation
    | HiddenDanger
    | Inspection
    | InterviewHeld
    | MeasureAct
    | ObjectionDecided
    | ObjectionFiled
    | Penalty
    | Permit
    | ProjectApplication
    | PublicTip
    | RectificationChecked
    | Registration
    | RepairApplied
    | RepairGranted
    | Reply
    | ResponsibilityDetermined
    | StandardizationCertificate
    | TaxRebate
    | TrafficPoints
    | Training
    | WageArrears
)

__all__ = [
    "Accident",
    "AccidentFollowUp",
    "BlacklistDecision",
    "Commitment",
    "Content",
    "Crash",
    "CreditLine",
    "Evaluation",
    "HiddenDanger",
    "Inspection",
    "InterviewHeld",
    "MeasureAct",
    "ObjectionDecided",
    "ObjectionFiled",
    "Penalty",
    "Permit",
    "ProjectApplication",
    "PublicTip",
    "RectificationChecked",
    "Registration",
    "RepairApplied",
    "RepairGranted",
    "Reply",
    "ResponsibilityDetermined",
    "StandardizationCertificate",
    "TaxRebate",
    "Toll",
    "TrafficPoints",
    "Training",
    "WageArrears",
]
