"""Writing views so that they can be proven: values, the tree over them, and the mark, at once.

One process writes a partition's views at a time. Each write is a transaction that rests on the mark
as this process wrote it last: where another has written meanwhile, or somebody put Redis back,
nothing is written, and the partition's views are left alone until they are whole again.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.chassis.clock import system_clock
from services.chassis.processing.outcome import ViewWrite

from .mark import ViewMark, opened_mark, sealed_mark
from .object_writes import writes_by_name
from .partition_changes import PartitionChanges
from .proofs import ProofKey
from .redis_store import RedisViews, refusing_other_types
from .stored_names import mark_name
from .tree import DEPTH, WIDTHS, NotInTreeError, PartitionTree

if TYPE_CHECKING:
    import redis

log = logging.getLogger(__name__)

Positions = Mapping[str, int]
"""By topic, the offset behind what was handled of a partition."""


@dataclass
class _Partition:
    """What a writer knows of a partition's views. `mark` None: they are not its own, or not whole.

    `handled` is how far the worker is, whether its views were written or not.
    """

    tree: PartitionTree
    handled: dict[str, int] = field(default_factory=dict)
    mark: bytes | None = None
    whole: bool = True
    done: int = 0
    total: int = 0


class ProvenWriter:
    """Writes the views of the partitions that this process owns; for one thread at a time."""

    def __init__(self, client: "redis.Redis", key: ProofKey, service: str) -> None:
        self._redis: Any = client  # its methods are typed for sync and async alike
        self._key = key
        self._service = service
        self._id = uuid4().hex
        self._owned: dict[int, _Partition] = {}

    def own(self, partition: int, handled: Positions | None) -> None:
        """Take over a partition, handled so far (None: nothing ever was, so there are no views).

        Views that stand where nothing was handled are those of another log.
        """
        owned = _Partition(self._tree(partition), dict(handled or {}))
        self._owned[partition] = owned
        if handled is None:
            self._begin(partition, owned)
        else:
            self._adopt(partition, owned)

    def release(self, partition: int) -> None:
        """Let go of a partition that another process owns now."""
        self._owned.pop(partition, None)

    @property
    def not_whole(self) -> list[int]:
        """Return the partitions whose views are not written, until they are rebuilt."""
        return sorted(number for number, owned in self._owned.items() if owned.mark is None)

    def write(self, partition: int, writes: Iterable[ViewWrite], handled: Positions) -> bool:
        """Write the views of a batch, by which the partition is handled up to some offsets.

        Returns whether it did: not where the views are not whole, or another writes them.
        """
        owned = self._owned[partition]
        try:
            written = (owned.mark is not None or self._adopt(partition, owned)) and self._write(
                partition, owned, writes, {**owned.handled, **handled}
            )
        except Exception:
            # Nobody knows whether it is stored, and the tree here has it: next time what is stored
            # is taken up.
            owned.mark = None
            raise
        if not written and owned.mark is not None:
            log.warning("the views of partition %d are another's, or were put back", partition)
            owned.mark = None
        owned.handled.update(handled)
        return written

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""
        RedisViews(self._redis).drop(prefix)

    def rebuild(self, partition: int, total: int) -> None:
        """Begin to build a partition's views anew; until `finish` nobody is answered from them."""
        owned = _Partition(self._tree(partition), whole=False, total=total)
        self._owned[partition] = owned
        self._begin(partition, owned)

    def read_so_far(self, partition: int, done: int) -> None:
        """Note how many messages of the log were read; the next write says so."""
        self._owned[partition].done = done

    def finish(self, partition: int, handled: Positions) -> bool:
        """Mark the views of a partition as whole up to some offsets; say whether it could be."""
        owned = self._owned[partition]
        owned.whole = True
        return self.write(partition, (), handled)

    def _tree(self, partition: int) -> PartitionTree:
        return PartitionTree(self._key, self._service, partition)

    def _begin(self, partition: int, owned: _Partition) -> None:
        """Begin with no views; what lies about is in no tree, and is removed as names are used."""
        owned.mark = self._sealed(partition, owned, owned.handled)
        self._redis.set(mark_name(self._service, partition), owned.mark)

    def _adopt(self, partition: int, owned: _Partition) -> bool:
        """Take up the views that are stored, if they are whole and hold what was handled."""
        name = mark_name(self._service, partition)
        (stored,) = self._redis.mget([name])
        mark = opened_mark(self._key, name, stored)
        if mark is None or not mark.whole or not mark.covers(owned.handled):
            return False
        tree = self._tree(partition)
        try:
            for depth in range(DEPTH):
                names = [tree.name((depth, index)) for index in range(WIDTHS[depth])]
                tree.load(mark.root, depth, self._redis.mget(names))
        except NotInTreeError as error:
            log.warning("%s", error)
            return False
        owned.tree, owned.mark, owned.whole = tree, stored, True
        owned.handled = dict(mark.positions)
        return True

    def _sealed(self, partition: int, owned: _Partition, handled: Positions) -> bytes:
        mark = ViewMark(
            positions=handled,
            root=owned.tree.root,
            written_at=system_clock(),
            writer=self._id,
            whole=owned.whole,
            done=owned.done,
            total=owned.total,
        )
        return sealed_mark(self._key, mark_name(self._service, partition), mark)

    def _write(
        self,
        partition: int,
        owned: _Partition,
        writes: Iterable[ViewWrite],
        handled: dict[str, int],
    ) -> bool:
        import redis  # noqa: PLC0415 - heavy: only where Redis is used

        changes = PartitionChanges(self._redis, self._key, owned.tree)
        try:
            leaves = changes.leaves_after(writes_by_name(writes, partition))
        except NotInTreeError as error:
            log.warning("%s", error)
            return False
        for name, content in owned.tree.put(leaves):
            if content:
                changes.values[name] = content
            else:
                changes.removed.append(name)
        mark = self._sealed(partition, owned, handled)
        name = mark_name(self._service, partition)
        with self._redis.pipeline() as pipeline:
            pipeline.watch(name)
            if pipeline.mget([name]) != [owned.mark]:
                return False
            pipeline.multi()
            if changes.removed:
                pipeline.unlink(*changes.removed)
            pipeline.mset({**changes.values, name: mark})
            for command in changes.commands:
                pipeline.execute_command(*command)
            try:
                with refusing_other_types(NotInTreeError("something stored is of another type")):
                    pipeline.execute()
            except (redis.WatchError, NotInTreeError) as error:
                log.warning("%s", error)
                return False
        owned.mark = mark
        return True
