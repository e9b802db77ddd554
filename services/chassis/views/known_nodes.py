"""Nodes of the trees that were proven before, so that only what changed is read and hashed again.

A node is kept with its tag, and taken where the node above, or the mark, names this very tag: it is
then the node that was written, whatever Redis holds now. Leaves are not kept: there are too many.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .proofs import ProofKey
from .proven_marks import KnownMark
from .tree import DEPTH, NO_TAG, NotInTreeError, child_at, child_tag, leaf_index, node_name, way_to


class KnownNode(NamedTuple):
    """The content of a node, and its tag by which it was proven."""

    tag: bytes
    content: bytes


_UNKNOWN = KnownNode(b"", b"")


class LeftOut(NamedTuple):
    """What a question's answer may leave out: where the mark is this one, the root.

    And where the root has this tag, at this place (from 1), the node below it.
    """

    mark: bytes
    tag_at: int
    tag: bytes


class WayToLeaf(NamedTuple):
    """The nodes from the root to the leaf in which a name has its entry.

    `known` are those above the leaf as they were proven last, when the question was made: what is
    left out of its answer is taken from here, and so is of the same instant.
    """

    children: tuple[int, ...]
    names: list[bytes]
    known: list[KnownNode]

    def left_out(self, mark: KnownMark | None) -> LeftOut:
        """Return by what the answer may leave nodes out, given the mark that was good last."""
        root, below = self.known
        stored = mark.stored if mark is not None and mark.mark.root == root.tag else b""
        return LeftOut(stored, child_at(0, self.children[0]) + 1, below.tag)


class KnownNodes:
    """The nodes above the leaves of a service's trees: the last of each. May be shared by threads.

    So they are no more than 129 of some kilobytes for each partition.
    """

    def __init__(self, key: ProofKey, service: str) -> None:
        self._key = key
        self._service = service
        self._nodes: dict[bytes, KnownNode] = {}

    def way(self, partition: int, hashed_name: bytes) -> WayToLeaf:
        """Return the way to the leaf of a name."""
        nodes = way_to(leaf_index(hashed_name))
        names = [node_name(depth, index, self._service, partition) for depth, index in nodes]
        known = [self._nodes.get(name, _UNKNOWN) for name in names[:DEPTH]]
        return WayToLeaf(tuple(index for _, index in nodes[1:]), names, known)

    def leaf(self, way: WayToLeaf, nodes: Sequence[bytes | None], root: bytes) -> bytes | None:
        """Return the leaf at the end of a way, if each node is the one that the one above names.

        Of the nodes those above the leaf may have been left out. None: nothing was written there.
        Raises NotInTreeError.
        """
        tag = root
        for depth, child in enumerate(way.children):
            if tag == NO_TAG:
                return None
            content, known = nodes[depth], way.known[depth]
            if known.tag == tag:
                content = known.content
            else:
                content = self._proven(way.names[depth], content, tag)
                self._nodes[way.names[depth]] = KnownNode(tag, content)
            tag = child_tag(depth, child, content)
        return None if tag == NO_TAG else self._proven(way.names[DEPTH], nodes[DEPTH], tag)

    def _proven(self, name: bytes, content: bytes | None, tag: bytes) -> bytes:
        if content is None or self._key.of_node(name, content) != tag:
            raise NotInTreeError(f"{name.decode()} is not the node that the tree names")
        return content
