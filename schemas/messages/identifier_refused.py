"""An identifier was refused by a person's decision: it names no enterprise that can be told."""

from typing import ClassVar

from .base import Body


class IdentifierRefused(Body, frozen=True, kw_only=True):
    """What waits for `identifier` is rejected, and so is what comes, until a link is decided.

    `reason` is in the words of who decided, and is told to the senders. `decided_by` is an office,
    or the holder of a credential.
    """

    SUBJECT_ACTION: ClassVar[str] = "identifier-refused"

    identifier: str
    reason: str
    decided_by: str
