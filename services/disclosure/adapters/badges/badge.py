"""What a badge states, signed: a compact JWS, by which anybody can tell that it was not altered."""

from datetime import date

import jwt
import msgspec

from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.keys import KeyUnusableError, SigningKey
from services.chassis.signing.signed_token import read_token, signed_token, token_header

ISSUER = "safety-credit"
TYPE = "grade-badge+jwt"


class BadgeError(ValueError):
    """A badge that can't be relied on. The text says why."""


class GradeBadge(msgspec.Struct, frozen=True, kw_only=True):
    """The public grade of an enterprise on a day (None: it has none), by an edition of the rules.

    It is no certificate of standing: it says nothing of another day, and is never revoked.
    """

    iss: str = ISSUER
    sub: str
    name: str | None
    grade: str | None
    day: date
    edition: str | None


def signed_badge(badge: GradeBadge, key: SigningKey) -> str:
    """Return a badge as a token: the same on every replica, for nothing of the instant is in it.

    Raises KeyUnusableError.
    """
    return signed_token(msgspec.json.encode(badge), TYPE, key)


def verified_badge(token: str, register: KeyRegister) -> GradeBadge:
    """Return what a badge states. Raises BadgeError where it can't be relied on.

    Its key has to be one for badges that was in force on its day, which the key alone states: of a
    key that was revoked no badge holds.
    """
    try:
        key_id, kind = token_header(token.strip())
        key = register.key(key_id)
        if key is None:
            raise BadgeError(f"the key {key_id!r} is not in the register")
        if kind != TYPE:
            raise BadgeError(f"it is a {kind!r}, no badge")
        badge = msgspec.json.decode(read_token(token.strip(), key), type=GradeBadge)
    except jwt.InvalidSignatureError as error:
        raise BadgeError("the signature does not fit: it was altered, or forged") from error
    except (KeyUnusableError, jwt.PyJWTError, msgspec.DecodeError) as error:
        raise BadgeError(f"it is no badge: {error}") from error
    problem = register.problem_of_claim(key_id, KeyPurpose.BADGES, badge.day)
    if problem is not None:
        raise BadgeError(problem)
    return badge
