"""A certificate of standing holds no longer."""

from typing import ClassVar

from .base import Body


class CertificateRevoked(Body, frozen=True, kw_only=True):
    """Somebody decided that a certificate holds no longer, and why."""

    SUBJECT_ACTION: ClassVar[str] = "certificate-revoked"

    serial: str
    reason: str
    revoked_by: str
