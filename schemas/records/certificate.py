"""Work-safety standardization certificates (安全生产标准化证书)."""

from datetime import date
from decimal import Decimal

from .base import Record


class StandardizationCertificate(Record, frozen=True, kw_only=True, tag="certificate"):
    """A certificate of level 1 (best) to 3, valid to and including `valid_until`.

    `revoked_on` is the first day on which it no longer holds, `revoked_for` says why.
    """

    level: int
    granted_on: date
    valid_until: date
    review_score: Decimal | None = None
    revoked_on: date | None = None
    revoked_for: str | None = None
