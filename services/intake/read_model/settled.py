"""Intake's views of what became of each report."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from schemas.codec import to_json
from schemas.messages import Body, Fact, ReportRejected, ReportSettled
from schemas.topics import Topic
from schemas.vocabulary.assumption import Assumption
from services.chassis.clock import day_of
from services.chassis.outcome import ViewWrite
from services.chassis.views import Views
from services.intake.domain.layout import DECISION_LAYOUT

from .quality import quality_writes

SUBMISSIONS = "intake:submissions"
ADMITTED = ("accepted", "corrected", "repeated")
OUTCOMES = (*ADMITTED, "quarantined", "rejected")
_FINAL = "intake:submission:"  # and the outcome, and whose it is
_REJECTED = "intake:rejected:"


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent together, by whom, and when it was known (the last of it, on its day)."""

    submission: str
    department: str
    layout: str
    file: str | None
    known_at: datetime


class SubmissionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the submissions, the newest first; `following` is what the next part begins after."""

    submissions: tuple[Submission, ...]
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
    def settled(self) -> int:
        """How many reports have an outcome."""
        return sum(self.outcomes.values())


def view_of_settled(_topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    """Return the writes for a receipt or a rejection.

    A quarantined row and its later release may be written by two workers in either order, so that
    each outcome has a place of its own; whoever reads prefers the later one. A department sees only
    its own submissions, whatever names it gives them.
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
        yield ViewWrite(key=_place(body.outcome, mine), field=report, value=to_json(body))
        if origin.layout != DECISION_LAYOUT:  # a decision tells of no enterprise
            yield from quality_writes(fact)
        if body.reported_on in {None, day_of(fact.known_at)}:  # else it waited till a later day
            sent = Submission(
                submission=origin.submission,
                department=origin.department,
                layout=origin.layout,
                file=origin.file,
                known_at=fact.known_at,
            )
            yield ViewWrite(key=SUBMISSIONS, field=mine, value=to_json(sent))


def submissions(views: Views, department: str | None = None) -> list[Submission]:
    """Return the submissions, of one department if it is named, the newest first."""
    found = (
        msgspec.json.decode(value, type=Submission)
        for mine, value in views.fields(SUBMISSIONS).items()
        if department is None or mine.startswith(f"{department}:")
    )
    return sorted(found, key=lambda each: (each.known_at, each.submission), reverse=True)


def submission_of(views: Views, department: str, submission: str) -> Submission | None:
    """Return a department's submission, or None where there is no such."""
    value = views.field(SUBMISSIONS, f"{department}:{submission}")
    return None if value is None else msgspec.json.decode(value, type=Submission)


def submission_page(
    views: Views, department: str | None, after: str | None, most: int
) -> SubmissionPage:
    """Return at most so many submissions, those that follow one of that id. Raises KeyError."""
    found = submissions(views, department)
    if after is not None:
        places = [place for place, each in enumerate(found) if each.submission == after]
        if not places:
            raise KeyError(after)
        found = found[places[0] + 1 :]
    shown = tuple(found[:most])
    following = shown[-1].submission if len(found) > len(shown) else None
    return SubmissionPage(submissions=shown, following=following)


def outcomes_of(views: Views, department: str, submission: str) -> dict[str, int]:
    """Return the sums of a submission by outcome, without looking at each receipt."""
    mine = f"{department}:{submission}"
    counts = {outcome: views.count(_place(outcome, mine)) for outcome in OUTCOMES}
    # What waited and went on, or was refused and was handled again, has its later outcome.
    later: tuple[str, ...] = ADMITTED
    for outcome in ("rejected", "quarantined"):
        reports = views.fields(_place(outcome, mine)).keys() if counts[outcome] else ()
        gone = sum(views.present(_place(each, mine), reports) for each in later) if reports else 0
        counts[outcome] -= gone
        later = (*later, outcome)
    return counts


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
    mine, found = f"{department}:{submission}", dict[str, bytes]()
    for outcome in ("quarantined", "rejected", *ADMITTED):  # the later ones last
        found |= views.fields(_place(outcome, mine))
    return found


def _place(outcome: str, mine: str) -> str:
    return f"{_FINAL}{outcome}:{mine}"


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
        double_number=body.double.document_number if body.double else None,
        double_department=body.double.department if body.double else None,
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
    return sum(outcomes_of(views, department, submission).values())
