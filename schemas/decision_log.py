"""The decision log: hashes by which anyone can tell that no grade change was altered or left out.

Each grade change has the hash of its message as published, envelope and all, and of the one before
it of the enterprise. At the end of each day all its changes go into a Merkle tree, whose root is
signed, with the hash of the seal of the day before. All hashes are SHA-256, in hexadecimal.
"""

import base64
import hashlib
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from .codec import encode, to_json
from .messages import DecisionsSealed, Fact, GradeChanged, SheetChanged, StandingAssessed

_LEAF, _NODE = b"\x00", b"\x01"  # so that no node can be taken for a leaf (RFC 6962, 2.1)
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


def merkle_root(hashes: Sequence[str]) -> str:
    """Return the root over hashes in their order (of none: the hash of nothing)."""
    if not hashes:
        return hashlib.sha256(b"").hexdigest()
    level = [_leaf(each) for each in hashes]
    while len(level) > 1:
        level = _next(level)
    return level[0].hex()


def inclusion_proof(hashes: Sequence[str], index: int) -> tuple[str, ...]:
    """Return the neighbours on the way from the hash at an index to the root.

    Each begins with L or R: the side on which it stands. `holds` checks them.
    """
    level, proof = [_leaf(each) for each in hashes], []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            proof.append(("L" if neighbour < index else "R") + level[neighbour].hex())
        level, index = _next(level), index // 2
    return tuple(proof)


def holds(hash_: str, proof: Sequence[str], root: str) -> bool:
    """Say whether a hash is among those of a root, by its proof."""
    node = _leaf(hash_)
    try:
        for step in proof:
            other = bytes.fromhex(step[1:])
            node = _node(other, node) if step[:1] == "L" else _node(node, other)
    except ValueError:
        return False
    return node.hex() == root


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


def _leaf(hash_: str) -> bytes:
    return hashlib.sha256(_LEAF + hash_.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _next(level: list[bytes]) -> list[bytes]:
    """Return the level above: a last one without neighbour goes up as it is."""
    paired = [_node(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
    return paired + level[len(paired) * 2 :]
