"""Somebody asks for a certificate of standing."""

from datetime import date, datetime
from typing import ClassVar

from .base import Body


class CertificateRequested(Body, frozen=True, kw_only=True):
    """A certificate of the standing on `day` is asked for, as known by the end of `as_known`.

    `purpose` is what for (a lot), `requested_by` the id of the credential that asked, or `operator`
    for a command. `as_of` is the last instant at which the worker was known to have handled all
    that had been reported: whatever was reported until then is in the answer. `valid_until` is when
    the certificate shall expire.
    """

    SUBJECT_ACTION: ClassVar[str] = "certificate-requested"

    purpose: str
    requested_by: str
    day: date
    as_known: date | None
    as_of: datetime
    valid_until: datetime
