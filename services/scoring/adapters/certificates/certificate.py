"""A certificate of standing: a signed statement that a third party verifies with the public key."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import jwt
import msgspec

from schemas.decision_log import standing_digest
from schemas.messages import StandingAssessed
from services.chassis.clock import day_of
from services.chassis.signing import PublicKey, SigningKey

ISSUER = "safety-credit"
TYPE = "standing-certificate+jwt"
_ALGORITHM = "EdDSA"


class CertificateError(ValueError):
    """A certificate that can't be relied on. The text says why."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate states: the standing of an enterprise on a day, as known on another.

    `purpose` is what it was issued for (a lot); `decision` the number and hash of the grade change
    in the decision log that brought the enterprise its grade at the time of issue, where there is.
    """

    iss: str
    iat: int
    exp: int
    sub: str
    name: str | None
    day: date
    as_known: date | None
    grade: str
    score: str
    sector: str
    edition: str
    standing_digest: str
    purpose: str
    decision: dict[str, Any] | None = None


def issue(  # noqa: PLR0913 - all that a certificate states
    key: SigningKey,
    code: str,
    value: StandingAssessed,
    *,
    purpose: str,
    now: datetime,
    valid: timedelta,
    as_known: date | None = None,
    decision: Mapping[str, Any] | None = None,
) -> str:
    """Return the certificate of a standing as a compact JWS."""
    certificate = Certificate(
        iss=ISSUER,
        iat=int(now.timestamp()),
        exp=int((now + valid).timestamp()),
        sub=code,
        name=value.name,
        day=value.day,
        as_known=as_known,
        grade=value.grade,
        score=str(value.score),
        sector=value.sector,
        edition=value.edition,
        standing_digest=standing_digest(value),
        purpose=purpose,
        decision=None if decision is None else dict(decision),
    )
    claims: dict[str, Any] = msgspec.to_builtins(certificate)
    headers = {"kid": key.public.id, "typ": TYPE}
    return jwt.encode(claims, key.key, algorithm=_ALGORITHM, headers=headers)


def verified(token: str, keys: Mapping[str, PublicKey], now: datetime) -> Certificate:
    """Return what a certificate states. Raises CertificateError where it can't be relied on."""
    token = token.strip()
    try:
        header = jwt.get_unverified_header(token)
        key = keys.get(str(header.get("kid")))
        if key is None:
            raise CertificateError(f"no public key {header.get('kid')!r} was given")
        if header.get("typ") != TYPE:
            raise CertificateError(f"it is a {header.get('typ')!r}, no certificate of standing")
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "sub"]}
        claims = jwt.decode(token, key.key, algorithms=[_ALGORITHM], issuer=ISSUER, options=options)
        certificate = msgspec.convert(claims, Certificate)
    except jwt.InvalidSignatureError as error:
        raise CertificateError("the signature does not fit: it was altered, or forged") from error
    except (jwt.PyJWTError, msgspec.ValidationError) as error:
        raise CertificateError("it is no certificate, or was altered or cut off") from error
    issued_on = day_of(datetime.fromtimestamp(certificate.iat, UTC))
    if certificate.day > issued_on:
        raise CertificateError(f"it states the standing of {certificate.day}, issued {issued_on}")
    if now.timestamp() >= certificate.exp:
        raise CertificateError(f"it was valid until {_instant(certificate.exp)}")
    if now.timestamp() < certificate.iat:
        raise CertificateError(f"it was issued at {_instant(certificate.iat)}, which is to come")
    return certificate


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat()
