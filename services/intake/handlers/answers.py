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
from services.chassis.clock import day_of
from services.chassis.outcome import Publication
from services.intake.domain.admission import KnownRecord
from services.intake.domain.layout import Rulebook
from services.intake.domain.refusal import Refusal
from services.intake.translation.receipts import settled_finding, settled_unread
from services.intake.translation.reports import origins_of_letter, rejection

Published = tuple[Publication, ...]
Answer = Callable[[MessageDeadLettered, Fact[Any] | None], Published]


def build_answer(rulebook: Rulebook) -> Answer:
    """Return what the sender of a message that was set aside is told."""

    def answer(letter: MessageDeadLettered, fact: Fact[Any] | None) -> Published:
        reason = "message_unreadable" if fact is None else "set_aside"
        place = f"{letter.topic}/{letter.partition}/{letter.offset}"
        refusal = Refusal(reason, None, f"{letter.reason}: {letter.detail}", place)
        reported_on = None if fact is None else day_of(fact.known_at)
        published: Published = ()
        for origin, finding in origins_of_letter(letter, fact):
            told = rejection(rulebook, origin, refusal, {})
            if finding is None:
                published += refused(told, settled_unread(told, reported_on))
            else:
                published += refused_finding(told, finding)
        return published

    return answer


def refused(told: ReportRejected, settled: ReportSettled) -> Published:
    """Return a rejection (or quarantine) and its receipt on their way to the sender."""
    department = told.origin.department
    return (
        Publication(topic=REPORT_REJECTIONS, subject=department, body=told),
        Publication(topic=REPORT_RECEIPTS, subject=department, body=settled),
    )


def refused_finding(told: ReportRejected, finding: FindingNormalized) -> Published:
    """Return what the sender of a finding is told that can't be taken, or has to wait."""
    return refused(told, receipt_of(told, finding))


def refused_as_of_another(
    rulebook: Rulebook, finding: FindingNormalized, known: KnownRecord
) -> Published:
    """Return what the sender of a finding about another department's record is told."""
    number = finding.document_number
    refusal = Refusal("record_of_another", "document_number", number, known.holding.department)
    return refused_finding(rejection(rulebook, finding.origin, refusal, said(finding)), finding)


def receipt_of(told: ReportRejected, finding: FindingNormalized) -> ReportSettled:
    """Return the receipt of a finding that was rejected or has to wait."""
    return settled_finding(finding, told.outcome, told.reason, field=told.field)


def said(finding: FindingNormalized) -> dict[str, Any]:
    """Return what a finding says, for the person who has to decide about it."""
    content: dict[str, Any] = msgspec.to_builtins(finding.content)
    return {"name": finding.name, "document_number": finding.document_number, **content}
