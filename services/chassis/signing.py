"""Ed25519 keys: made, kept in files, named by what they are, and used."""

import base64
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

OWNER_ONLY = 0o600
_ID_LENGTH = 16


class KeyUnusableError(ValueError):
    """A file that holds no Ed25519 key, or that others may read. The text names it."""


class PublicKey:
    """A key by which anybody can tell that something was signed."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self.key = key
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = hashlib.sha256(raw).hexdigest()[:_ID_LENGTH]

    @property
    def pem(self) -> str:
        """Return it as PEM."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Say whether the signature is of this key and content."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """The private key. It is written and read by its owner alone, and never printed."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self.key = key
        self.public = PublicKey(key.public_key())

    def sign(self, content: bytes) -> str:
        """Return the signature in base64: the same for the same content."""
        return base64.b64encode(self.key.sign(content)).decode()


def create_key(file: Path) -> SigningKey:
    """Make a key and write it to a new file. Raises FileExistsError: a key is never overwritten."""
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
    return SigningKey(key)


def load_key(file: Path) -> SigningKey:
    """Return the private key in a file. Raises KeyUnusableError."""
    try:
        if file.stat().st_mode & ~OWNER_ONLY & 0o777:
            raise KeyUnusableError(
                f"{file}: others may read it; `chmod 600` it, and make a new one"
            )
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusableError(f"{file}: no private key (PEM): {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusableError(f"{file}: a private key, but not of Ed25519")
    return SigningKey(key)


def load_public_keys(files: Iterable[Path]) -> dict[str, PublicKey]:
    """Return the public keys in some files, by id. Raises KeyUnusableError."""
    keys = {}
    for file in files:
        try:
            key = load_pem_public_key(file.read_bytes())
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is none"
            raise KeyUnusableError(f"{file}: no public key (PEM): {why}") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyUnusableError(f"{file}: a public key, but not of Ed25519")
        public = PublicKey(key)
        keys[public.id] = public
    return keys
