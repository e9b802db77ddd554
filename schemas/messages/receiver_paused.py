"""A receiver that can't be reached was given a pause."""

from datetime import datetime
from typing import ClassVar

from .base import Body


class ReceiverPaused(Body, frozen=True, kw_only=True):
    """Nothing is sent to a receiver until `until`; what comes meanwhile waits on its topic.

    `since` is when it was last seen well (null: not known, it was not since the dispatcher that has
    it began), `failures` counts the pauses in a row. When it answers
    again its key is erased from the topic.
    """

    SUBJECT_ACTION: ClassVar[str] = "receiver-paused"

    receiver: str
    since: datetime | None
    until: datetime
    failures: int
    fault: str
