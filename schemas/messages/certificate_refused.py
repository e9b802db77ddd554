"""A certificate of standing can't be issued."""

from datetime import date
from typing import ClassVar, Literal

from .base import Body

CertificateRefusal = Literal["not_rated", "to_come", "no_longer_kept"]


class CertificateRefused(Body, frozen=True, kw_only=True):
    """Why there is no certificate: the enterprise has no standing on `day`, or the day is to come.

    Or records that may have borne on it are `no_longer_kept`: of `records` of them the first began
    on `first_day`, and the last was kept until `last_day`.
    """

    SUBJECT_ACTION: ClassVar[str] = "certificate-refused"

    reason: CertificateRefusal
    day: date
    records: int | None = None
    first_day: date | None = None
    last_day: date | None = None
