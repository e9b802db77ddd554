"""A fact: a message's body with what a reader needs to place it.

Values of the contract never refer to themselves, so the garbage collector need not look at them
(`gc=False`): with many enterprises' records in memory that is a tenth of all work.
"""

from datetime import datetime
from typing import ClassVar, Generic, TypeVar

import msgspec


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The data of one message type.

    `SUBJECT_ACTION` and `MAJOR` give the CloudEvents type `safety-credit.<it>.v<major>`. A breaking
    change is a new major with an upcaster (schemas.upcast).
    """

    SUBJECT_ACTION: ClassVar[str]
    MAJOR: ClassVar[int] = 1

    @classmethod
    def event_type(cls) -> str:
        """Return the CloudEvents type of this body."""
        return f"safety-credit.{cls.SUBJECT_ACTION}.v{cls.MAJOR}"


B = TypeVar("B", bound=Body)
B_co = TypeVar("B_co", bound=Body, covariant=True)


class Fact(msgspec.Struct, Generic[B_co], frozen=True, kw_only=True, gc=False):
    """One message: who it is about, what happened, when it happened and when it was known.

    `subject` is the message key: the unified social credit code wherever one is known.
    `known_at` (CloudEvents `time`) and `occurred_at` are instants in UTC. `causation_id` names the
    message that brought this one about, `correlation_id` the first of that chain.
    """

    id: str
    source: str
    subject: str
    known_at: datetime
    occurred_at: datetime
    correlation_id: str
    causation_id: str | None = None
    body: B_co


def first_fact(
    body: B,
    *,
    identity: str,
    source: str,
    subject: str,
    known_at: datetime,
) -> Fact[B]:
    """Return a fact that no message brought about: it is the first of its chain.

    It happened when it was known.
    """
    return Fact(
        id=identity,
        source=source,
        subject=subject,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=identity,
        body=body,
    )


def caused_fact(  # noqa: PLR0913 - what a fact says
    cause: Fact[Body],
    body: B,
    *,
    identity: str,
    source: str,
    subject: str,
    known_at: datetime | None = None,
    occurred_at: datetime | None = None,
) -> Fact[B]:
    """Return a fact that another one brought about; both instants are the cause's by default."""
    return Fact(
        id=identity,
        source=source,
        subject=subject,
        known_at=known_at or cause.known_at,
        occurred_at=occurred_at or cause.occurred_at,
        correlation_id=cause.correlation_id,
        causation_id=cause.id,
        body=body,
    )
