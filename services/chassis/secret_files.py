"""Files with a secret of 32 random bytes, in base64, for their owner alone."""

import base64
import os
import secrets
from pathlib import Path

from .durable_files import OWNER_ONLY

SECRET_BYTES = 32


class SecretUnusableError(ValueError):
    """A file that holds no secret, or that others may read. The text names it."""


def create_secret(file: Path) -> bytes:
    """Make a secret and write it to a new file. Raises FileExistsError: none is overwritten."""
    secret = secrets.token_bytes(SECRET_BYTES)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as out:
        out.write(base64.b64encode(secret) + b"\n")
    return secret


def load_secret(file: Path, purpose: str) -> bytes:
    """Return the secret in a file; `purpose` is what it is for. Raises SecretUnusableError."""
    try:
        mode, text = file.stat().st_mode, file.read_bytes()
    except OSError as error:
        raise SecretUnusableError(f"{file}: no secret of {purpose}: {error.strerror}") from error
    if mode & ~OWNER_ONLY & 0o777:
        raise SecretUnusableError(f"{file}: others may read it; `chmod 600` it, and make a new one")
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except ValueError as error:  # binascii.Error is one
        raise SecretUnusableError(f"{file}: no secret of {purpose} (base64): {error}") from error
    if len(secret) < SECRET_BYTES:
        raise SecretUnusableError(
            f"{file}: no secret of {purpose}: it has {len(secret)} bytes, {SECRET_BYTES} are needed"
        )
    return secret
