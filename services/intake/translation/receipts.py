"""Between receipts and what the figures of a month are made from."""

import base64
import hashlib
from datetime import date

import msgspec

from schemas.messages import (
    Fact,
    FindingNormalized,
    Origin,
    RecordNamed,
    ReportRejected,
    ReportSettled,
)
from schemas.messages.report_settled import ReportOutcome
from schemas.vocabulary.assumption import assumption
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import day_of
from services.intake.domain.data_quality import Settled
from services.intake.domain.kinds import kind_of

_DIGEST_BYTES = 9  # 72 bits, twelve letters: no two of a month's reports are alike in them


def settled_finding(  # noqa: PLR0913 - what became of it, and where
    finding: FindingNormalized,
    outcome: ReportOutcome,
    reason: str | None,
    *,
    field: str | None = None,
    code: str | None = None,
    record_id: str | None = None,
    double: RecordNamed | None = None,
) -> ReportSettled:
    """Return the receipt of a report that could be read."""
    return ReportSettled(
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


def settled_unread(told: ReportRejected, reported_on: date | None) -> ReportSettled:
    """Return the receipt of a report that could not be read."""
    return ReportSettled(
        origin=told.origin,
        outcome=told.outcome,
        reason=told.reason,
        field=told.field,
        reported_on=reported_on,
    )


def reported_day(fact: Fact[ReportSettled]) -> date:
    """Return the day on which the report of a receipt was known."""
    return fact.body.reported_on or day_of(fact.known_at)


def place_of(origin: Origin) -> str:
    """Return a short name of a report, the same for all its receipts."""
    return base64.b64encode(_digest(f"{origin.row}:{origin.report_id}")).decode()


def settled_of(fact: Fact[ReportSettled]) -> Settled:
    """Return a receipt as the figures need it."""
    body = fact.body
    return Settled(
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


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Settled)


def kept(settled: Settled) -> bytes:
    """Return it as bytes, as few as can be."""
    return _encoder.encode(settled)


def from_kept(value: bytes) -> Settled:
    """Return it from its bytes."""
    return _decoder.decode(value)
