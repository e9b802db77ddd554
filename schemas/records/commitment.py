"""Published work-safety commitments (安全生产承诺)."""

from datetime import date

from .base import Record


class Commitment(Record, frozen=True, kw_only=True, tag="commitment"):
    """Whether an enterprise promised, published the promise, and kept it."""

    made: bool
    made_on: date | None = None
    published: bool = False
    published_at: str | None = None
    broken_on: date | None = None
