"""A department fell silent against its own rhythm."""

from datetime import date
from typing import ClassVar

from .base import Body


class SilenceBegan(Body, frozen=True, kw_only=True):
    """Nothing came from a department until `expected_by`, the last day that its rhythm allows.

    Published once, on `day`, the day after; `SilenceEnded` follows when it reports again.
    `last_reported_on` is the day of its last report (None: it never reported; the days then count
    from the first that began here).
    """

    SUBJECT_ACTION: ClassVar[str] = "silence-began"

    department: str
    day: date
    last_reported_on: date | None
    expected_by: date
