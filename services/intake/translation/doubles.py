"""Conversion of records and decisions for doubles, and of doubles to messages."""

from datetime import datetime

import msgspec

from schemas.codec import to_json
from schemas.messages import (
    Body,
    CodeSucceeded,
    DoubleDecided,
    DoubleSuspected,
    Fact,
    Origin,
    RecordNamed,
    caused_fact,
)
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import day_of
from services.chassis.processing.identity import derived_id
from services.intake.domain.doubles.compared_records import (
    ComparedRecord,
    Doubles,
    PairDecision,
    Status,
)
from services.intake.domain.doubles.decision import DoubleDecision
from services.intake.domain.doubles.doubles import pair_of_key
from services.intake.domain.doubles.name import DoubleName, letters_of
from services.intake.domain.doubles.rules import DoubleRules, Likeness, likenesses
from services.intake.domain.identities.succession import Succession
from services.intake.domain.records.kinds import kind_of
from services.intake.domain.records.known_records import EnterpriseRecords, KnownRecord
from services.intake.domain.state import IntakeState

from .digests import digest_of
from .forwarding import SOURCE
from .packed_findings import unpacked

DECIDED_ONE: tuple[Status, ...] = ("one", "differing")


def compared_of(
    rules: DoubleRules, record_id: str, known: KnownRecord, keyed_at: datetime
) -> tuple[str, ComparedRecord] | None:
    """Return a record as it is compared, by its letters; None where no rule speaks of its kind.

    `keyed_at` is the instant at which what holds of it was known.
    """
    finding = unpacked(known.prevailing.packed_finding)
    kind = kind_of(finding.content)
    if kind not in rules.by_kind:
        return None
    similar = () if known.withdrawn else tuple(likenesses(rules, finding.content))
    across = any(each.across_departments for each in similar)
    record = ComparedRecord(
        record_id=record_id,
        kind=kind,
        known_at=min(version.known_at for version in known.versions),
        keys=tuple(dict.fromkeys(each.key for each in similar)),
        keyed_at=keyed_at,
        stands=not known.withdrawn,
        departments=known.sources if across else (),
    )
    return letters_of(kind, finding.document_number), record


def named_record(doubles: Doubles, letters: str, records: EnterpriseRecords) -> RecordNamed:
    """Return a record by what a person knows it by."""
    record = doubles.compared[letters]
    prevailing = records[record.record_id].prevailing
    return RecordNamed(
        record_id=record.record_id,
        kind=RecordKind(record.kind),
        document_number=unpacked(prevailing.packed_finding).document_number,
        department=prevailing.department,
    )


def double_suspected(
    rules: DoubleRules, code: str, doubles: Doubles, letters: str, records: EnterpriseRecords
) -> DoubleSuspected:
    """Return where the question about a pair stands, as a message."""
    proposal, pair = doubles.proposals[letters], pair_of_key(letters)
    one, other = (doubles.compared[each] for each in pair)
    shared = set(one.keys) & set(other.keys)
    similar = _alike(rules, records[one.record_id], shared)
    root = doubles.compared[doubles.counted_as.get(pair[0]) or pair[0]]
    return DoubleSuspected(
        double=str(DoubleName(code, pair)),
        revision=proposal.revision,
        status=proposal.status,
        rule=similar.rule if similar else None,
        day=similar.day if similar else None,
        same=dict(similar.same) if similar else {},
        records=(named_record(doubles, pair[0], records), named_record(doubles, pair[1], records)),
        counts=root.record_id if proposal.status in DECIDED_ONE else None,
    )


def _alike(rules: DoubleRules, known: KnownRecord, keys: set[str]) -> Likeness | None:
    if not keys:
        return None
    content = unpacked(known.prevailing.packed_finding).content
    return next((each for each in likenesses(rules, content) if each.key in keys), None)


def decided_double(decision: DoubleDecision, origin: Origin, known_at: datetime) -> DoubleDecided:
    """Return a person's decision as a message."""
    return DoubleDecided(
        double=str(decision.double),
        one=decision.one,
        holds=decision.holds,
        reason=decision.reason,
        decided_by=decision.decided_by,
        origin=origin,
        reported_on=day_of(known_at),
    )


def digest_of_decision(fact: Fact[DoubleDecided]) -> bytes:
    """Return the digest by which a decision that is delivered again is recognised."""
    return digest_of(fact.id.encode())


def pair_decision(fact: Fact[DoubleDecided]) -> PairDecision:
    """Return a decision as it is kept."""
    body = fact.body
    return PairDecision(
        known_at=fact.known_at,
        one=body.one,
        holds=body.holds,
        reason=body.reason,
        decided_by=body.decided_by,
        origin=to_json(body.origin),
        reported_on=body.reported_on,
        identity=fact.id,
    )


def moved_decisions(
    fact: Fact[CodeSucceeded], state: IntakeState, succession: Succession
) -> list[Fact[Body]]:
    """Return the decisions about a code's records as the facts that go over to its successor.

    What counts there is what counted here, whatever was known first of what goes over.
    """
    return [
        caused_fact(
            fact,
            identity=derived_id("moved", decision.identity, succession.successor),
            source=SOURCE,
            subject=succession.successor,
            known_at=decision.known_at,
            occurred_at=decision.known_at,
            body=DoubleDecided(
                double=str(DoubleName(succession.successor, pair_of_key(letters))),
                one=decision.one,
                holds=decision.holds or _holding(state, letters),
                reason=decision.reason,
                decided_by=decision.decided_by,
                origin=msgspec.json.decode(decision.origin, type=Origin),
                reported_on=decision.reported_on,
                moved=True,
            ),
        )
        for letters, decision in state.doubles.decisions.items()
    ]


def _holding(state: IntakeState, letters: str) -> str | None:
    """Return the number, or else the kind, of the one of a pair that counts; None: neither does."""
    doubles, (one, other) = state.doubles, pair_of_key(letters)
    for root, double in ((one, other), (other, one)):
        if doubles.counted_as.get(double) == root:
            records = [named_record(doubles, each, state.records) for each in (root, double)]
            alone = records[0].document_number != records[1].document_number
            return records[0].document_number if alone else str(records[0].kind)
    return None
