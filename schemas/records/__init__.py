"""What departments record about enterprises: one kind a module, each a frozen value.

The shapes are shared vocabulary: intake fills them, the ledgers of scoring and sanctions hold them.
Money is in yuan, days are calendar days in Asia/Shanghai, instants are UTC.
"""

from .accident import Accident, Toll
from .act import InterviewHeld, MeasureCarriedOut, RectificationChecked
from .certificate import StandardizationCertificate
from .commitment import Commitment
from .evaluation import Evaluation
from .hidden_danger import HiddenDanger
from .penalty import Penalty
from .registration import Registration
from .stake import CreditLine, ProjectApplication, TaxRebate
from .traffic import Crash, TrafficPoints

Content = (
    Accident
    | Commitment
    | CreditLine
    | Evaluation
    | HiddenDanger
    | InterviewHeld
    | MeasureCarriedOut
    | Penalty
    | ProjectApplication
    | RectificationChecked
    | Registration
    | StandardizationCertificate
    | TaxRebate
    | TrafficPoints
)

__all__ = [
    "Accident",
    "Commitment",
    "Content",
    "Crash",
    "CreditLine",
    "Evaluation",
    "HiddenDanger",
    "InterviewHeld",
    "MeasureCarriedOut",
    "Penalty",
    "ProjectApplication",
    "RectificationChecked",
    "Registration",
    "StandardizationCertificate",
    "TaxRebate",
    "Toll",
    "TrafficPoints",
]
