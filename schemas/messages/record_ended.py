"""A record is kept no longer: its time by law is over."""

from datetime import date
from typing import ClassVar

from .base import Body


class RecordEnded(Body, frozen=True, kw_only=True):
    """A record left what is on record about an enterprise, on `day`; it does not say what it said.

    `kept_until` is the last day on which it was kept, by an `article` of an `edition` of the rules
    on retention. What grade changes rested on it stays provable: their hashes stay.
    """

    SUBJECT_ACTION: ClassVar[str] = "record-ended"

    record_id: str
    kind: str
    department: str
    day: date
    kept_until: date
    article: str
    edition: str
