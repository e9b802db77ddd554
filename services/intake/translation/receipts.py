"""Receipts, and the summaries of them from which the monthly figures are computed."""

import base64
import hashlib
from datetime import date

import msgspec

from schemas.messages import (
    Fact,
    FindingNormalized,
    Origin,
    RecordNamed,
    ReportProcessed,
    ReportRejected,
)
from schemas.messages.report_processed import ReportOutcome
from schemas.vocabulary.assumption import assumption
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import day_of
from services.intake.domain.quality.figures import ReportSummary
from services.intake.domain.records.kinds import kind_of

_DIGEST_BYTES = 9  # 72 bits, twelve letters: no two of a month's reports are alike in them


def finding_receipt(  # noqa: PLR0913 - what became of it, and where
    finding: FindingNormalized,
    outcome: ReportOutcome,
    reason: str | None,
    *,
    field: str | None = None,
    code: str | None = None,
    record_id: str | None = None,
    double: RecordNamed | None = None,
) -> ReportProcessed:
    """Return the receipt of a report that could be read."""
    return ReportProcessed(
        origin=finding.origin,
        outcome=outcome,
        code=code,
        record_id=record_id,
        reason=reason,
        field=field,
        reported_on=finding.reported_on,
        kind=RecordKind(kind_of(finding.content)),
        occurred_on=finding.occurred_on if finding.day_stated else None,
        fields_filled=finding.fields_filled,
        fields_expected=finding.fields_expected,
        withdrawn=finding.withdrawn,
        assumed=tuple(assumption(name, getattr(finding.content, name)) for name in finding.assumed),
        double=double,
    )


def unread_receipt(rejected: ReportRejected, reported_on: date | None) -> ReportProcessed:
    """Return the receipt of a report that could not be read."""
    return ReportProcessed(
        origin=rejected.origin,
        outcome=rejected.outcome,
        reason=rejected.reason,
        field=rejected.field,
        reported_on=reported_on,
    )


def reported_day(fact: Fact[ReportProcessed]) -> date:
    """Return the day on which the report of a receipt was known."""
    return fact.body.reported_on or day_of(fact.known_at)


def report_key(origin: Origin) -> str:
    """Return a key of twelve characters for a report, the same for all its receipts."""
    return base64.b64encode(_digest(f"{origin.row}:{origin.report_id}")).decode()


def report_summary(fact: Fact[ReportProcessed]) -> ReportSummary:
    """Return a receipt as the figures need it."""
    body = fact.body
    return ReportSummary(
        body.outcome,
        body.reason,
        reported_day(fact),
        body.kind,
        body.occurred_on,
        body.fields_filled,
        body.fields_expected,
        None if body.record_id is None else _digest(body.record_id),
        body.withdrawn,
        body.field,
    )


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(ReportSummary)


def encode_summary(summary: ReportSummary) -> bytes:
    """Return a summary as JSON."""
    return _encoder.encode(summary)


def decode_summary(value: bytes) -> ReportSummary:
    """Return a summary from its JSON."""
    return _decoder.decode(value)
