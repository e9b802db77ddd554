"""A certificate of standing: a signed statement that a third party verifies with the public key."""

from datetime import UTC, date, datetime

import jwt
import msgspec

from schemas.messages import CertificateIssued, Decision
from services.chassis.clock import day_of
from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.keys import KeyUnusableError, PublicKey, SigningKey
from services.chassis.signing.signed_token import read_token, signed_token, token_header

ISSUER = "safety-credit"
TYPE = "standing-certificate+jwt"


class CertificateError(ValueError):
    """A certificate that can't be relied on. The text says why."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate states: the standing of an enterprise on a day, as known on another.

    `serial` tells it from every other one; `status_at` is the address where anybody may ask what it
    is still worth (None: nowhere). `as_of` is the instant up to which all that was reported is in
    it. `purpose` is what it was issued for (a lot); `decision` the number and hash of the grade
    change in the decision log that brought the enterprise its grade at the time of issue, where
    there is.
    """

    serial: str
    iss: str
    iat: int
    exp: int
    sub: str
    name: str | None
    day: date
    as_known: date | None
    as_of: datetime
    grade: str
    score: str
    sector: str
    edition: str
    standing_digest: str
    purpose: str
    decision: Decision | None = None
    status_at: str | None = None


def status_address(base: str, serial: str) -> str:
    """Return where the status of a certificate is asked, at an API of scoring."""
    return f"{base.rstrip('/')}/certificates/{serial}"


def signed(
    key: SigningKey,
    code: str,
    issued_at: datetime,
    body: CertificateIssued,
    status_base: str | None = None,
) -> str:
    """Return what the worker issued about a code as a compact JWS: nothing besides is signed.

    `status_base` is the public address of the API that is asked for its status (None: none is).
    """
    certificate = Certificate(
        serial=body.serial,
        iss=ISSUER,
        iat=int(issued_at.timestamp()),
        exp=int(body.valid_until.timestamp()),
        sub=code,
        name=body.name,
        day=body.day,
        as_known=body.as_known,
        as_of=body.as_of,
        grade=body.grade,
        score=str(body.score),
        sector=body.sector,
        edition=body.edition,
        standing_digest=body.standing_digest,
        purpose=body.purpose,
        decision=body.decision,
        status_at=None if status_base is None else status_address(status_base, body.serial),
    )
    return signed_token(msgspec.json.encode(certificate), TYPE, key)


def verified(token: str, register: KeyRegister, now: datetime) -> Certificate:
    """Return what a certificate states. Raises CertificateError where it can't be relied on.

    Its key has to be one for certificates that was in force on the day of issue. That day is the
    key's own word: of a key that was revoked no certificate holds.
    """
    key, certificate = _read(token.strip(), register)
    issued_on = day_of(datetime.fromtimestamp(certificate.iat, UTC))
    problem = register.problem_of_claim(key.id, KeyPurpose.CERTIFICATES, issued_on)
    if problem is not None:
        raise CertificateError(problem)
    if certificate.day > issued_on:
        raise CertificateError(f"it states the standing of {certificate.day}, issued {issued_on}")
    if now.timestamp() >= certificate.exp:
        raise CertificateError(f"it was valid until {_instant(certificate.exp)}")
    if now.timestamp() < certificate.iat:
        raise CertificateError(f"it was issued at {_instant(certificate.iat)}, which is to come")
    return certificate


def _read(token: str, register: KeyRegister) -> tuple[PublicKey, Certificate]:
    """Return the key of a certificate, and what it states. Raises CertificateError."""
    try:
        key_id, kind = token_header(token)
        key = register.key(key_id)
        if key is None:
            raise CertificateError(f"the key {key_id!r} is not in the register")
        if kind != TYPE:
            raise CertificateError(f"it is a {kind!r}, no certificate of standing")
        certificate = msgspec.json.decode(read_token(token, key), type=Certificate)
    except jwt.InvalidSignatureError as error:
        raise CertificateError("the signature does not fit: it was altered, or forged") from error
    except KeyUnusableError as error:
        raise CertificateError(str(error)) from error
    except (jwt.PyJWTError, msgspec.DecodeError) as error:
        raise CertificateError("it is no certificate, or was altered or cut off") from error
    if certificate.iss != ISSUER:
        raise CertificateError(f"it was issued by {certificate.iss!r}")
    return key, certificate


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat()
