"""A department that had fallen silent reported again."""

from datetime import date
from typing import ClassVar

from .base import Body


class SilenceEnded(Body, frozen=True, kw_only=True):
    """A department reported on `day`; it had been silent since `silent_since`.

    `last_reported_on` is the day of its last report before (None: it never had).
    """

    SUBJECT_ACTION: ClassVar[str] = "silence-ended"

    department: str
    day: date
    silent_since: date
    last_reported_on: date | None
