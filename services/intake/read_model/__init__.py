"""Intake's views: what became of each report, what waits for a person, how well was reported."""

from collections.abc import Iterable
from typing import Any

from schemas.messages import DoubleSuspected, Fact, ReportProcessed, ReportRejected
from schemas.topics import Topic
from services.chassis.processing.outcome import ViewWrite
from services.intake.domain.state import IntakeState
from services.intake.read_model.outcomes import (
    OUTCOMES,
    Receipt,
    SubmissionPage,
    SubmissionSummary,
    Totals,
    finished_rows,
    outcomes_of,
    receipts,
    submission_of,
    submission_page,
    submissions,
    totals,
    totals_of,
    view_of_receipt,
    view_of_rejection,
)

from .doubles import DecidedDouble, decided_doubles, is_decided, view_of_double
from .quality import pulse_write
from .receipt_words import receipt_words
from .waiting import (
    Waiting,
    WorkListPage,
    codes_named,
    nothing_waits,
    page,
    quarantine,
    waiting_for,
    work_list_write,
)

__all__ = [
    "OUTCOMES",
    "DecidedDouble",
    "Receipt",
    "SubmissionPage",
    "SubmissionSummary",
    "Totals",
    "Waiting",
    "WorkListPage",
    "codes_named",
    "decided_doubles",
    "finished_rows",
    "is_decided",
    "nothing_waits",
    "outcomes_of",
    "page",
    "quarantine",
    "receipt_words",
    "receipts",
    "submission_of",
    "submission_page",
    "submissions",
    "totals",
    "totals_of",
    "view_of_fact",
    "view_of_state",
    "waiting_for",
]


def view_of_state(subject: str, state: IntakeState) -> Iterable[ViewWrite]:
    """Return the writes for the work list, or for a department's pulse."""
    if state.pulse is not None:
        yield pulse_write(subject, state.pulse)
    yield from work_list_write(subject, state)


def view_of_fact(topic: Topic, fact: Fact[Any]) -> Iterable[ViewWrite]:
    """Return the writes for a receipt, a rejection, or two records that may be one."""
    of_type = type(fact.body)
    if of_type is ReportProcessed:
        return view_of_receipt(fact)
    if of_type is ReportRejected:
        return (view_of_rejection(fact),)
    return view_of_double(topic, fact) if of_type is DoubleSuspected else ()
