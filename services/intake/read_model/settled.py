"""Intake's views of what became of each report."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from schemas.codec import to_json
from schemas.messages import Body, Fact, ReportRejected, ReportSettled
from schemas.topics import Topic
from schemas.vocabulary.assumption import Assumption
from services.chassis.outcome import ViewWrite
from services.chassis.views import Views
from services.intake.domain.layout import DECISION_LAYOUT

from .quality import quality_writes

SUBMISSIONS = "intake:submissions"
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
    """What became of one row; the texts are given where it was rejected or waits.

    `assumed` are the values that rules need, and that the row does not state.
    """

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
    assumed: tuple[Assumption, ...] = ()


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
    they have places of their own; whoever reads prefers the later one. A department sees only its
    own submissions, whatever names it gives them.
    """
    body = fact.body
    if not isinstance(body, ReportRejected | ReportSettled):
        return
    origin = body.origin
    mine = f"{origin.department}:{origin.submission}"
    report = f"{origin.row}:{origin.report_id}"
    if isinstance(body, ReportRejected):
        yield ViewWrite(key=_REJECTED + mine, field=report, value=to_json(body))
    else:
        place = _WAITING if body.outcome == "quarantined" else _FINAL
        yield ViewWrite(key=place + mine, field=report, value=to_json(body))
        if origin.layout != DECISION_LAYOUT:  # a decision tells of no enterprise
            yield from quality_writes(fact)
        yield ViewWrite(
            key=SUBMISSIONS,
            field=mine,
            value=to_json(
                Submission(
                    submission=origin.submission,
                    department=origin.department,
                    layout=origin.layout,
                    file=origin.file,
                )
            ),
        )


def submissions(views: Views) -> list[Submission]:
    """Return all submissions, by department and file."""
    found = [
        msgspec.json.decode(value, type=Submission) for value in views.fields(SUBMISSIONS).values()
    ]
    return sorted(found, key=lambda each: (each.department, each.file or "", each.submission))


def receipts(views: Views, department: str, submission: str) -> list[Receipt]:
    """Return what became of each report of a department's submission, as far as it is settled."""
    told = views.fields(f"{_REJECTED}{department}:{submission}")
    return sorted(
        (
            _receipt(value, told.get(report))
            for report, value in _settled(views, department, submission).items()
        ),
        key=lambda each: (each.row, each.report_id),
    )


def _settled(views: Views, department: str, submission: str) -> dict[str, bytes]:
    mine = f"{department}:{submission}"
    return views.fields(_WAITING + mine) | views.fields(_FINAL + mine)


def _receipt(settled: bytes, told: bytes | None) -> Receipt:
    body = msgspec.json.decode(settled, type=ReportSettled)
    receipt = Receipt(
        row=body.origin.row,
        report_id=body.origin.report_id,
        outcome=body.outcome,
        code=body.code,
        record_id=body.record_id,
        reason=body.reason,
        field=body.field,
        assumed=body.assumed,
    )
    if told is None or body.outcome not in {"rejected", "quarantined"}:
        return receipt
    said = msgspec.json.decode(told, type=ReportRejected)
    return msgspec.structs.replace(
        receipt, field=said.field, value=said.value, chinese=said.chinese, english=said.english
    )


def totals(views: Views, department: str, submission: str) -> Totals:
    """Return the sums of a submission's receipts."""
    return totals_of(receipts(views, department, submission))


def totals_of(found: Sequence[Receipt]) -> Totals:
    """Return the sums of receipts."""
    reasons: dict[str, dict[str, int]] = {}
    for (outcome, reason), count in sorted(
        Counter((each.outcome, each.reason) for each in found if each.reason).items()
    ):
        reasons.setdefault(outcome, {})[reason] = count
    return Totals(**Counter(each.outcome for each in found), reasons=reasons)


def settled_rows(views: Views, department: str, submission: str) -> int:
    """Return how many reports of a submission have an outcome."""
    mine = f"{department}:{submission}"
    waiting = views.fields(_WAITING + mine)
    released = views.present(_FINAL + mine, waiting.keys())
    return views.count(_FINAL + mine) + len(waiting) - released
