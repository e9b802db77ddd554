"""Intake's views of what became of each report."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from schemas.codec import to_json
from schemas.messages import Fact, Origin, ReportProcessed, ReportRejected
from schemas.vocabulary.assumption import Assumption
from services.chassis.clock import day_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.chassis.views.stored_names import view_key
from services.intake.domain.layouts.layout import DECISION_LAYOUT

from .quality import quality_writes

SUBMISSIONS = "intake:submissions"
ADMITTED = ("accepted", "corrected", "repeated")
OUTCOMES = (*ADMITTED, "quarantined", "rejected")
_FINAL = "intake:submission:"  # and the outcome, and whose it is
_REJECTED = "intake:rejected:"


class SubmissionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent together, by whom, and when it was known (the last of it, on its day)."""

    submission: str
    department: str
    layout: str
    file: str | None
    known_at: datetime


class SubmissionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the submissions, the newest first; `following` is what the next part begins after."""

    submissions: tuple[SubmissionSummary, ...]
    following: str | None


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one row; the texts are given where it was rejected or waits.

    `assumed` are the values that rules need, and that the row does not state.
    `double_number` is the document, reported by `double_department`, that its record may be the
    same as, or is decided to be.
    """

    row: int
    report_id: str
    outcome: str
    code: str | None = None
    record_id: str | None = None
    reason: str | None = None
    field: str | None = None
    value: str | None = None
    double_number: str | None = None
    double_department: str | None = None
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
        return {name: getattr(self, name) for name in OUTCOMES}

    def reasons_of(self, outcome: str) -> dict[str, int]:
        """Return how often each reason led to an outcome."""
        return self.reasons.get(outcome, {})

    @property
    def finished(self) -> int:
        """How many reports have an outcome."""
        return sum(self.outcomes.values())


def view_of_receipt(fact: Fact[ReportProcessed]) -> Iterable[ViewWrite]:
    """Return the writes for a receipt.

    A quarantined row and its later release may be published by two workers in either order, so
    that each outcome has a place of its own; whoever reads prefers the later one. A department sees
    only its own submissions, whatever names it gives them.
    """
    body, origin = fact.body, fact.body.origin
    yield ViewWrite(
        key=_key(body.outcome, origin.department, origin.submission),
        field=_report_field(origin),
        value=to_json(body),
    )
    if origin.layout != DECISION_LAYOUT:  # a decision tells of no enterprise
        yield from quality_writes(fact)
    if body.reported_on in {None, day_of(fact.known_at)}:  # else it waited till a later day
        sent = SubmissionSummary(
            submission=origin.submission,
            department=origin.department,
            layout=origin.layout,
            file=origin.file,
            known_at=fact.known_at,
        )
        yield ViewWrite(
            key=SUBMISSIONS, field=f"{origin.department}:{origin.submission}", value=to_json(sent)
        )


def view_of_rejection(fact: Fact[ReportRejected]) -> ViewWrite:
    """Return the write for what is told of a report that was sent back, or waits."""
    origin = fact.body.origin
    key = _of_submission(_REJECTED, origin.department, origin.submission)
    return ViewWrite(key=key, field=_report_field(origin), value=to_json(fact.body))


def _report_field(origin: Origin) -> str:
    return f"{origin.row}:{origin.report_id}"


def submissions(views: Views, department: str | None = None) -> list[SubmissionSummary]:
    """Return the submissions, of one department if it is named, the newest first."""
    summaries = (
        msgspec.json.decode(value, type=SubmissionSummary)
        for submission_key, value in views.fields(SUBMISSIONS).items()
        if department is None or submission_key.startswith(f"{department}:")
    )
    return sorted(summaries, key=lambda each: (each.known_at, each.submission), reverse=True)


def submission_of(views: Views, department: str, submission: str) -> SubmissionSummary | None:
    """Return a department's submission, or None where there is no such."""
    value = views.field(SUBMISSIONS, f"{department}:{submission}")
    return None if value is None else msgspec.json.decode(value, type=SubmissionSummary)


def submission_page(
    views: Views, department: str | None, after: str | None, most: int
) -> SubmissionPage:
    """Return at most so many submissions, those that follow one of that id. Raises KeyError."""
    summaries = submissions(views, department)
    if after is not None:
        positions = [
            position for position, each in enumerate(summaries) if each.submission == after
        ]
        if not positions:
            raise KeyError(after)
        summaries = summaries[positions[0] + 1 :]
    listed = tuple(summaries[:most])
    following = listed[-1].submission if len(summaries) > len(listed) else None
    return SubmissionPage(submissions=listed, following=following)


def outcomes_of(views: Views, department: str, submission: str) -> dict[str, int]:
    """Return the sums of a submission by outcome, without looking at each receipt."""
    counts = {each: views.count(_key(each, department, submission)) for each in OUTCOMES}
    # What waited and went on, or was refused and was handled again, has its later outcome.
    later: tuple[str, ...] = ADMITTED
    for outcome in ("rejected", "quarantined"):
        if counts[outcome]:
            reports = views.fields(_key(outcome, department, submission)).keys()
            counts[outcome] -= sum(
                views.present(_key(each, department, submission), reports) for each in later
            )
        later = (*later, outcome)
    return counts


def receipts(views: Views, department: str, submission: str) -> list[Receipt]:
    """Return what became of each report of a department's submission, as far as it is settled."""
    rejections = views.fields(_of_submission(_REJECTED, department, submission))
    return sorted(
        (
            _receipt(value, rejections.get(report))
            for report, value in _receipts_of(views, department, submission).items()
        ),
        key=lambda each: (each.row, each.report_id),
    )


def _receipts_of(views: Views, department: str, submission: str) -> dict[str, bytes]:
    each = ("quarantined", "rejected", *ADMITTED)  # the later ones last
    keys = (_key(outcome, department, submission) for outcome in each)
    return {name: value for key in keys for name, value in views.fields(key).items()}


def _key(outcome: str, department: str, submission: str) -> str:
    return _of_submission(f"{_FINAL}{outcome}:", department, submission)


def _of_submission(view: str, department: str, submission: str) -> str:
    """Return the key of a view; a department may have put braces into a submission's name."""
    name = submission.replace("%", "%25").replace("{", "%7B")
    return view_key(f"{view}{name}:", department)


def _receipt(receipt_bytes: bytes, rejection_bytes: bytes | None) -> Receipt:
    body = msgspec.json.decode(receipt_bytes, type=ReportProcessed)
    receipt = Receipt(
        row=body.origin.row,
        report_id=body.origin.report_id,
        outcome=body.outcome,
        code=body.code,
        record_id=body.record_id,
        reason=body.reason,
        field=body.field,
        assumed=body.assumed,
        double_number=body.double.document_number if body.double else None,
        double_department=body.double.department if body.double else None,
    )
    if rejection_bytes is None or body.outcome not in {"rejected", "quarantined"}:
        return receipt
    rejection = msgspec.json.decode(rejection_bytes, type=ReportRejected)
    return msgspec.structs.replace(
        receipt,
        field=rejection.field,
        value=rejection.value,
        chinese=rejection.chinese,
        english=rejection.english,
    )


def totals(views: Views, department: str, submission: str) -> Totals:
    """Return the sums of a submission's receipts."""
    return totals_of(receipts(views, department, submission))


def totals_of(submitted: Sequence[Receipt]) -> Totals:
    """Return the sums of receipts."""
    reasons: dict[str, dict[str, int]] = {}
    for (outcome, reason), count in sorted(
        Counter((each.outcome, each.reason) for each in submitted if each.reason).items()
    ):
        reasons.setdefault(outcome, {})[reason] = count
    return Totals(**Counter(each.outcome for each in submitted), reasons=reasons)


def finished_rows(views: Views, department: str, submission: str) -> int:
    """Return how many reports of a submission have an outcome."""
    return sum(outcomes_of(views, department, submission).values())
