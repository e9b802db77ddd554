"""Suites: how a key of each kind is made, written, read and used. All else is alike for all."""

from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)


class SuiteMissingError(RuntimeError):
    """A suite whose library is not installed. The text says how to install it."""


class PublicPart(Protocol):
    """A public key of some suite."""

    @property
    def raw(self) -> bytes:
        """Return the key as the suite writes it, without any envelope."""

    @property
    def der(self) -> bytes:
        """Return it as a SubjectPublicKeyInfo."""

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Say whether the signature is of this key and content."""


class PrivatePart(Protocol):
    """A private key of some suite; it may live in a token, and then has no `der`."""

    @property
    def public(self) -> PublicPart:
        """Return its public key."""

    @property
    def der(self) -> bytes:
        """Return it as PKCS #8, not encrypted."""

    def sign(self, content: bytes) -> bytes:
        """Return the signature of a content."""


class Suite(Protocol):
    """A kind of key.

    `name` is what the register calls it, `jose_algorithm` what a JWS calls it, and `note_type` what
    a signed note does (C2SP signed-note).
    """

    name: str
    jose_algorithm: str
    note_type: bytes

    def create(self) -> PrivatePart:
        """Return a new key."""

    def private_part(self, der: bytes) -> PrivatePart | None:
        """Return the key that is in PKCS #8, or None where it is of another suite."""

    def public_part(self, der: bytes) -> PublicPart | None:
        """Return the key that is in a SubjectPublicKeyInfo, or None where it is of another."""


class Ed25519Public:
    """A public key of Ed25519 (RFC 8032)."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        self.raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Say whether the signature is of this key and content."""
        try:
            self._key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


class Ed25519Private:
    """A private key of Ed25519."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = Ed25519Public(key.public_key())

    @property
    def der(self) -> bytes:
        """Return it as PKCS #8, not encrypted."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, content: bytes) -> bytes:
        """Return the signature of a content: the same whenever it is made."""
        return self._key.sign(content)


class Ed25519Suite:
    """Ed25519 with SHA-512, by the `cryptography` library."""

    name = "ed25519"
    jose_algorithm = "EdDSA"
    note_type = b"\x01"

    def create(self) -> Ed25519Private:
        """Return a new key."""
        return Ed25519Private(Ed25519PrivateKey.generate())

    def private_part(self, der: bytes) -> Ed25519Private | None:
        """Return the key that is in PKCS #8, or None where it is of another suite."""
        try:
            key = load_der_private_key(der, None)
        except _UNREADABLE:
            return None
        return Ed25519Private(key) if isinstance(key, Ed25519PrivateKey) else None

    def public_part(self, der: bytes) -> Ed25519Public | None:
        """Return the key that is in a SubjectPublicKeyInfo, or None where it is of another."""
        try:
            key = load_der_public_key(der)
        except _UNREADABLE:
            return None
        return Ed25519Public(key) if isinstance(key, Ed25519PublicKey) else None


ED25519 = Ed25519Suite()
