"""What notify hears, and what it says of it, on the in-memory log."""

from datetime import date
from decimal import Decimal

from schemas.codec import decode, encode
from schemas.messages import (
    ActAnswered,
    AlertRaised,
    Body,
    DeadlineAnnounced,
    EarlyWarningRaised,
    Fact,
    GradeChanged,
    MeasureChanged,
    Origin,
    ReportRejected,
    SilenceBegan,
    SilenceEnded,
)
from schemas.topics import (
    ACT_ANSWERS,
    ALERTS,
    EARLY_WARNINGS,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    REPORT_REJECTIONS,
    SOURCE_ALARMS,
    Topic,
)
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause, RuleDocuments
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.chassis.clock import milliseconds
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.notify.stage import build_stage
from tests.support.enterprise import CODE, NAME, fact

DAY = date(2026, 11, 10)
_TOPICS: dict[type[Body], Topic] = {
    GradeChanged: GRADE_CHANGES,
    EarlyWarningRaised: EARLY_WARNINGS,
    MeasureChanged: MEASURE_CHANGES,
    DeadlineAnnounced: MEASURE_CHANGES,
    ActAnswered: ACT_ANSWERS,
    ReportRejected: REPORT_REJECTIONS,
    SilenceBegan: SOURCE_ALARMS,
    SilenceEnded: SOURCE_ALARMS,
}


def grade_changed(
    to_grade: str, from_grade: str | None = "B", reasons: tuple[str, ...] = ("fatal_accident",)
) -> GradeChanged:
    return GradeChanged(
        day=DAY,
        name=NAME,
        sector="hazardous_chemicals",
        district="北仑区",
        from_grade=from_grade,
        to_grade=to_grade,
        score=Decimal("50.0"),
        edition="test",
        reasons=reasons,
        number=1,
        previous=None,
        standing_digest="",
        hash="",
    )


def measure_changed(
    measure: MeasureKind,
    to_status: str,
    agency: str,
    *,
    from_status: str | None = None,
    grade: str = "D",
    amount: Decimal | None = None,
    deadline: date | None = None,
    parameters: MeasureParameters | None = None,
) -> MeasureChanged:
    return MeasureChanged(
        day=DAY,
        name=NAME,
        sector="hazardous_chemicals",
        district="北仑区",
        order="ORDER-20261110-00000000",
        measure=measure,
        agency=agency,
        from_status=from_status,
        to_status=to_status,
        grade=grade,
        cause=MeasureCause(
            kind="standing",
            grade=grade,
            rules=(RuleDocuments("fatal_accident", ("SG-2026-101",)),),
        ),
        article="《中华人民共和国安全生产法》第七十八条",
        mark=Mark.LAW,
        edition="test",
        amount=amount,
        parameters=parameters or MeasureParameters(),
        deadline=deadline,
    )


def report_rejected(
    outcome: str = "rejected", field: str | None = "罚款金额(万元)"
) -> ReportRejected:
    return ReportRejected(
        origin=Origin(
            report_id="r",
            department="work-safety",
            layout="penalties",
            submission="s",
            row=17,
            file="penalties.csv",
        ),
        outcome=outcome,
        reason="not_a_number",
        field=field,
        value="叁万" if field else None,
        chinese="金额不是数字，请填写阿拉伯数字。",
        english="The amount is no number; write digits.",
        fields={},
    )


class Notices:
    """Tells notify a fact and returns the alerts."""

    def __init__(self, log: MemoryLog | None = None) -> None:
        self.log = log or MemoryLog()
        self.worker = MemoryWorker(build_stage(), self.log)
        self._count = 0

    def of(self, body: Body, subject: str = CODE, day: date = DAY) -> list[AlertRaised]:
        return [alert.body for alert in self.facts_of(body, subject, day)]

    def facts_of(self, body: Body, subject: str = CODE, day: date = DAY) -> list[Fact[AlertRaised]]:
        self._count += 1
        message = fact(body, day, f"cause-{self._count}", subject)
        before = len(self.log.all(ALERTS.name))
        timestamp = milliseconds(message.known_at)
        topic = _TOPICS[type(body)]
        self.log.publish(topic, subject.encode(), encode(message), timestamp)
        self.worker.run()
        assert not self.log.all("dead-letters-notify")
        return [decode(record.value) for record in self.log.all(ALERTS.name)[before:]]


def told(alerts: list[AlertRaised]) -> list[tuple[str, str, str]]:
    """Return recipient, urgency and template of each alert."""
    return [(alert.recipient, alert.urgency, alert.template) for alert in alerts]
