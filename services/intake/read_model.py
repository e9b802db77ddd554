"""Intake's views: what became of each report, and what waits for a person."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from schemas.codec import decode, to_json
from schemas.messages import Body, Fact, FindingNormalized, ReportRejected, ReportSettled
from schemas.topics import Topic
from services.chassis.outcome import ViewWrite
from services.chassis.views import Views

from .domain.state import IntakeState

SUBMISSIONS = "intake:submissions"
QUARANTINE = "intake:quarantine"
_FINAL = "intake:submission:"
_WAITING = "intake:waiting:"
_REJECTED = "intake:rejected:"


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent together, by whom."""

    submission: str
    department: str
    layout: str
    file: str | None


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one row; the texts are given where it was rejected or waits."""

    row: int
    report_id: str
    outcome: str
    code: str | None = None
    record_id: str | None = None
    reason: str | None = None
    field: str | None = None
    value: str | None = None
    chinese: str | None = None
    english: str | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier that a person has to decide about, and how many findings wait for it."""

    identifier: str
    findings: int
    departments: tuple[str, ...]
    names: tuple[str, ...]
    proposals: tuple[str, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The reports of a submission by outcome; they add up to what was read."""

    accepted: int = 0
    corrected: int = 0
    repeated: int = 0
    quarantined: int = 0
    rejected: int = 0
    reasons: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)

    @property
    def outcomes(self) -> dict[str, int]:
        """The sums by outcome."""
        names = ("accepted", "corrected", "repeated", "quarantined", "rejected")
        return {name: getattr(self, name) for name in names}

    def reasons_of(self, outcome: str) -> dict[str, int]:
        """Return how often each reason led to an outcome."""
        return self.reasons.get(outcome, {})

    @property
    def settled(self) -> int:
        """How many reports have an outcome."""
        return sum(self.outcomes.values())


def view_of_fact(_topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    """Return the writes for a receipt or a rejection.

    A quarantined row and its later release may be written by two workers in either order, so that
    they have places of their own; whoever reads prefers the later one.
    """
    body = fact.body
    if isinstance(body, ReportRejected):
        yield ViewWrite(
            key=_REJECTED + body.origin.submission,
            field=str(body.origin.row),
            value=to_json(body),
        )
    elif isinstance(body, ReportSettled):
        origin = body.origin
        place = _WAITING if body.outcome == "quarantined" else _FINAL
        yield ViewWrite(key=place + origin.submission, field=str(origin.row), value=to_json(body))
        yield ViewWrite(
            key=SUBMISSIONS,
            field=origin.submission,
            value=to_json(
                Submission(
                    submission=origin.submission,
                    department=origin.department,
                    layout=origin.layout,
                    file=origin.file,
                )
            ),
        )


def view_of_state(subject: str, state: IntakeState) -> Iterable[ViewWrite]:
    """Return the write for the list of what waits for a person."""
    if ":" not in subject:
        return
    identification = state.identification
    value = None
    if identification.waiting:
        facts = [decode(waiting) for waiting in identification.waiting]
        bodies = [fact.body for fact in facts if isinstance(fact.body, FindingNormalized)]
        value = to_json(
            Waiting(
                identifier=subject,
                findings=len(bodies),
                departments=tuple(sorted({body.origin.department for body in bodies})),
                names=tuple(sorted({body.name for body in bodies if body.name})),
                proposals=identification.choices(subject),
            )
        )
    yield ViewWrite(key=QUARANTINE, field=subject, value=value)


def submissions(views: Views) -> list[Submission]:
    """Return all submissions, by department and file."""
    found = [
        msgspec.json.decode(value, type=Submission) for value in views.fields(SUBMISSIONS).values()
    ]
    return sorted(found, key=lambda each: (each.department, each.file or "", each.submission))


def submission(views: Views, identity: str) -> Submission | None:
    """Return one submission, or None where nothing of it is settled yet."""
    value = views.field(SUBMISSIONS, identity)
    return None if value is None else msgspec.json.decode(value, type=Submission)


def receipts(views: Views, submission: str) -> list[Receipt]:
    """Return what became of each row of a submission, as far as it is settled."""
    settled = views.fields(_WAITING + submission) | views.fields(_FINAL + submission)
    told = views.fields(_REJECTED + submission)
    return sorted(
        (_receipt(value, told.get(row)) for row, value in settled.items()),
        key=lambda each: each.row,
    )


def _receipt(settled: bytes, told: bytes | None) -> Receipt:
    body = msgspec.json.decode(settled, type=ReportSettled)
    receipt = Receipt(
        row=body.origin.row,
        report_id=body.origin.report_id,
        outcome=body.outcome,
        code=body.code,
        record_id=body.record_id,
        reason=body.reason,
    )
    if told is None or body.outcome not in {"rejected", "quarantined"}:
        return receipt
    said = msgspec.json.decode(told, type=ReportRejected)
    return msgspec.structs.replace(
        receipt, field=said.field, value=said.value, chinese=said.chinese, english=said.english
    )


def totals(views: Views, submission: str) -> Totals:
    """Return the sums of a submission's receipts."""
    found = receipts(views, submission)
    reasons: dict[str, dict[str, int]] = {}
    for (outcome, reason), count in sorted(
        Counter((each.outcome, each.reason) for each in found if each.reason).items()
    ):
        reasons.setdefault(outcome, {})[reason] = count
    return Totals(**Counter(each.outcome for each in found), reasons=reasons)


def settled_rows(views: Views, submission: str) -> int:
    """Return how many rows of a submission have an outcome."""
    return len(views.fields(_WAITING + submission) | views.fields(_FINAL + submission))


def quarantine(views: Views) -> list[Waiting]:
    """Return what waits for a person's decision, by identifier."""
    return [
        msgspec.json.decode(value, type=Waiting)
        for _, value in sorted(views.fields(QUARANTINE).items())
    ]
