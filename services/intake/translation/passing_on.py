"""A fact that goes on from one key to another, because of what is known there."""

from datetime import datetime
from typing import Any

from schemas.messages import Body, Fact
from schemas.topics import INTAKE

SOURCE = f"/safety-credit/{INTAKE}"


def passed_on(  # noqa: PLR0913, PLR0917 - the parts of a fact
    fact: Fact[Any],
    identity: str,
    subject: str,
    known_at: datetime,
    body: Body,
    occurred_at: datetime | None = None,
) -> Fact[Body]:
    """Return what follows from a fact at another key.

    It is known there from the instant at which both the fact and what sends it on were; it
    occurred when the fact did, unless `occurred_at` says otherwise.
    """
    return Fact(
        id=identity,
        source=SOURCE,
        subject=subject,
        known_at=max(fact.known_at, known_at),
        occurred_at=occurred_at or fact.occurred_at,
        correlation_id=fact.correlation_id,
        causation_id=fact.id,
        body=body,
    )
