"""What scoring does when a certificate of standing is asked for, or revoked.

It changes nothing of ledger and standing: no record is handled otherwise for it.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.codec import to_json
from schemas.decision_log import standing_digest
from schemas.messages import (
    Body,
    CertificateIssued,
    CertificateRefused,
    CertificateRequested,
    CertificateRevoked,
    Decision,
    Fact,
)
from schemas.topics import CERTIFICATES
from services.chassis.clock import day_of
from services.chassis.processing.identity import derived_id
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.state.rows import Rows
from services.scoring.domain.issued_certificates import (
    IssuedCertificate,
    with_certificate,
    with_revocation,
)
from services.scoring.domain.live.sheet import sheet_of
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.domain.standing.assessment import assess
from services.scoring.translation import standing_assessed

from .assessments import ScoringOutcome

Answer = Callable[[ScoringState, Fact[Any], date], ScoringOutcome]


def build_certificates(packs: Rulebooks) -> Mapping[type[Body], Answer]:
    """Return the handlers under these rulebooks."""

    def issue(
        state: ScoringState, fact: Fact[CertificateRequested], _today: date
    ) -> ScoringOutcome:
        refusal = _refusal(state, fact)
        if refusal is not None:
            return _answered(state, fact, refusal)
        issued = _issued(state, fact, packs)
        certificate = IssuedCertificate(
            serial=issued.serial,
            issued_at=fact.known_at,
            valid_until=issued.valid_until,
            decision=0 if issued.decision is None else issued.decision.number,
        )
        rows = with_certificate(state.ledger.rows, certificate, issued.purpose)
        return _answered(_with_rows(state, rows), fact, issued)

    def revoke(state: ScoringState, fact: Fact[CertificateRevoked], _today: date) -> ScoringOutcome:
        body = fact.body
        rows = with_revocation(state.ledger.rows, body.serial, fact.known_at, body.reason)
        return Outcome(state=_with_rows(state, rows), wake_on=state.wakes_on)

    return {CertificateRequested: issue, CertificateRevoked: revoke}


def _refusal(state: ScoringState, fact: Fact[CertificateRequested]) -> CertificateRefused | None:
    """Return why nothing can be certified; None: it can."""
    request = fact.body
    gone = state.retention.gone
    if gone is not None and gone.bears_on(request.day):
        return CertificateRefused(
            reason="no_longer_kept",
            day=request.day,
            records=gone.records,
            first_day=gone.first_day,
            last_day=gone.last_day,
        )
    if request.day > day_of(fact.known_at):
        return CertificateRefused(reason="to_come", day=request.day)
    if not state.ledger.is_rated(request.as_known):
        return CertificateRefused(reason="not_rated", day=request.day)
    return None


def _issued(
    state: ScoringState, fact: Fact[CertificateRequested], packs: Rulebooks
) -> CertificateIssued:
    request, last = fact.body, state.published
    standing = assess(state.ledger, packs, request.day, request.as_known)
    body = standing_assessed(standing, sheet_of(standing))
    decision = None
    if last is not None and last.last_hash is not None:
        decision = Decision(number=last.changes, hash=last.last_hash)
    issued = CertificateIssued(
        serial="",
        purpose=request.purpose,
        day=request.day,
        as_known=request.as_known,
        as_of=request.as_of,
        valid_until=request.valid_until,
        name=body.name,
        sector=body.sector,
        grade=body.grade,
        score=body.score,
        edition=body.edition,
        standing_digest=standing_digest(body),
        decision=decision,
    )
    # What it states is part of its number: two that state different things are never one.
    content = hashlib.sha256(to_json(issued)).hexdigest()
    return msgspec.structs.replace(issued, serial=derived_id(fact.id, fact.subject, content))


def _answered(state: ScoringState, fact: Fact[CertificateRequested], body: Body) -> ScoringOutcome:
    answer = Publication(topic=CERTIFICATES, subject=fact.subject, body=body)
    return Outcome(state=state, publish=(answer,), wake_on=state.wakes_on)


def _with_rows(state: ScoringState, rows: Rows[Any]) -> ScoringState:
    """Return the state with these rows: itself where they are its own."""
    if rows is state.ledger.rows:
        return state
    return msgspec.structs.replace(state, ledger=state.ledger.over(rows))
