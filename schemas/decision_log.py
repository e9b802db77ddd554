"""The decision log: hashes by which anyone can tell that no grade change was altered or left out.

Each grade change has the hash of its message as published, envelope and all, and of the one before
it of the enterprise. All changes, by day and within a day in the order of enterprise and number,
are the leaves of one Merkle tree (RFC 9162): the entry of a leaf is the 32 bytes of the change's
hash, so that who has a proof sees nothing of others. At the end of each day the tree is signed,
with the hash of the seal before. All hashes are SHA-256; in messages they are hexadecimal.
"""

import base64
import hashlib
from typing import TypeVar

import msgspec

from .codec import encode, to_json
from .messages import DecisionsSealed, Fact, GradeChanged, SheetChanged, StandingAssessed

L = TypeVar("L", GradeChanged, DecisionsSealed)


class NotOfTheLogError(ValueError):
    """A message that can't be of the decision log. The text says why."""


def standing_digest(body: StandingAssessed) -> str:
    """Return the digest of a standing: of its `data` as published, with `decision` null."""
    return hashlib.sha256(to_json(msgspec.structs.replace(body, decision=None))).hexdigest()


def hashed_page(change: SheetChanged) -> SheetChanged:
    """Return a page with its hash: of its `data` as published, with `hash` empty."""
    content = to_json(msgspec.structs.replace(change, hash=""))
    return msgspec.structs.replace(change, hash=hashlib.sha256(content).hexdigest())


def hashed(fact: Fact[L]) -> Fact[L]:
    """Return a fact with its hash, as it is to be published."""
    return _with(fact, hash=hashlib.sha256(encode(_with(fact, hash=""))).hexdigest())


def to_sign(fact: Fact[DecisionsSealed]) -> bytes:
    """Return what is signed of a seal: its message, with neither signature nor hash."""
    return encode(_with(fact, signature="", hash=""))


def signed(fact: Fact[DecisionsSealed], signature: bytes) -> Fact[DecisionsSealed]:
    """Return a seal with its signature and its hash: the next one names it."""
    return hashed(_with(fact, signature=base64.b64encode(signature).decode()))


def content_hash(value: bytes, hash_: str) -> str:
    """Return the hash of a message of the log, from its bytes as published.

    Of the bytes, so that it holds whatever a later version of the message has more or less.
    Raises NotOfTheLogError where the hash that it says of itself isn't in it just once.
    """
    return hashlib.sha256(_emptied(value, "hash", hash_)).hexdigest()


def signed_part(value: bytes, hash_: str, signature: str) -> bytes:
    """Return what was signed of a seal, from its bytes as published. Raises NotOfTheLogError."""
    return _emptied(_emptied(value, "hash", hash_), "signature", signature)


def leaf_entry(hash_: str) -> bytes:
    """Return the entry of the log's tree that a grade change is, by its hash."""
    return bytes.fromhex(hash_)


def signature_bytes(signature: str) -> bytes:
    """Return a signature as bytes. Raises ValueError where it is none."""
    return base64.b64decode(signature, validate=True)


def _with(fact: Fact[L], **fields: str) -> Fact[L]:
    return msgspec.structs.replace(fact, body=msgspec.structs.replace(fact.body, **fields))


def _emptied(value: bytes, field: str, content: str) -> bytes:
    written = f'"{field}":"{content}"'.encode()
    if value.count(written) != 1:
        raise NotOfTheLogError(f"its {field!r} is not written as {written.decode()}, just once")
    return value.replace(written, f'"{field}":""'.encode())
