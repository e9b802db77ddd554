"""Conversion of identifier links, and of the findings that wait for them."""

from typing import Any

from schemas.codec import decode, encode
from schemas.messages import (
    Body,
    Fact,
    FindingNormalized,
    IdentifierLinked,
    IdentifierRefused,
    ReportProcessed,
    ReportRejected,
    ReportUndecided,
    StatementDecided,
)
from schemas.records import Registration
from schemas.vocabulary import enterprise_code
from services.chassis.processing.identity import derived_id
from services.intake.domain.identities.decision import IdentityDecision
from services.intake.domain.identities.identification import is_placeholder, name_identifier
from services.intake.domain.identities.identifier import ORGANIZATION, REGISTRATION, Identifier
from services.intake.domain.identities.identifier_links import IdentifierLink, IdentifierOwner
from services.intake.domain.identities.succession import predecessors
from services.intake.domain.identities.waiting import WaitingFact
from services.intake.domain.layouts.values import tidy

from .digests import digest_of
from .forwarding import forwarded


def links_of(code: str, content: object) -> list[IdentifierLinked]:
    """Return the links of a registration: its enterprise's older identifiers and names.

    Those of the codes that it succeeded are among them; a placeholder is not, which is nobody's.
    """
    if not isinstance(content, Registration):
        return []
    succeeded = tuple(each for each in predecessors(content) if each != code)
    identifiers = [
        str(Identifier(ORGANIZATION, enterprise_code.organization_code(each)))
        for each in (code, *succeeded)
    ]
    if content.organization_code:
        identifiers.append(str(Identifier(ORGANIZATION, _bare(content.organization_code))))
    if content.registration_number:
        identifiers.append(str(Identifier(REGISTRATION, _bare(content.registration_number))))
    identifiers.extend(name_identifier(name) for name in (content.name, *content.former_names))
    return [
        IdentifierLinked(identifier=each, code=code, linked_by="registry", instead_of=succeeded)
        for each in dict.fromkeys(identifiers)
        if not is_placeholder(each)
    ]


def _bare(code: str) -> str:
    return enterprise_code.tidy(tidy(code))


def link_of(
    fact: Fact[IdentifierLinked] | Fact[IdentifierRefused] | Fact[StatementDecided],
) -> IdentifierLink:
    """Return the link that a fact states."""
    body = fact.body
    if isinstance(body, StatementDecided):
        return IdentifierLink(fact.known_at, body.choice, fact.id, body.reason or "")
    if isinstance(body, IdentifierRefused):
        return IdentifierLink(fact.known_at, None, fact.id, body.reason)
    if body.linked_by == "person":
        return IdentifierLink(fact.known_at, body.code, fact.id)
    return IdentifierLink(fact.known_at, body.code, instead_of=body.instead_of)


def decision_message(
    decision: IdentityDecision,
) -> IdentifierLinked | IdentifierRefused | StatementDecided:
    """Return a person's decision as a message."""
    if decision.is_of_a_statement:
        return StatementDecided(
            statement=decision.identifier,
            choice=decision.value,
            decided_by=decision.decided_by,
            reason=decision.reason,
        )
    if decision.code is None:
        return IdentifierRefused(
            identifier=decision.identifier,
            reason=decision.reason or "",
            decided_by=decision.decided_by,
        )
    return IdentifierLinked(
        identifier=decision.identifier,
        code=decision.code,
        linked_by="person",
        decided_by=decision.decided_by,
        reason=decision.reason,
    )


def waiting_fact(fact: Fact[FindingNormalized] | Fact[ReportUndecided]) -> WaitingFact:
    """Return a fact as it waits in a state."""
    body = fact.body
    undecided = body if isinstance(body, ReportUndecided) else None
    value = encode(fact)
    return WaitingFact(
        fact=value,
        digest=digest_of(value),
        known_at=fact.known_at,
        department=body.origin.department,
        name=body.name if isinstance(body, FindingNormalized) else None,
        field=undecided.field if undecided else None,
        sentence=undecided.sentence if undecided else None,
        choices=undecided.choices if undecided else (),
    )


def decode_waiting(waiting: bytes) -> Fact[Any]:
    """Return the fact that waited."""
    return decode(waiting)


def identified(finding: Fact[FindingNormalized], key: str, owner: IdentifierOwner) -> Fact[Body]:
    """Return an identified finding as the fact that goes on, to a code or to another identifier.

    The same finding gives the same fact, whether it waited or not.
    """
    identity = derived_id("identified", finding.id, key)
    return forwarded(finding, identity, key, owner.known_at, finding.body)


def sender_answer(
    fact: Fact[Any], body: ReportRejected | ReportProcessed, owner: IdentifierOwner
) -> Fact[Body]:
    """Return an answer to the sender as a fact; the same one, whether the report waited or not."""
    identity = derived_id("refused", fact.id, body.SUBJECT_ACTION)
    return forwarded(fact, identity, body.origin.department, owner.known_at, body)
