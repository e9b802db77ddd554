"""What became of what a department sent, row by row, in Chinese and English."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request

from services.chassis.http.problems import problems
from services.chassis.views.store import Views
from services.intake import read_model
from services.intake.adapters.submissions.report_counts import received
from services.intake.domain.layouts.layout import Rulebook

from .access import Mine, memory_of
from .answers import ReceiptAnswer, SubmissionAnswer, SubmissionLine, Submissions

MOST_RECEIPTS = 10_000
MOST_SUBMISSIONS = 100
Outcome = Literal["accepted", "corrected", "repeated", "quarantined", "rejected"]
After = Annotated[str | None, Query(description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST_RECEIPTS, description="Receipts of a page.")]
Most = Annotated[int, Query(ge=1, le=MOST_SUBMISSIONS, description="Submissions of a page.")]
OutcomeFilter = Annotated[Outcome | None, Query(description="Only those of one outcome.")]


def receipts_router(store: Views, rulebook: Rulebook) -> APIRouter:
    """Return the routes by which a department asks what became of its reports."""
    router = APIRouter(tags=["receipts"], responses=problems(401, 403, 404, 422))

    @router.get("/submissions")
    def submissions(
        request: Request, department: Mine, after: After = None, limit: Most = 20
    ) -> Submissions:
        """Return what the department sent, the newest first, and what became of it."""
        try:
            page = read_model.submission_page(store, department, after, limit)
        except KeyError as error:
            raise HTTPException(422, "`after` is to be the `next` of the page before") from error
        return Submissions(
            submissions=[_line(request, store, each) for each in page.submissions],
            next=page.following,
        )

    @router.get("/submissions/{submission}")
    def submission_of(  # noqa: PLR0913, PLR0917 - the parts of a query
        request: Request,
        submission: str,
        department: Mine,
        outcome: OutcomeFilter = None,
        after: After = None,
        limit: Limit = 1_000,
    ) -> SubmissionAnswer:
        """Return what became of the department's own submission, as far as it is settled."""
        all_receipts = read_model.receipts(store, department, submission)
        totals = read_model.totals_of(all_receipts)
        count = received(memory_of(request), department, submission)
        if count is None and not all_receipts:
            raise HTTPException(404, "the department has no such submission")
        sent = read_model.submission_of(store, department, submission)
        selected = [each for each in all_receipts if outcome in {None, each.outcome}]
        rest = [
            each for each in selected if after is None or _sort_key(each) > _parsed_cursor(after)
        ]
        page = rest[:limit]
        return SubmissionAnswer(
            submission=submission,
            received=count,
            file=sent.file if sent else None,
            known_at=sent.known_at if sent else None,
            settled=len(all_receipts),
            on_their_way=None if count is None else max(count - len(all_receipts), 0),
            outcomes=totals.outcomes,
            reasons=totals.reasons,
            receipts=[_answer(rulebook, each) for each in page],
            next=_cursor(page[-1]) if len(rest) > len(page) else None,
        )

    @router.get("/submissions/{submission}/rows/{row}")
    def row_of(
        request: Request, submission: str, row: int, department: Mine
    ) -> list[ReceiptAnswer]:
        """Return the receipts of one row: one, except where two reports were given its number."""
        all_receipts = read_model.receipts(store, department, submission)
        mine = [each for each in all_receipts if each.row == row]
        count = received(memory_of(request), department, submission)
        if not mine and count is not None and len(all_receipts) < count:
            mine = [read_model.Receipt(row=row, report_id="", outcome="received")]
        if not mine:
            raise HTTPException(404, "the department has no such submission, or it no such row")
        return [_answer(rulebook, each) for each in mine]

    return router


def _line(request: Request, store: Views, sent: read_model.SubmissionSummary) -> SubmissionLine:
    count = received(memory_of(request), sent.department, sent.submission)
    outcomes = read_model.outcomes_of(store, sent.department, sent.submission)
    finished = sum(outcomes.values())
    return SubmissionLine(
        submission=sent.submission,
        layout=sent.layout,
        file=sent.file,
        known_at=sent.known_at,
        received=count,
        settled=finished,
        outcomes=outcomes,
        on_their_way=None if count is None else max(count - finished, 0),
    )


def _sort_key(receipt: read_model.Receipt) -> tuple[int, str]:
    return receipt.row, receipt.report_id


def _cursor(receipt: read_model.Receipt) -> str:
    return f"{receipt.row}:{receipt.report_id}"


def _parsed_cursor(after: str) -> tuple[int, str]:
    row, _, report_id = after.partition(":")
    if not row.isdecimal() or len(row) > 12:  # noqa: PLR2004 - digits that a row has at most
        raise HTTPException(422, "`after` is to be the `next` of the page before")
    return int(row), report_id


def _answer(rulebook: Rulebook, receipt: read_model.Receipt) -> ReceiptAnswer:
    """Return a receipt with its texts, which a rejection has of its own."""
    text = read_model.receipt_words(rulebook, receipt)
    values = msgspec.structs.asdict(receipt)
    values["assumed"] = msgspec.to_builtins(receipt.assumed)
    if text is not None and receipt.chinese is None:
        values |= {"chinese": text.chinese, "english": text.english}
    return ReceiptAnswer.model_validate(values)
