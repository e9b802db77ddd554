"""What the sender of a report is told."""

from collections.abc import Callable
from typing import Any

import msgspec

from schemas.messages import (
    Fact,
    FindingNormalized,
    MessageDeadLettered,
    ReportRejected,
    ReportSettled,
)
from schemas.topics import REPORT_RECEIPTS, REPORT_REJECTIONS
from services.chassis.outcome import Publication
from services.intake.domain.layout import Rulebook
from services.intake.domain.refusal import Refusal
from services.intake.translation.reports import origin_of_letter, rejection

Published = tuple[Publication, ...]
Answer = Callable[[MessageDeadLettered, Fact[Any] | None], Published]


def build_answer(rulebook: Rulebook) -> Answer:
    """Return what the sender of a message that was set aside is told."""

    def answer(letter: MessageDeadLettered, fact: Fact[Any] | None) -> Published:
        origin = origin_of_letter(letter, fact)
        if origin is None:
            return ()
        reason = "message_unreadable" if fact is None else "set_aside"
        place = f"{letter.topic}/{letter.partition}/{letter.offset}"
        refusal = Refusal(reason, None, f"{letter.reason}: {letter.detail}", place)
        return refused(rejection(rulebook, origin, refusal, {}))

    return answer


def refused(body: ReportRejected) -> Published:
    """Return the rejection (or quarantine) and its receipt."""
    department = body.origin.department
    return (
        Publication(topic=REPORT_REJECTIONS, subject=department, body=body),
        Publication(topic=REPORT_RECEIPTS, subject=department, body=receipt_of(body)),
    )


def receipt_of(body: ReportRejected) -> ReportSettled:
    """Return the receipt of a report that was rejected or has to wait."""
    return ReportSettled(origin=body.origin, outcome=body.outcome, reason=body.reason)


def said(finding: FindingNormalized) -> dict[str, Any]:
    """Return what a finding says, for the person who has to decide about it."""
    content: dict[str, Any] = msgspec.to_builtins(finding.content)
    return {"name": finding.name, "document_number": finding.document_number, **content}
