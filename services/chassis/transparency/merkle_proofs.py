"""Proofs of RFC 9162: a leaf is in a tree (2.1.3), and a tree continues another (2.1.4)."""

from collections.abc import Sequence

from .merkle_tree import EMPTY_ROOT, Nodes, node_hash, subtree_root


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the hashes beside the way from the leaf at an index up to the root."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(subtree_root(nodes, middle, end))
            end = middle
        else:
            proof.append(subtree_root(nodes, start, middle))
            start = middle
    return proof[::-1]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether a leaf, by its hash, is at an index in the tree of a size and root."""
    if not 0 <= index < size:
        return False
    at, last, reckoned = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            reckoned = node_hash(other, reckoned)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            reckoned = node_hash(reckoned, other)
        at, last = at >> 1, last >> 1
    return last == 0 and reckoned == root


def consistency_proof(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """Return the hashes by which the tree of an old size is seen to be the beginning of another."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} leaves does not continue one of {old}")
    if old in {0, size}:
        return []
    proof: list[bytes] = []
    start, end, left, whole = 0, size, old, True
    while left != end - start:
        half = _split(end - start)
        if left <= half:
            proof.append(subtree_root(nodes, start + half, end))
            end = start + half
        else:
            proof.append(subtree_root(nodes, start, start + half))
            start, left, whole = start + half, left - half, False
    return [*([] if whole else [subtree_root(nodes, start, end)]), *reversed(proof)]


def continues(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the tree of a size and root has the old one as its beginning."""
    if not 0 <= old <= size:
        return False
    if old in {0, size}:
        return not proof and old_root == (root if old == size else EMPTY_ROOT)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, other)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(count: int) -> int:
    """Return the largest power of two below a count of leaves."""
    return 1 << ((count - 1).bit_length() - 1)
