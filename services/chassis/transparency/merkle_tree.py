"""Merkle trees as in RFC 9162: their hashes, and a tree that is kept by its right edge alone."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

_LEAF, _NODE = b"\x00", b"\x01"  # so that no node can be taken for a leaf (2.1.1)
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True)
class CompactRange:
    """A tree of `size` leaves, by the roots of its whole subtrees from the largest on.

    That is all that is needed to go on with it: 24 hashes for ten million leaves.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError where there are not as many roots as the size has."""
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves does not have {len(self.peaks)} peaks")

    @property
    def root(self) -> bytes:
        """Return the root of the tree (of none: the hash of nothing)."""
        if not self.peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))

    def extended(self, leaves: Iterable[bytes]) -> "CompactRange":
        """Return the tree with further leaves, by their hashes."""
        size, peaks = self.size, [*self.peaks]
        for leaf in leaves:
            node, below = leaf, size
            while below & 1:
                node, below = node_hash(peaks.pop(), node), below >> 1
            peaks.append(node)
            size += 1
        return CompactRange(size, tuple(peaks))


class Nodes(Protocol):
    """The hashes of a tree's whole subtrees."""

    def node(self, level: int, index: int) -> bytes:
        """Return the root of the subtree of 2**level leaves that begins at index * 2**level."""


class MemoryNodes:
    """The nodes over some leaves, by their hashes, in memory."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            pairs = range(0, len(below) - 1, 2)
            self._levels.append([node_hash(below[i], below[i + 1]) for i in pairs])

    def node(self, level: int, index: int) -> bytes:
        """Return the root of the subtree of 2**level leaves that begins at index * 2**level."""
        return self._levels[level][index]


def subtree_root(nodes: Nodes, start: int, end: int) -> bytes:
    """Return the root over the leaves from one up to another, as a tree has it."""
    if start == end:
        return EMPTY_ROOT
    level = (end - start).bit_length() - 1
    if end - start == 1 << level:
        return nodes.node(level, start >> level)
    middle = start + (1 << level)
    return node_hash(subtree_root(nodes, start, middle), subtree_root(nodes, middle, end))
