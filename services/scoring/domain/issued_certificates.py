"""The certificates of standing that were issued to an enterprise, and what each is still worth.

Each is a row beside those of the ledger: however many there are, one more costs the same.
"""

import hashlib
from datetime import datetime
from typing import Any, Literal

import msgspec

from schemas.vocabulary.canonical_text import canonical
from services.chassis.state.rows import Rows

CERTIFICATE, LATEST = "c", "l"  # the first sign of a row's id
_LOT_CHARACTERS = 32  # of the digest of a lot, 128 bits
CertificateState = Literal["good", "superseded", "revoked", "expired"]


class IssuedCertificate(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A certificate: from when until when it holds, and what ended it before.

    `decision` is the number of the enterprise's last grade change when it was issued (0: there was
    none). `replaced_at`: there is a newer one for the same lot since then.
    """

    serial: str
    issued_at: datetime
    valid_until: datetime
    decision: int
    replaced_at: datetime | None = None
    revoked_at: datetime | None = None
    reason: str | None = None

    def state(self, last_decision: int, now: datetime) -> CertificateState:
        """Return what it is worth at an instant, after so many grade changes of its enterprise."""
        if self.revoked_at is not None:
            return "revoked"
        if now >= self.valid_until:
            return "expired"
        if self.replaced_at is not None or last_decision > self.decision:
            return "superseded"
        return "good"


class LatestOfLot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The serial number of the latest certificate for a lot."""

    serial: str


def with_certificate(rows: Rows[Any], certificate: IssuedCertificate, lot: str) -> Rows[Any]:
    """Return rows with a certificate, which replaces the one before for the same lot.

    The very rows where they have it already.
    """
    row_id = CERTIFICATE + certificate.serial
    if rows.get(row_id) is not None:
        return rows
    latest_id = LATEST + hashlib.sha256(canonical(lot).encode()).hexdigest()[:_LOT_CHARACTERS]
    latest = rows.get(latest_id)
    before = None if latest is None else rows.get(CERTIFICATE + latest.serial)
    if before is not None:
        replaced = msgspec.structs.replace(before, replaced_at=certificate.issued_at)
        rows = rows.with_row(CERTIFICATE + before.serial, replaced)
    rows = rows.with_row(row_id, certificate)
    return rows.with_row(latest_id, LatestOfLot(certificate.serial))


def with_revocation(rows: Rows[Any], serial: str, at: datetime, reason: str) -> Rows[Any]:
    """Return rows in which a certificate is revoked: the very rows where none is to be.

    Who was revoked once stays so, for the reason that was given first.
    """
    certificate = rows.get(CERTIFICATE + serial)
    if certificate is None or certificate.revoked_at is not None:
        return rows
    revoked = msgspec.structs.replace(certificate, revoked_at=at, reason=reason)
    return rows.with_row(CERTIFICATE + serial, revoked)
