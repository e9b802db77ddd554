"""What a handler returns: the new state, the facts to publish, the next day to look again."""

from datetime import date, datetime
from typing import Generic, TypeVar

import msgspec

from schemas.messages import Body, Fact
from schemas.topics import Topic

S = TypeVar("S")


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A body to publish. The shell gives it its id, its cause and its partition.

    `subject` is the message key. `known_at` is that of the cause unless given.
    """

    topic: Topic
    subject: str
    body: Body
    occurred_at: datetime | None = None


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """A fact to publish as it is, with its id: passed on, or made whole by the handler."""

    topic: Topic
    fact: Fact[Body]


class Outcome(msgspec.Struct, Generic[S], frozen=True, kw_only=True):
    """The whole effect of handling one message.

    `wake_on` is the day on which the state changes by itself (None: never; one that has begun: as
    soon as the next one begins); the shell then calls the stage's `wake`.
    """

    state: S
    publish: tuple[Publication | Relay, ...] = ()
    wake_on: date | None = None


class ViewWrite(msgspec.Struct, frozen=True, kw_only=True):
    """One idempotent write into a view: a value at `key`, or at `field` of the hash `key`.

    `value` None removes: the field, or without `field` all that is at `key`. `paged`: the hash has
    an index, to be read by pages.
    """

    key: str
    field: str | None = None
    value: bytes | None = None
    paged: bool = False
