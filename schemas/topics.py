"""The catalogue of topics in flow order: a service reads only topics before those it writes."""

from functools import cache

from schemas import messages
from schemas.certificate_topics import CERTIFICATE_REQUESTS, CERTIFICATES
from schemas.inner_topics import ADMISSIONS, IDENTIFICATIONS
from schemas.personal_topics import CONTACTS, RECORD_ENDS, SUBJECT_KEYS
from schemas.public_topics import DISCLOSED_RECORDS, DISCLOSURES
from schemas.service_topics import accesses_of, dead_letters_of
from schemas.topic import (
    CODE,
    DISCLOSURE,
    FIVE_YEARS,
    INTAKE,
    MAXIMUM_MESSAGE_BYTES,
    NOTIFY,
    OFFICES,
    OPERATOR,
    OUTSIDE,
    RAW_REPORTS_KEPT,
    SANCTIONS,
    SCORING,
    SERVICES,
    WORLD,
    Topic,
)
from schemas.vocabulary.department import departments

__all__ = ["ADMISSIONS", "CONTACTS", "IDENTIFICATIONS", "RECORD_ENDS", "SUBJECT_KEYS"]
__all__ += ["CERTIFICATES", "CERTIFICATE_REQUESTS", "DISCLOSED_RECORDS", "DISCLOSURES"]
__all__ += ["DISCLOSURE", "INTAKE", "MAXIMUM_MESSAGE_BYTES", "NOTIFY", "SANCTIONS", "SCORING"]
__all__ += ["OFFICES", "OPERATOR", "OUTSIDE", "SERVICES", "WORLD", "Topic"]
__all__ += ["accesses_of", "dead_letters_of"]

REPORT_RECEIPTS = Topic(
    name="report-receipts",
    carries=(messages.ReportProcessed,),
    producer=INTAKE,
    consumers=(INTAKE, OFFICES),
    key="department",
    summary="What became of each report.",
    config=(("retention.ms", FIVE_YEARS),),
)
REPORT_REJECTIONS = Topic(
    name="report-rejections",
    carries=(messages.ReportRejected,),
    producer=INTAKE,
    consumers=(INTAKE, NOTIFY, OFFICES),
    key="department",
    summary="Reports rejected or quarantined, with the reason and what was sent.",
    config=(("retention.ms", FIVE_YEARS),),
)
SOURCE_ALARMS = Topic(
    name="source-alarms",
    carries=(messages.SilenceBegan, messages.SilenceEnded),
    producer=INTAKE,
    consumers=(NOTIFY, OFFICES),
    key="department",
    summary="Departments that fell silent against their own rhythm, and that report again.",
)
SAFETY_RECORDS = Topic(
    name="safety-records",
    carries=(messages.RecordAdmitted, messages.DoubleSuspected, messages.DayBegan),
    producer=INTAKE,
    consumers=(SCORING, DISCLOSURE),
    key=CODE,
    summary="The city's records in one language, which of them may be one, and its days.",
)
ASSESSMENTS = Topic(
    name="assessments",
    carries=(messages.StandingAssessed, messages.RecordAdmitted, messages.DayBegan),
    producer=SCORING,
    consumers=(SANCTIONS,),
    key=CODE,
    summary="Standings, and the records and days that sanctions needs, in one order.",
)
SHEET_CHANGES = Topic(
    name="sheet-changes",
    carries=(messages.SheetChanged,),
    producer=SCORING,
    consumers=(WORLD,),
    key=CODE,
    summary="The lines that were put on the sheet of an enterprise, or taken off it.",
)
STANDINGS = Topic(
    name="standings",
    carries=(messages.StandingAssessed,),
    producer=SCORING,
    consumers=(DISCLOSURE, WORLD),
    key=CODE,
    summary="The latest standing of each enterprise.",
    config=(("cleanup.policy", "compact"),),
)
GRADE_CHANGES = Topic(
    name="grade-changes",
    carries=(messages.GradeChanged,),
    producer=SCORING,
    consumers=(NOTIFY, WORLD),
    key=CODE,
    summary="Every change of a grade.",
)
EARLY_WARNINGS = Topic(
    name="early-warnings",
    carries=(messages.EarlyWarningRaised,),
    producer=SCORING,
    consumers=(NOTIFY,),
    key=CODE,
    summary="What will change a standing by itself, told some days before.",
    config=(("retention.ms", FIVE_YEARS),),
)
DECISION_SEALS = Topic(
    name="decision-seals",
    carries=(messages.DecisionsSealed,),
    producer=SCORING,
    consumers=(WORLD,),
    key="the city",
    summary="The signed root over each day's grade changes.",
)
MEASURE_CHANGES = Topic(
    name="measure-changes",
    carries=(messages.MeasureChanged, messages.DeadlineAnnounced),
    producer=SANCTIONS,
    consumers=(NOTIFY, DISCLOSURE, WORLD),
    key=CODE,
    summary="Every step of every linked measure, and the terms that are about to end or passed.",
)
MEASURES = Topic(
    name="measures",
    carries=(messages.MeasuresStated,),
    producer=SANCTIONS,
    consumers=(WORLD,),
    key=CODE,
    summary="The measures of each enterprise that are under way or in effect.",
    config=(("cleanup.policy", "compact"),),
)
ACT_ANSWERS = Topic(
    name="act-answers",
    carries=(messages.ActAnswered,),
    producer=SANCTIONS,
    consumers=(NOTIFY, OFFICES),
    key=CODE,
    summary="Acts of agencies that fit no order, with the reason, and those settled after all.",
)
SUBSCRIPTIONS = Topic(
    name="subscriptions",
    carries=(messages.SubscriptionStated,),
    producer=NOTIFY,
    consumers=(NOTIFY,),
    key="subscription",
    summary="The subscriptions of downstream systems, each as it was stated last.",
    config=(("cleanup.policy", "compact"),),
)
ALERTS = Topic(
    name="alerts",
    carries=(messages.AlertRaised,),
    producer=NOTIFY,
    consumers=(NOTIFY, OFFICES),
    key="recipient: unified code or department",
    summary="What enterprises and agencies are told.",
    config=(("retention.ms", FIVE_YEARS),),
)
DELIVERIES = Topic(
    name="deliveries",
    carries=(messages.DeliveryDeferred, messages.ReceiverPaused),
    producer=NOTIFY,
    consumers=(NOTIFY,),
    key="delivery, or receiver: and its name",
    summary="Deliveries that are still to be made or were given up, and receivers that are away.",
    config=(("cleanup.policy", "compact"),),
)
DELIVERY_RECEIPTS = Topic(
    name="delivery-receipts",
    carries=(messages.ReceiptRecorded,),
    producer=NOTIFY,
    consumers=(NOTIFY, OFFICES),
    key="recipient, or subscription",
    summary="What was sent, delivered, read and acknowledged, and what came to nothing.",
    config=(("retention.ms", FIVE_YEARS),),
)


# What disclosure answers is public: nobody is noted for having read it.
ACCESSES = tuple(accesses_of(service) for service in SERVICES if service != DISCLOSURE)
# What a service reads by another process than its worker: notify's API, dispatcher and register of
# accesses; the APIs of scoring and disclosure, what their workers write.
BESIDE_THE_WORKER = (
    *(SUBSCRIPTIONS, CONTACTS, SUBJECT_KEYS, DELIVERIES, *ACCESSES),
    *(CERTIFICATES, DISCLOSURES, DISCLOSED_RECORDS),
)


@cache
def reports_topics() -> tuple[Topic, ...]:
    """Return one inbound topic a department, so that a broker ACL keeps each to its own."""
    return tuple(
        Topic(
            name=department.topic,
            carries=(messages.ReportSubmitted,),
            producer=department.code,
            consumers=(INTAKE,),
            key="any identifier of the enterprise",
            summary=f"Reports of the department: {department.english}.",
            config=(("retention.ms", RAW_REPORTS_KEPT),),
        )
        for department in departments()
    )


@cache
def catalogue() -> tuple[Topic, ...]:
    """Return all topics in flow order."""
    return (
        *reports_topics(),
        IDENTIFICATIONS,
        ADMISSIONS,
        REPORT_RECEIPTS,
        REPORT_REJECTIONS,
        SOURCE_ALARMS,
        SAFETY_RECORDS,
        CERTIFICATE_REQUESTS,
        CERTIFICATES,
        ASSESSMENTS,
        SHEET_CHANGES,
        STANDINGS,
        GRADE_CHANGES,
        EARLY_WARNINGS,
        RECORD_ENDS,
        DECISION_SEALS,
        MEASURE_CHANGES,
        MEASURES,
        ACT_ANSWERS,
        SUBSCRIPTIONS,
        CONTACTS,
        SUBJECT_KEYS,
        ALERTS,
        DELIVERIES,
        DELIVERY_RECEIPTS,
        DISCLOSURES,
        DISCLOSED_RECORDS,
        *ACCESSES,
        *(dead_letters_of(service) for service in SERVICES),
    )
