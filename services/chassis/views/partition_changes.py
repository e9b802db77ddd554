"""From writes to the commands that carry them out, and to the leaves of the tree after them."""

from collections.abc import Mapping, Sequence
from typing import Any

from .object_writes import ObjectWrites
from .proofs import ProofKey
from .stored_names import index_name, summary_name
from .tables import TableSum
from .tree import DEPTH, NotInTreeError, PartitionTree, entry_of, leaf_index, with_entry


class PartitionChanges:
    """What one batch changes of a partition's views.

    In this order: the names in `removed` go, `values` are set, `commands` change tables.
    """

    def __init__(self, client: Any, key: ProofKey, tree: PartitionTree) -> None:  # noqa: ANN401 - redis-py types sync and async alike
        self._redis = client
        self._key = key
        self._tree = tree
        self.removed: list[bytes] = []
        self.values: dict[bytes, bytes] = {}
        self.commands: list[tuple[Any, ...]] = []
        self._leaves: dict[int, bytes] = {}
        self._leaf_of: dict[bytes, dict[bytes, int]] = {}  # by name and field
        self._summaries: dict[bytes, bytes | None] = {}

    def leaves_after(self, objects: Mapping[bytes, ObjectWrites]) -> dict[int, bytes]:
        """Return the leaves as they are after some writes, which are added.

        What was there before is believed of the tree alone, never of a value or an index: who can
        write to Redis could else let a field count twice, or not at all.
        Raises NotInTreeError where what is stored is not what was written last.
        """
        if not objects:
            return {}
        hashed = {name: self._key.hashed_name(name) for name in objects}
        needed = {leaf_index(each) for each in hashed.values()}
        for name, writes in objects.items():
            leaves = {each: self._leaf_of_field(name, each) for each in writes.fields}
            self._leaf_of[name] = leaves
            needed.update(leaves.values())
        self._read(sorted(needed), [name for name, each in objects.items() if each.fields])
        for name, writes in objects.items():
            tag = self._tag_after(name, writes, self._entry(leaf_index(hashed[name]), hashed[name]))
            self._put(leaf_index(hashed[name]), hashed[name], tag)
        return self._leaves

    def _read(self, indexes: Sequence[int], tables: Sequence[bytes]) -> None:
        """Read the leaves of some indexes, and the summaries of some tables."""
        names = [self._tree.name((DEPTH, index)) for index in indexes]
        stored = self._redis.mget([*names, *map(summary_name, tables)])
        for index, content in zip(indexes, stored, strict=False):
            self._leaves[index] = self._tree.require(index, content) or b""
        self._summaries = dict(zip(tables, stored[len(indexes) :], strict=True))

    def _entry(self, leaf: int, hashed: bytes) -> bytes | None:
        return entry_of(self._leaves[leaf], hashed)

    def _put(self, leaf: int, hashed: bytes, tag: bytes | None) -> None:
        self._leaves[leaf] = with_entry(self._leaves[leaf], hashed, tag)

    def _leaf_of_field(self, name: bytes, field: bytes) -> int:
        return leaf_index(self._key.hashed_field(name, b"", field))

    def _tag_after(self, name: bytes, writes: ObjectWrites, entry: bytes | None) -> bytes | None:
        """Add what writes an object; return its tag after it (None: it is gone)."""
        if writes.value is not None:
            self.values[name] = writes.value
            return self._key.of_value(name, writes.value)
        new = writes.dropped or entry is None
        if new:
            self.removed += (name, summary_name(name), index_name(name))
        if not writes.fields:
            return None if new else entry
        table = TableSum.new(self._key, name) if new else self._table(name, entry)
        self._count_fields(name, writes, table)
        summary = table.summary()
        self.values[summary_name(name)] = summary
        return self._key.of_value(summary_name(name), summary)

    def _table(self, name: bytes, entry: bytes | None) -> TableSum:
        summary = self._summaries[name]
        if summary is None or self._key.of_value(summary_name(name), summary) != entry:
            raise NotInTreeError(f"{name.decode()}: its sum is not the one that the tree names")
        return TableSum.opened(self._key, name, summary)

    def _count_fields(self, name: bytes, writes: ObjectWrites, table: TableSum) -> None:
        """Take out of a sum what fields were, and add what they are; add the commands."""
        values: list[bytes] = []
        tags: list[bytes] = []
        gone: list[bytes] = []
        key = self._key
        for each, value in writes.fields.items():
            leaf, hashed = self._leaf_of[name][each], key.hashed_field(name, table.id, each)
            before = self._entry(leaf, hashed)
            if before is not None:
                table.remove(each, before)
            if value is None:
                gone.append(each)
                self._put(leaf, hashed, None)
                continue
            tag = key.of_field(name, table.id, each, value)
            table.add(each, tag)
            self._put(leaf, hashed, tag)
            values += (each, value)
            tags += (each, tag)
        if values:
            self.commands.append(("HSET", name, *values))
        if gone:
            self.commands.append(("HDEL", name, *gone))
        if writes.paged:
            if tags:
                self.commands.append(("HSET", index_name(name), *tags))
            if gone:
                self.commands.append(("HDEL", index_name(name), *gone))
