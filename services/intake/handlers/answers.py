"""The messages to the sender of a report that was rejected, or has to wait."""

from collections.abc import Callable
from typing import Any

import msgspec

from schemas.messages import (
    Fact,
    FindingNormalized,
    MessageDeadLettered,
    ReportProcessed,
    ReportRejected,
)
from schemas.topics import REPORT_RECEIPTS, REPORT_REJECTIONS
from services.chassis.clock import day_of
from services.chassis.processing.outcome import Publication
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.records.known_records import KnownRecord
from services.intake.domain.records.refusal import Refusal
from services.intake.translation.receipts import finding_receipt, unread_receipt
from services.intake.translation.reports import origins_of_letter, rejection

Publications = tuple[Publication, ...]
Answer = Callable[[MessageDeadLettered, Fact[Any] | None], Publications]


def build_answer(rulebook: Rulebook) -> Answer:
    """Return the function that answers the sender of a message that was set aside."""

    def answer(letter: MessageDeadLettered, fact: Fact[Any] | None) -> Publications:
        reason = "message_unreadable" if fact is None else "set_aside"
        position = f"{letter.topic}/{letter.partition}/{letter.offset}"
        refusal = Refusal(reason, None, f"{letter.reason}: {letter.detail}", position)
        reported_on = None if fact is None else day_of(fact.known_at)
        published: Publications = ()
        for origin, finding in origins_of_letter(letter, fact):
            rejected = rejection(rulebook, origin, refusal, {})
            if finding is None:
                published += rejection_messages(rejected, unread_receipt(rejected, reported_on))
            else:
                published += finding_rejection_messages(rejected, finding)
        return published

    return answer


def rejection_messages(rejected: ReportRejected, receipt: ReportProcessed) -> Publications:
    """Return the messages of a rejection (or quarantine): itself and its receipt."""
    department = rejected.origin.department
    return (
        Publication(topic=REPORT_REJECTIONS, subject=department, body=rejected),
        Publication(topic=REPORT_RECEIPTS, subject=department, body=receipt),
    )


def finding_rejection_messages(
    rejected: ReportRejected, finding: FindingNormalized
) -> Publications:
    """Return the messages of a finding that can't be taken, or has to wait."""
    return rejection_messages(rejected, rejection_receipt(rejected, finding))


def other_department_messages(
    rulebook: Rulebook, finding: FindingNormalized, known: KnownRecord
) -> Publications:
    """Return the messages of a finding that is about another department's record."""
    number = finding.document_number
    refusal = Refusal("record_of_another", "document_number", number, known.prevailing.department)
    return finding_rejection_messages(
        rejection(rulebook, finding.origin, refusal, finding_fields(finding)), finding
    )


def rejection_receipt(rejected: ReportRejected, finding: FindingNormalized) -> ReportProcessed:
    """Return the receipt of a finding that was rejected or has to wait."""
    return finding_receipt(finding, rejected.outcome, rejected.reason, field=rejected.field)


def finding_fields(finding: FindingNormalized) -> dict[str, Any]:
    """Return a finding's fields, for the person who has to decide about it."""
    content: dict[str, Any] = msgspec.to_builtins(finding.content)
    return {"name": finding.name, "document_number": finding.document_number, **content}
