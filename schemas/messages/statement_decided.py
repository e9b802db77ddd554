"""A person decided what a statement says, or that it can't be taken."""

from typing import ClassVar

from .base import Body


class StatementDecided(Body, frozen=True, kw_only=True):
    """What waits for `statement` is read so, and so is what comes, until it is decided anew.

    `choice` is one of those that the statement has (None: refused, with the `reason` that the
    senders are told). `decided_by` is an office, or the holder of a credential.
    """

    SUBJECT_ACTION: ClassVar[str] = "statement-decided"

    statement: str
    choice: str | None
    decided_by: str
    reason: str | None = None
