"""Keys of persons' data, one for each subject, which are kept encrypted and can be destroyed.

What is sealed with a subject's key can't be read by whoever has the log, and by nobody any more
once the key is gone, wherever copies of the log may be. The keys themselves stand on a compacted
topic, encrypted with the master key: who has but one of the two reads nothing. AES-256-GCM (NIST SP
800-38D); the subject is bound to what is sealed, so that nothing can be passed off as another's.
"""

import base64
import secrets
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.secret_files import load_secret

KEY_BYTES = 32
_NONCE_BYTES = 12


class NotOpenedError(ValueError):
    """What is sealed was not sealed with this key, for this subject. The text repeats nothing."""


class WrappedKey(NamedTuple):
    """A subject's key as it is kept: its id, and itself encrypted with the master key (base64)."""

    id: str
    wrapped: str


class SubjectKey:
    """The key of a subject. It is never printed, and kept nowhere."""

    def __init__(self, key: bytes, subject: str) -> None:
        self._cipher = AESGCM(key)
        self._subject = subject.encode()

    def seal(self, content: bytes) -> str:
        """Return the content sealed, in base64."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(
            nonce + self._cipher.encrypt(nonce, content, self._subject)
        ).decode()

    def open(self, sealed: str) -> bytes:
        """Return what was sealed. Raises NotOpenedError."""
        try:
            whole = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], self._subject)
        except (InvalidTag, ValueError) as error:
            raise NotOpenedError("sealed with another key, or for another subject") from error


class MasterKey:
    """The key that encrypts the keys of all subjects. It is never printed."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")
        self._key = key

    def new_key(self, subject: str) -> WrappedKey:
        """Return a new key for a subject, as it is kept."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        return WrappedKey(str(uuid4()), SubjectKey(self._key, subject).seal(key))

    def subject_key(self, subject: str, wrapped: str) -> SubjectKey:
        """Return the key of a subject. Raises NotOpenedError."""
        return SubjectKey(SubjectKey(self._key, subject).open(wrapped), subject)


def load_master_key(file: Path) -> MasterKey:
    """Return the key in a file. Raises SecretUnusableError, which names the file."""
    return MasterKey(load_secret(file, "personal data"))
