"""Between links of identifiers, with the findings that wait for them, and the domain."""

from datetime import datetime
from typing import Any

from schemas.codec import decode, encode
from schemas.messages import (
    Body,
    Fact,
    IdentifierLinked,
)
from schemas.records import Registration
from services.chassis.identity import derived_id
from services.intake.domain.identification import name_identifier
from services.intake.domain.reading import tidy


def links_of(code: str, content: object) -> list[IdentifierLinked]:
    """Return what a registration tells about older identifiers and names of its enterprise."""
    if not isinstance(content, Registration):
        return []
    identifiers = [f"org:{code[8:17]}"]
    if content.organization_code:
        identifiers.append(f"org:{_bare(content.organization_code)}")
    if content.registration_number:
        identifiers.append(f"reg:{_bare(content.registration_number)}")
    identifiers.extend(name_identifier(name) for name in (content.name, *content.former_names))
    return [
        IdentifierLinked(identifier=each, code=code, name=content.name, linked_by="registry")
        for each in dict.fromkeys(identifiers)
    ]


def _bare(code: str) -> str:
    return "".join(tidy(code).split()).upper().replace("-", "")


def keep_waiting(fact: Fact[Any]) -> bytes:
    """Return a finding's fact as it waits in a state."""
    return encode(fact)


def released(kept_fact: bytes, code: str, link: Fact[Any]) -> Fact[Body]:
    """Return a finding that waited as the fact that goes on to admission.

    It is known about the enterprise from the day on which both the finding and the link were.
    """
    waiting = decode(kept_fact)
    return Fact(
        id=derived_id("released", waiting.id, link.id),
        source=waiting.source,
        subject=code,
        known_at=max(waiting.known_at, link.known_at),
        occurred_at=waiting.occurred_at,
        correlation_id=waiting.correlation_id,
        causation_id=link.id,
        body=waiting.body,
    )


def decided(
    identifier: str, code: str, name: str, person: str, known_at: datetime
) -> Fact[IdentifierLinked]:
    """Return the fact that a person decided whose an identifier is."""
    identity = derived_id("decision", identifier, code, known_at.isoformat())
    return Fact(
        id=identity,
        source=f"/persons/{person}",
        subject=identifier,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=identity,
        body=IdentifierLinked(identifier=identifier, code=code, name=name, linked_by="person"),
    )
