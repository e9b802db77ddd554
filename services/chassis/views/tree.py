"""The tree over all that is stored for a partition: from its root follows what is there.

Three levels of nodes, each stored under a name of its own. A leaf has an entry of 28 bytes for each
value, table and field: its hashed name, and the tag. A node above has the tags of its children; the
tag of the root stands in the partition's mark. Who reads one value reads its leaf with it, and the
nodes above that it does not know yet, of some kilobytes; who writes holds the tags in memory (half
a megabyte a partition).
"""

from collections.abc import Iterator, Sequence

from .proofs import NAME_BYTES, TAG_BYTES, ProofKey

_BITS = (7, 8)  # of the index of a child, by the depth of the node above
DEPTH = len(_BITS)  # of the leaves; the root is at 0
WIDTHS = tuple(1 << sum(_BITS[:depth]) for depth in range(DEPTH + 1))
"""How many nodes there are at a depth."""
_ENTRY_NAME = 12
_ENTRY = _ENTRY_NAME + TAG_BYTES
NO_TAG = bytes(TAG_BYTES)
"""Where nothing is."""
_NODE_BYTES = tuple(TAG_BYTES << bits for bits in _BITS)

Node = tuple[int, int]
"""Depth and index."""


class NotInTreeError(ValueError):
    """A node that is not the one that the tree names. The text says which."""


def leaf_index(hashed_name: bytes) -> int:
    """Return the index of the leaf in which a name has its entry."""
    return int.from_bytes(hashed_name[:2]) >> (16 - sum(_BITS))


def way_to(leaf: int) -> tuple[Node, ...]:
    """Return the nodes from the root to a leaf."""
    return tuple((depth, leaf >> sum(_BITS[depth:])) for depth in range(DEPTH + 1))


def node_name(depth: int, index: int, service: str, partition: int) -> bytes:
    """Return the name under which a node is stored."""
    return b"%b:node:%d:%d@%d" % (service.encode(), depth, index, partition)


def entry_of(leaf: bytes | None, hashed_name: bytes) -> bytes | None:
    """Return the tag that a leaf has for a name (None: nothing is stored under it)."""
    start = _find(leaf, hashed_name) if leaf else None
    return None if leaf is None or start is None else leaf[start + _ENTRY_NAME : start + _ENTRY]


def with_entry(leaf: bytes | None, hashed_name: bytes, tag: bytes | None) -> bytes:
    """Return a leaf with another tag for a name (None: without it)."""
    leaf = leaf or b""
    start = _find(leaf, hashed_name)
    entry = b"" if tag is None else hashed_name[NAME_BYTES - _ENTRY_NAME :] + tag
    if start is None:
        return leaf + entry
    return leaf[:start] + entry + leaf[start + _ENTRY :]


def _find(leaf: bytes, hashed_name: bytes) -> int | None:
    name, start = hashed_name[NAME_BYTES - _ENTRY_NAME :], 0
    while (start := leaf.find(name, start)) >= 0:
        if start % _ENTRY == 0:
            return start
        start += 1
    return None


def child_at(depth: int, index: int) -> int:
    """Return where a node has the tag of a child, given the child's index at its depth."""
    return index % (1 << _BITS[depth]) * TAG_BYTES


def child_tag(depth: int, index: int, content: bytes) -> bytes:
    """Return the tag that a node has for a child, given the child's index at its depth."""
    start = child_at(depth, index)
    return content[start : start + TAG_BYTES]


class PartitionTree:
    """The tags of a partition's tree, in the memory of who writes it."""

    def __init__(self, key: ProofKey, service: str, partition: int) -> None:
        self._key = key
        self._names = [  # of the nodes of a depth, but for the index
            b"%b:node:%d:%%d@%d" % (service.encode().replace(b"%", b"%%"), depth, partition)
            for depth in range(DEPTH + 1)
        ]
        self._tags = [bytearray(width * TAG_BYTES) for width in WIDTHS]

    @property
    def root(self) -> bytes:
        """Return the tag of the root."""
        return bytes(self._tags[0])

    def name(self, node: Node) -> bytes:
        """Return the name under which a node is stored."""
        depth, index = node
        return self._names[depth] % index

    def load(self, root: bytes, depth: int, nodes: Sequence[bytes | None]) -> None:
        """Take over the nodes of a depth (those above first). Raises NotInTreeError."""
        if depth == 0:
            self._tags[0][:] = root
        for index, content in enumerate(nodes):
            expected = self._tag((depth, index))
            if expected == NO_TAG:
                continue
            name = self.name((depth, index))
            if content is None or self._key.of_node(name, content) != expected:
                raise NotInTreeError(f"{name.decode()} is not the node that the tree names")
            start = index * _NODE_BYTES[depth]
            self._tags[depth + 1][start : start + _NODE_BYTES[depth]] = content

    def require(self, leaf: int, content: bytes | None) -> bytes | None:
        """Return a leaf as it was read, if it is the one of the tree. Raises NotInTreeError."""
        expected = self._tag((DEPTH, leaf))
        if expected == NO_TAG:
            return None
        name = self.name((DEPTH, leaf))
        if content is None or self._key.of_node(name, content) != expected:
            raise NotInTreeError(f"{name.decode()} is not the node that the tree names")
        return content

    def put(self, leaves: dict[int, bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Take leaves in; yield the name and the content of each node that changed."""
        changed = leaves
        for depth in range(DEPTH, -1, -1):
            above: dict[int, bytes] = {}
            named, tags = self._names[depth], self._tags[depth]
            for index, content in changed.items():
                name = named % index
                yield name, content
                tag = self._key.of_node(name, content) if content else NO_TAG
                tags[index * TAG_BYTES : (index + 1) * TAG_BYTES] = tag
                if depth:
                    above[index >> _BITS[depth - 1]] = b""
            if depth:
                changed = {index: self._content((depth - 1, index)) for index in above}

    def _tag(self, node: Node) -> bytes:
        depth, index = node
        return bytes(self._tags[depth][index * TAG_BYTES : (index + 1) * TAG_BYTES])

    def _content(self, node: Node) -> bytes:
        depth, index = node
        start = index * _NODE_BYTES[depth]
        return bytes(self._tags[depth + 1][start : start + _NODE_BYTES[depth]])
