"""Facts that are forwarded from one key to another."""

from datetime import datetime
from typing import Any

from schemas.messages import Body, Fact, caused_fact
from schemas.topics import INTAKE

SOURCE = f"/safety-credit/{INTAKE}"


def forwarded(  # noqa: PLR0913, PLR0917 - the parts of a fact
    fact: Fact[Any],
    identity: str,
    subject: str,
    known_at: datetime,
    body: Body,
    occurred_at: datetime | None = None,
) -> Fact[Body]:
    """Return a fact as it goes on to another key, with another id and body.

    `known_at` is when the cause of the forwarding was known; the new fact is known at the later of
    the two instants. It occurred when the fact did, unless `occurred_at` is set.
    """
    return caused_fact(
        fact,
        body,
        identity=identity,
        source=SOURCE,
        subject=subject,
        known_at=max(fact.known_at, known_at),
        occurred_at=occurred_at,
    )
