"""Files that begin with a digest of their name and content: what was damaged is not believed.

They are not forced onto the disk: what a crash left incomplete is found by its digest.
"""

import hashlib
from pathlib import Path

DIGEST_BYTES = 16


class DamagedFileError(ValueError):
    """A file that is missing, cut off, changed, or in the place of another one."""


def digest_of_bytes(*parts: bytes) -> bytes:
    """Return the digest of parts, each told apart from the next."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.digest()


def write_sealed(path: Path, content: bytes) -> None:
    """Write a file with its digest."""
    with path.open("wb") as file:
        file.write(digest_of_bytes(path.name.encode(), content))
        file.write(content)


def read_sealed(path: Path) -> bytes:
    """Return the content of a file. Raises DamagedFileError."""
    try:
        stored = path.read_bytes()
    except OSError as error:
        raise DamagedFileError(f"{path}: {error}") from error
    content = stored[DIGEST_BYTES:]
    if stored[:DIGEST_BYTES] != digest_of_bytes(path.name.encode(), content):
        raise DamagedFileError(f"{path}: not as it was written")
    return content
