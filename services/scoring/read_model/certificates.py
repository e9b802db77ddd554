"""The view of issued certificates: each under its serial number, in its enterprise's partition."""

import msgspec

from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.scoring.domain.issued_certificates import IssuedCertificate

CERTIFICATES = "scoring:certificate:"


class KnownCertificate(msgspec.Struct, frozen=True):
    """A certificate, and the enterprise that it is of."""

    code: str
    certificate: IssuedCertificate


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(KnownCertificate)


def certificate_write(code: str, certificate: IssuedCertificate) -> ViewWrite:
    """Return the write of a certificate."""
    value = _encoder.encode(KnownCertificate(code, certificate))
    return ViewWrite(key=CERTIFICATES + certificate.serial, value=value)


def certificate(views: Views, serial: str) -> KnownCertificate | None:
    """Return the certificate of a serial number; None: none was issued.

    Whose it is, a serial number does not say: each partition is asked for it.
    """
    value = views.get(CERTIFICATES + serial)
    return None if value is None else _decoder.decode(value)
