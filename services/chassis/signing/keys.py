"""Keys of any suite: made, kept in files, named by what they are, and used."""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from services.chassis.durable_files import OWNER_ONLY

from .sm2 import SM2_SM3
from .suites import ED25519, PrivatePart, PublicPart, Suite, SuiteMissingError
from .token_key import SCHEME, TokenError, TokenPrivate, read_uri

SUITES: dict[str, Suite] = {suite.name: suite for suite in (ED25519, SM2_SM3)}
_ID_LENGTH = 16
_PRIVATE, _PUBLIC = "PRIVATE KEY", "PUBLIC KEY"
_PEM_LINE = 64
T = TypeVar("T")


class KeyUnusableError(ValueError):
    """A file that holds no key of a suite, or that others may read. The text names it."""


class PublicKey:
    """A key by which anybody can tell that something was signed."""

    def __init__(self, part: PublicPart, suite: Suite = ED25519) -> None:
        self.part = part
        self.suite = suite
        self.id = hashlib.sha256(part.raw).hexdigest()[:_ID_LENGTH]

    @property
    def pem(self) -> str:
        """Return it as PEM."""
        return _pem(self.part.der, _PUBLIC)

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Say whether the signature is of this key and content."""
        return self.part.signed(signature, content)


class SigningKey:
    """The private key. It is written and read by its owner alone, and never printed."""

    def __init__(self, part: PrivatePart, suite: Suite = ED25519) -> None:
        self._part = part
        self.public = PublicKey(part.public, suite)

    def sign(self, content: bytes) -> bytes:
        """Return the signature of a content. Raises KeyUnusableError: a token may be away."""
        try:
            return self._part.sign(content)
        except TokenError as error:
            raise KeyUnusableError(str(error)) from error


def create_key(file: Path, suite: Suite = ED25519) -> SigningKey:
    """Make a key and write it to a new file.

    Raises FileExistsError: a key is never overwritten; SuiteMissingError.
    """
    part = suite.create()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as out:
        out.write(_pem(part.der, _PRIVATE))
    return SigningKey(part, suite)


def load_key(file: Path) -> SigningKey:
    """Return the private key in a file, or in a token that it names. Raises KeyUnusableError."""
    try:
        if file.stat().st_mode & ~OWNER_ONLY & 0o777:
            raise KeyUnusableError(
                f"{file}: others may read it; `chmod 600` it, and make a new one"
            )
        text = file.read_text("ascii")
        if text.startswith(SCHEME):
            return SigningKey(TokenPrivate(read_uri(text)))
        der = _der(text, _PRIVATE)
    except KeyUnusableError:
        raise
    except TokenError as error:
        raise KeyUnusableError(f"{file}: {error}") from error
    except (OSError, ValueError) as error:
        raise KeyUnusableError(f"{file}: no private key (PEM): {_why(error)}") from error
    for suite in SUITES.values():
        if (part := _known(suite.private_part, der, file)) is not None:
            return SigningKey(part, suite)
    raise KeyUnusableError(f"{file}: a private key, but not of {_names()}")


def load_public_key(file: Path) -> PublicKey:
    """Return the public key in a file. Raises KeyUnusableError."""
    try:
        text = file.read_text("ascii")
        der = _der(text, _PUBLIC)
    except (OSError, ValueError) as error:
        raise KeyUnusableError(f"{file}: no public key (PEM): {_why(error)}") from error
    key = _public_key(der, file)
    if key is None:
        raise KeyUnusableError(f"{file}: a public key, but not of {_names()}")
    return key


def public_key(pem: str) -> PublicKey:
    """Return the public key that a text is. Raises KeyUnusableError."""
    try:
        key = _public_key(_der(pem, _PUBLIC), "the text")
    except ValueError as error:
        raise KeyUnusableError(f"no public key (PEM): {_why(error)}") from error
    if key is None:
        raise KeyUnusableError(f"a public key, but not of {_names()}")
    return key


def _public_key(der: bytes, where: object) -> PublicKey | None:
    for suite in SUITES.values():
        if (part := _known(suite.public_part, der, where)) is not None:
            return PublicKey(part, suite)
    return None


def _known(read: Callable[[bytes], T], der: bytes, where: object) -> T:
    try:
        return read(der)
    except SuiteMissingError as error:
        raise KeyUnusableError(f"{where}: {error}") from error


def _pem(der: bytes, label: str) -> str:
    text = base64.b64encode(der).decode()
    lines = [text[i : i + _PEM_LINE] for i in range(0, len(text), _PEM_LINE)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


def _der(text: str, label: str) -> bytes:
    pattern = f"-----BEGIN {label}-----\\s+([A-Za-z0-9+/=\\s]+)-----END {label}-----\\s*"
    found = re.fullmatch(pattern, text)
    if found is None:
        raise ValueError("it is none")
    return base64.b64decode("".join(found[1].split()), validate=True)


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is none" if isinstance(error, UnicodeDecodeError | binascii.Error) else str(error)


def _names() -> str:
    return " or ".join(SUITES)
