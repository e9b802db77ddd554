"""A certificate of standing was issued."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from .base import Body
from .standing_assessed import Decision


class CertificateIssued(Body, frozen=True, kw_only=True):
    """What a certificate states: nothing else is signed, and only this is.

    `serial` names it. It states the standing of `day` as known by the end of `as_known` (null: when
    it was asked for), with all in it that was reported until `as_of`. `decision` is the
    enterprise's last grade change at that time. It expires at `valid_until`.
    """

    SUBJECT_ACTION: ClassVar[str] = "certificate-issued"

    serial: str
    purpose: str
    day: date
    as_known: date | None
    as_of: datetime
    valid_until: datetime
    name: str | None
    sector: str
    grade: str
    score: Decimal
    edition: str
    standing_digest: str
    decision: Decision | None
