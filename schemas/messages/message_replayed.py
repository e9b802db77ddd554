"""A message that had been set aside was published again."""

from typing import ClassVar

from .base import Body


class MessageReplayed(Body, frozen=True, kw_only=True):
    """The message of the dead letter `dead_letter` went to the end of its topic once more.

    That does not say that it was handled then: if not, a new dead letter follows.
    """

    SUBJECT_ACTION: ClassVar[str] = "message-replayed"

    dead_letter: str
    topic: str
