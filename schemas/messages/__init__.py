"""The facts that travel between the services: one a module, past tense, frozen.

`BODIES` is the closed list of what may be on a topic; the codec knows no other type.
"""

from .access_recorded import AccessRecorded, HolderKind
from .act_answered import ActAnswered
from .alert_raised import AlertRaised, ServedDocument, Text
from .base import Body, Fact, caused_fact, first_fact
from .certificate_issued import CertificateIssued
from .certificate_refused import CertificateRefusal, CertificateRefused
from .certificate_requested import CertificateRequested
from .certificate_revoked import CertificateRevoked
from .code_succeeded import CodeSucceeded
from .contacts_stated import ContactsStated
from .day_began import DayBegan
from .deadline_announced import DeadlineAnnounced
from .decisions_sealed import DecisionsSealed
from .delivery_deferred import DeliveryDeferred
from .double_decided import DoubleDecided
from .double_suspected import DoubleStatus, DoubleSuspected, RecordNamed
from .early_warning_raised import EarlyWarningRaised
from .enterprise_disclosed import EnterpriseDisclosed
from .finding_normalized import FindingNormalized, Origin
from .grade_changed import GradeChanged
from .identifier_linked import IdentifierLinked
from .identifier_refused import IdentifierRefused
from .measure_changed import MeasureChanged, Reached
from .measures_stated import MeasuresStated, MeasureTotal, StatedMeasure
from .message_dead_lettered import MessageDeadLettered
from .message_replayed import MessageReplayed
from .receipt_recorded import ReceiptRecorded
from .receiver_paused import ReceiverPaused
from .record_admitted import RecordAdmitted
from .record_disclosed import RecordDisclosed
from .record_ended import RecordEnded
from .record_inherited import RecordInherited, ReportsInherited, SourceVersion
from .report_processed import ReportProcessed
from .report_rejected import ReportRejected
from .report_submitted import Cell, ReportSubmitted
from .report_undecided import ReportUndecided
from .sheet_changed import EndedLine, SheetChanged
from .sign_in_refused import SignInRefused
from .silence_began import SilenceBegan
from .silence_ended import SilenceEnded
from .standing_assessed import (
    Decision,
    OverrideLine,
    PointsLine,
    RetroactiveGrade,
    StandingAssessed,
)
from .statement_decided import StatementDecided
from .subject_key_stated import SubjectKeyStated
from .subscription_stated import Selection, SubscriptionStated

BODIES: tuple[type[Body], ...] = (
    ReportSubmitted,
    ReportUndecided,
    StatementDecided,
    IdentifierLinked,
    IdentifierRefused,
    FindingNormalized,
    CodeSucceeded,
    RecordInherited,
    ReportsInherited,
    DoubleDecided,
    ReportProcessed,
    ReportRejected,
    SilenceBegan,
    SilenceEnded,
    RecordAdmitted,
    DoubleSuspected,
    DayBegan,
    SheetChanged,
    StandingAssessed,
    GradeChanged,
    EarlyWarningRaised,
    DecisionsSealed,
    RecordEnded,
    CertificateRequested,
    CertificateRevoked,
    CertificateIssued,
    CertificateRefused,
    MeasureChanged,
    DeadlineAnnounced,
    MeasuresStated,
    ActAnswered,
    SubjectKeyStated,
    SubscriptionStated,
    ContactsStated,
    AlertRaised,
    DeliveryDeferred,
    ReceiverPaused,
    ReceiptRecorded,
    EnterpriseDisclosed,
    RecordDisclosed,
    AccessRecorded,
    SignInRefused,
    MessageDeadLettered,
    MessageReplayed,
)

__all__ = [
    "BODIES",
    "AccessRecorded",
    "ActAnswered",
    "AlertRaised",
    "Body",
    "Cell",
    "CertificateIssued",
    "CertificateRefusal",
    "CertificateRefused",
    "CertificateRequested",
    "CertificateRevoked",
    "CodeSucceeded",
    "ContactsStated",
    "DayBegan",
    "DeadlineAnnounced",
    "Decision",
    "DecisionsSealed",
    "DeliveryDeferred",
    "DoubleDecided",
    "DoubleStatus",
    "DoubleSuspected",
    "EarlyWarningRaised",
    "EndedLine",
    "EnterpriseDisclosed",
    "Fact",
    "FindingNormalized",
    "GradeChanged",
    "HolderKind",
    "IdentifierLinked",
    "IdentifierRefused",
    "MeasureChanged",
    "MeasureTotal",
    "MeasuresStated",
    "MessageDeadLettered",
    "MessageReplayed",
    "Origin",
    "OverrideLine",
    "PointsLine",
    "Reached",
    "ReceiptRecorded",
    "ReceiverPaused",
    "RecordAdmitted",
    "RecordDisclosed",
    "RecordEnded",
    "RecordInherited",
    "RecordNamed",
    "ReportProcessed",
    "ReportRejected",
    "ReportSubmitted",
    "ReportUndecided",
    "ReportsInherited",
    "RetroactiveGrade",
    "Selection",
    "ServedDocument",
    "SheetChanged",
    "SignInRefused",
    "SilenceBegan",
    "SilenceEnded",
    "SourceVersion",
    "StandingAssessed",
    "StatedMeasure",
    "StatementDecided",
    "SubjectKeyStated",
    "SubscriptionStated",
    "Text",
    "caused_fact",
    "first_fact",
]
