"""The decision log: hashes by which anyone can tell that no grade change was altered or left out.

Each grade change has the hash of its content and of the one before it of the enterprise. At the end
of each day all its changes go into a Merkle tree, whose root is signed, with the hash of the seal
of the day before. All hashes are SHA-256, written in hexadecimal.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from .codec import to_json
from .messages import DecisionsSealed, GradeChanged, StandingAssessed

_LEAF, _NODE = b"\x00", b"\x01"  # so that no node can be taken for a leaf (RFC 6962, 2.1)


def standing_digest(body: StandingAssessed) -> str:
    """Return the digest of a standing as it was published, apart from its own place in the log."""
    return hashlib.sha256(to_json(msgspec.structs.replace(body, decision=None))).hexdigest()


def change_hash(code: str, known_at: datetime, body: GradeChanged) -> str:
    """Return the hash of a grade change: its enterprise, when it was known, all but the hash."""
    content = to_json(msgspec.structs.replace(body, hash=""))
    return hashlib.sha256(b"\n".join((code.encode(), to_json(known_at), content))).hexdigest()


def signed_part(seal: DecisionsSealed) -> bytes:
    """Return what is signed: all that a seal says, but the signature and the hash."""
    return to_json(msgspec.structs.replace(seal, signature="", hash=""))


def seal_hash(seal: DecisionsSealed) -> str:
    """Return the hash of a seal with its signature: the next one names it."""
    return hashlib.sha256(to_json(msgspec.structs.replace(seal, hash=""))).hexdigest()


def merkle_root(hashes: Sequence[str]) -> str:
    """Return the root over hashes in their order (of none: the hash of nothing)."""
    if not hashes:
        return hashlib.sha256(b"").hexdigest()
    level = [_leaf(each) for each in hashes]
    while len(level) > 1:
        level = _next(level)
    return level[0].hex()


def inclusion_proof(hashes: Sequence[str], place: int) -> tuple[str, ...]:
    """Return the neighbours on the way from one of the hashes to the root.

    Each begins with L or R: the side on which it stands. `holds` checks them.
    """
    level, proof = [_leaf(each) for each in hashes], []
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            proof.append(("L" if neighbour < place else "R") + level[neighbour].hex())
        level, place = _next(level), place // 2
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


def signature_bytes(seal: DecisionsSealed) -> bytes:
    """Return the signature. Raises ValueError where it is none."""
    return base64.b64decode(seal.signature, validate=True)


def _leaf(hash_: str) -> bytes:
    return hashlib.sha256(_LEAF + hash_.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _next(level: list[bytes]) -> list[bytes]:
    """Return the level above: a last one without neighbour goes up as it is."""
    paired = [_node(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
    return paired + level[len(paired) * 2 :]
