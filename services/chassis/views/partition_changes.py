"""From writes to the commands that carry them out, and to the leaves of the tree after them."""

from collections.abc import Mapping, Sequence
from typing import Any

from .object_writes import ObjectWrites
from .proofs import ProofKey
from .redis_store import refusing_other_types
from .stored_names import index_name, summary_name
from .tables import TableSum
from .tree import DEPTH, NotInTreeError, PartitionTree, entry_of, leaf_index, with_entry


class PartitionChanges:
    """What one batch changes of a partition's views; `commands` are those for Redis, so far."""

    def __init__(self, client: Any, key: ProofKey, tree: PartitionTree) -> None:  # noqa: ANN401 - redis-py types sync and async alike
        self._redis = client
        self._key = key
        self._tree = tree
        self.commands: list[tuple[Any, ...]] = []

    def leaves_after(self, objects: Mapping[bytes, ObjectWrites]) -> dict[int, bytes]:
        """Return the leaves as they are after some writes, whose commands are added.

        Raises NotInTreeError where what is stored is not what was written last.
        """
        if not objects:
            return {}
        hashed = {name: self._key.hashed_name(name) for name in objects}
        indexes = sorted({leaf_index(each) for each in hashed.values()})
        stored = self._stored(indexes, objects)
        leaves = {
            index: self._tree.require(index, content) or b""
            for index, content in zip(indexes, stored[0], strict=True)
        }
        for (name, writes), old in zip(objects.items(), stored[1:], strict=True):
            index = leaf_index(hashed[name])
            entry = entry_of(leaves[index], hashed[name])
            tag = self._tag_after(name, writes, entry, old)
            leaves[index] = with_entry(leaves[index], hashed[name], tag)
        return leaves

    def _stored(self, indexes: Sequence[int], objects: Mapping[bytes, ObjectWrites]) -> list[Any]:
        """Read leaves, and of each table its summary and the fields that are written."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.mget([self._tree.name((DEPTH, index)) for index in indexes])
        for name, writes in objects.items():
            if writes.fields and not writes.dropped:
                pipeline.mget([summary_name(name)])
                pipeline.hmget(index_name(name) if writes.paged else name, list(writes.fields))
        with refusing_other_types(NotInTreeError("something stored is of another type")):
            answers = pipeline.execute()
        leaves, rest = answers[0], iter(answers[1:])
        return [
            leaves,
            *(
                (next(rest)[0], next(rest)) if writes.fields and not writes.dropped else (None, ())
                for writes in objects.values()
            ),
        ]

    def _tag_after(
        self,
        name: bytes,
        writes: ObjectWrites,
        entry: bytes | None,
        old: tuple[bytes | None, Sequence[bytes | None]],
    ) -> bytes | None:
        """Add the commands that write an object; return its tag after it (None: it is gone)."""
        if writes.value is not None:
            self.commands.append(("SET", name, writes.value))
            return self._key.of_value(name, writes.value)
        new = writes.dropped or entry is None
        if new:
            self.commands.append(("UNLINK", name, summary_name(name), index_name(name)))
        if not writes.fields:
            return None if new else entry
        table = self._table(name, entry, old[0]) if not new else TableSum(self._key, name)
        self._count_fields(name, writes, table, () if new else old[1])
        if not table.count:
            self.commands.append(("UNLINK", name, summary_name(name), index_name(name)))
            return None
        summary = table.summary()
        self.commands.append(("SET", summary_name(name), summary))
        return self._key.of_value(summary_name(name), summary)

    def _table(self, name: bytes, entry: bytes | None, summary: bytes | None) -> TableSum:
        if summary is None or self._key.of_value(summary_name(name), summary) != entry:
            raise NotInTreeError(f"{name.decode()}: its sum is not the one that the tree names")
        return TableSum.opened(self._key, name, summary)

    def _count_fields(
        self,
        name: bytes,
        writes: ObjectWrites,
        table: TableSum,
        old: Sequence[bytes | None],
    ) -> None:
        """Take out of a sum what fields were, and add what they are; add the commands."""
        values: list[bytes] = []
        tags: list[bytes] = []
        gone: list[bytes] = []
        key = self._key
        for number, (each, value) in enumerate(writes.fields.items()):
            before = old[number] if old else None
            if before is not None:
                table.remove(each, before if writes.paged else key.of_field(name, each, before))
            if value is None:
                gone.append(each)
                continue
            tag = key.of_field(name, each, value)
            table.add(each, tag)
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
