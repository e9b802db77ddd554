"""An enterprise's grade changed: what banks, insurers, tax and bidding platforms subscribe to."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec

from schemas.vocabulary.explanation import GradeReason

from .base import Body


class GradeChanged(Body, frozen=True, kw_only=True):
    """From one grade to another on a day. `from_grade` is None at the first rating.

    `reasons` are the rules (deductions, overrides, base) that differ from the standing before,
    `because` those of them that count now, in words, `no_longer` those that count no more.
    `number` counts the enterprise's changes from 1; `previous` is the hash of the one before,
    `hash` its own, `standing_digest` that of the standing with its explanation
    (schemas.decision_log).
    """

    SUBJECT_ACTION: ClassVar[str] = "grade-changed"

    day: date
    name: str | None
    sector: str
    district: str | None
    from_grade: str | None
    to_grade: str
    score: Decimal
    edition: str
    reasons: tuple[str, ...]
    number: Annotated[int, msgspec.Meta(ge=1)]
    previous: str | None
    standing_digest: str
    hash: str
    prompted_by: str | None = None
    because: tuple[GradeReason, ...] = ()
    no_longer: tuple[GradeReason, ...] = ()
