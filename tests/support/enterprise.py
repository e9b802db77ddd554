"""An enterprise as sanctions hears of it: standings, records and days, on the in-memory log."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from schemas.codec import decode, encode
from schemas.messages import (
    ActAnswered,
    Body,
    DeadlineAnnounced,
    Fact,
    MeasureChanged,
    Origin,
    RecordAdmitted,
)
from schemas.records import Content, MeasureAct
from schemas.topics import ACT_ANSWERS, ASSESSMENTS, MEASURE_CHANGES
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.chassis.processing.stage import Stage
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.procedure import AFTER_EFFECT
from services.sanctions.domain.rules.legal_basis_gate import rules_of
from services.sanctions.domain.terms.measure import Order
from services.sanctions.stage import build_stage, load
from tests.support.standings import CODE, NAME, registration, standing

__all__ = ["CODE", "NAME", "Enterprise", "brief", "fact", "record", "registration", "standing"]
STAGE = build_stage()
EDITION = next(each for each in load() if each.edition == "measures-2013-01-01")
FIRST_DAY = date(2026, 9, 1)
# These go with the grade of everybody, whatever else there is: most tests are about something else.
BY_GRADE_ALONE = frozenset(
    {
        MeasureKind.INSPECTION_FREQUENCY,
        MeasureKind.PUBLIC_LISTING,
        MeasureKind.SOCIAL_RESPONSIBILITY_ITEM,
        MeasureKind.AWARD_PREFERENCE,
    }
)


def fact(body: Body, day: date, identity: str, subject: str = CODE) -> Fact[Body]:
    instant = clock_at(day)()
    return Fact(
        id=identity,
        source="/safety-credit/scoring",
        subject=subject,
        known_at=instant,
        occurred_at=instant,
        correlation_id=identity,
        body=body,
    )


def record(
    content: Content,
    day: date,
    record_id: str,
    withdrawn: bool = False,
    *,
    revision: int = 1,
    department: str = "work-safety",
) -> RecordAdmitted:
    return RecordAdmitted(
        record_id=record_id,
        revision=revision,
        department=department,
        document_number=record_id,
        occurred_on=day,
        content=content,
        origin=Origin(
            report_id=record_id, department=department, layout="record", submission="s", row=1
        ),
        sources=(department,),
        withdrawn=withdrawn,
    )


def reporter_of(content: Content) -> str:
    """Return the agency of the measure that an act is about, else work safety."""
    if isinstance(content, MeasureAct):
        return {each.kind: rule for each, rule in rules_of(EDITION)}[content.measure].agency
    return "work-safety"


@dataclass
class Enterprise:
    """Sends facts to a worker of sanctions and keeps what it published.

    It tells of the measures that hang on the grade alone only where `everything` is asked for.
    """

    stage: Stage[Dossier] = STAGE
    log: MemoryLog = field(default_factory=MemoryLog)
    everything: bool = False
    worker: MemoryWorker = field(init=False)
    _ids: count = field(default_factory=count)
    _heard: int = 0
    _revisions: dict[str, int] = field(default_factory=dict)
    terms_told: list[DeadlineAnnounced] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.worker = MemoryWorker(self.stage, self.log)
        self.days_pass(FIRST_DAY)

    def rated(self, grade: str, day: date, **more) -> list[MeasureChanged]:
        return self.tell(fact(standing(grade, day, **more), day, f"standing-{next(self._ids)}"))

    def reported(
        self,
        content: Content,
        day: date,
        record_id: str,
        withdrawn: bool = False,
        department: str | None = None,
    ) -> list[MeasureChanged]:
        """Report a record, or its next revision; without a department, as whose it is to report."""
        revision = self._revisions[record_id] = self._revisions.get(record_id, 0) + 1
        by = department or reporter_of(content)
        body = record(content, day, record_id, withdrawn, revision=revision, department=by)
        return self.tell(fact(body, day, f"record-{next(self._ids)}"))

    def days_pass(self, until: date) -> list[MeasureChanged]:
        return self.tell(day_began(until, 0))

    def tell(self, message: Fact[Body]) -> list[MeasureChanged]:
        timestamp = milliseconds(message.known_at)
        self.log.publish(ASSESSMENTS, message.subject.encode(), encode(message), timestamp)
        self.worker.run()
        return self.changes()

    def changes(self) -> list[MeasureChanged]:
        """Return what was published since this was last asked."""
        everything = self.log.all(MEASURE_CHANGES.name)
        new, self._heard = everything[self._heard :], len(everything)
        assert not self.log.all("dead-letters-sanctions")
        told = [decode(found.value).body for found in new]
        self.terms_told += [body for body in told if isinstance(body, DeadlineAnnounced)]
        return [
            body
            for body in told
            if isinstance(body, MeasureChanged) and self._is_told(body.measure)
        ]

    def answers(self) -> list[ActAnswered]:
        """Return what agencies were told of acts that fit no order."""
        return [decode(found.value).body for found in self.log.all(ACT_ANSWERS.name)]

    def _is_told(self, kind: MeasureKind) -> bool:
        return self.everything or kind not in BY_GRADE_ALONE

    @property
    def dossier(self) -> Dossier:
        return self.worker.state(0, CODE.encode())

    def statuses(self) -> dict[str, str]:
        """Return kind (and instance) to status: of the order in effect, else of the last one."""
        found: dict[str, str] = {}
        for order in self.dossier.orders:
            terms = order.terms
            if not self._is_told(terms.kind):
                continue
            place = f"{terms.kind.value}{':' if terms.instance else ''}{terms.instance}"
            if found.get(place) not in AFTER_EFFECT or order.status in AFTER_EFFECT:
                found[place] = order.status
        return found

    def order(self, kind: str, instance: str = "") -> Order:
        """Return the last order of a measure."""
        return [o for o in self.dossier.orders if o.terms.key == (kind, instance)][-1]


def brief(changes: list[MeasureChanged]) -> list[tuple[str, str | None, str]]:
    """Return measure, status before, status after of each change."""
    return [(change.measure.value, change.from_status, change.to_status) for change in changes]
