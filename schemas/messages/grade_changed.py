"""An enterprise's grade changed: what banks, insurers, tax and bidding platforms subscribe to."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from .base import Body


class GradeChanged(Body, frozen=True, kw_only=True):
    """From one grade to another on a day. `from_grade` is None at the first rating.

    `reasons` are the rules (deductions, overrides, base) that differ from the standing before.
    """

    SUBJECT_ACTION: ClassVar[str] = "grade-changed"

    day: date
    name: str | None
    sector: str
    from_grade: str | None
    to_grade: str
    score: Decimal
    edition: str
    reasons: tuple[str, ...]
    prompted_by: str | None = None
