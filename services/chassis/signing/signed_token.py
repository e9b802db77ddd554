"""A signed token (compact JWS, RFC 7515) by a key of any suite."""

from typing import Any

import jwt
from jwt.algorithms import Algorithm

from .keys import SUITES, PublicKey, SigningKey


class SuiteAlgorithm(Algorithm):
    """Lets the keys of a suite sign and verify for the library of tokens."""

    def prepare_key(self, key: Any) -> Any:  # noqa: ANN401 - the library's own type of keys
        """Return the key as it is: it is one of ours."""
        return key

    def sign(self, msg: bytes, key: SigningKey) -> bytes:
        """Return the signature of a message."""
        return key.sign(msg)

    def verify(self, msg: bytes, key: PublicKey, sig: bytes) -> bool:
        """Say whether the signature is of this key and message."""
        return key.signed(sig, msg)

    @staticmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> Any:  # noqa: ANN401 - the library's
        """Raise NotImplementedError: keys are published by the register alone."""
        raise NotImplementedError

    @staticmethod
    def from_jwk(jwk: str | dict[str, Any]) -> Any:  # noqa: ANN401 - the library's
        """Raise NotImplementedError: keys come from the register alone."""
        raise NotImplementedError


_TOKENS = jwt.PyJWS(algorithms=[])
for _suite in SUITES.values():
    _TOKENS.register_algorithm(_suite.jose_algorithm, SuiteAlgorithm())


def signed_token(content: bytes, kind: str, key: SigningKey) -> str:
    """Return a content as a token of a kind (`typ`)."""
    headers = {"kid": key.public.id, "typ": kind}
    return _TOKENS.encode(content, key, key.public.suite.jose_algorithm, headers)  # type: ignore[arg-type]  # ours


def token_header(token: str) -> tuple[str, str]:
    """Return which key a token says it is of, and its kind. Raises jwt.PyJWTError."""
    header = _TOKENS.get_unverified_header(token)
    return str(header.get("kid")), str(header.get("typ"))


def read_token(token: str, key: PublicKey) -> bytes:
    """Return the content of a token that a key has signed. Raises jwt.PyJWTError."""
    content = _TOKENS.decode(token, key, algorithms=[key.suite.jose_algorithm])  # type: ignore[arg-type]  # ours
    return bytes(content)
