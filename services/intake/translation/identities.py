"""Between claims about identifiers, with the findings that wait for them, and the domain."""

from typing import Any

from schemas.codec import decode, encode
from schemas.messages import (
    Body,
    Fact,
    FindingNormalized,
    IdentifierLinked,
    IdentifierRefused,
    ReportRejected,
    ReportSettled,
    StatementDecided,
)
from schemas.records import Registration
from schemas.vocabulary import enterprise_code
from services.chassis.identity import derived_id
from services.intake.domain.claims import Claim, Told
from services.intake.domain.decision import Decision
from services.intake.domain.identification import is_nobodys, name_identifier
from services.intake.domain.reading import tidy
from services.intake.domain.succession import predecessors

from .passing_on import passed_on


def links_of(code: str, content: object) -> list[IdentifierLinked]:
    """Return what a registration tells about older identifiers and names of its enterprise.

    Those of the codes that it succeeded are among them; a placeholder is not, which is nobody's.
    """
    if not isinstance(content, Registration):
        return []
    succeeded = tuple(each for each in predecessors(content) if each != code)
    identifiers = [f"org:{enterprise_code.organization_code(each)}" for each in (code, *succeeded)]
    if content.organization_code:
        identifiers.append(f"org:{_bare(content.organization_code)}")
    if content.registration_number:
        identifiers.append(f"reg:{_bare(content.registration_number)}")
    identifiers.extend(name_identifier(name) for name in (content.name, *content.former_names))
    return [
        IdentifierLinked(identifier=each, code=code, linked_by="registry", instead_of=succeeded)
        for each in dict.fromkeys(identifiers)
        if not is_nobodys(each)
    ]


def _bare(code: str) -> str:
    return enterprise_code.tidy(tidy(code))


def claim_of(
    fact: Fact[IdentifierLinked] | Fact[IdentifierRefused] | Fact[StatementDecided],
) -> Claim:
    """Return what a fact claims about its identifier."""
    body = fact.body
    if isinstance(body, StatementDecided):
        return Claim(fact.known_at, body.choice, fact.id, body.reason or "")
    if isinstance(body, IdentifierRefused):
        return Claim(fact.known_at, None, fact.id, body.reason)
    if body.linked_by == "person":
        return Claim(fact.known_at, body.code, fact.id)
    return Claim(fact.known_at, body.code, instead_of=body.instead_of)


def decided(decision: Decision) -> IdentifierLinked | IdentifierRefused | StatementDecided:
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


def keep_waiting(fact: Fact[Any]) -> bytes:
    """Return a finding's fact as it waits in a state."""
    return encode(fact)


def waiting_fact(kept_fact: bytes) -> Fact[Any]:
    """Return the fact of a finding that waited."""
    return decode(kept_fact)


def identified(finding: Fact[FindingNormalized], key: str, told: Told) -> Fact[Body]:
    """Return an identified finding as the fact that goes on, to a code or to another identifier.

    The same finding gives the same fact, whether it waited or not.
    """
    identity = derived_id("identified", finding.id, key)
    return passed_on(finding, identity, key, told.known_at, finding.body)


def told_to_sender(fact: Fact[Any], body: ReportRejected | ReportSettled, told: Told) -> Fact[Body]:
    """Return what the sender of what was refused is told, likewise whether it waited or not."""
    identity = derived_id("refused", fact.id, body.SUBJECT_ACTION)
    return passed_on(fact, identity, body.origin.department, told.known_at, body)
