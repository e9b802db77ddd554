"""Reading views that prove themselves: the truth as the mark says how far, or an error.

One round trip a question: the value, the nodes of the tree down to it, and the mark, all of one
instant; nodes that are as they were proven before are left out. What is not as the mark's root says
is not answered, nor is anything where the mark is missing, not whole, or behind what the log says
was handled.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from services.chassis.processing.outcome import ViewWrite

from .known_nodes import KnownNodes, LeftOut, WayToLeaf
from .log_positions import LogPositions
from .proofs import ProofKey
from .proven_marks import ProvenMarks
from .read_scripts import READ_FIELDS, READ_TABLE, READ_VALUE, ReadScript
from .redis_store import refusing_other_types
from .stored_names import index_name, mark_name, partitions_of, stored_name, summary_name
from .tables import TableSum
from .thread_connections import ThreadConnections
from .tree import NotInTreeError, entry_of
from .unusable import NotProvenError

if TYPE_CHECKING:
    import redis


class _Asked(NamedTuple):
    """What a question reads: a name, and as its proof the mark and the nodes of the way to it.

    `handled` was known before it was asked; by `left_out` the answer leaves nodes out.
    """

    name: bytes
    partition: int
    hashed: bytes
    way: WayToLeaf
    proof_names: tuple[bytes, ...]
    left_out: LeftOut
    handled: Mapping[str, int]


class ProvenViews:
    """The Views protocol for who reads. One object may be shared by threads.

    Raises, in all that it answers, NotRebuiltError, NotProvenError and LogUnknownError. `behind` is
    how old the views may be while the log goes on.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a proof rests on
        self,
        client: "redis.Redis",
        key: ProofKey,
        service: str,
        partitions: int,
        positions: LogPositions,
        behind: timedelta,
    ) -> None:
        self._redis: Any = client  # its methods are typed for sync and async alike
        self._connections = ThreadConnections(client)
        self._key = key
        self._service = service
        self._partitions = partitions
        self._marks = ProvenMarks(key, service, positions, behind)
        self._nodes = KnownNodes(key, service)

    def apply(self, writes: Iterable[ViewWrite]) -> None:  # noqa: ARG002 - the protocol's
        """Refuse: who answers does not write."""
        raise TypeError(f"{self._service}: views are written by its worker alone")

    def get(self, key: str) -> bytes | None:
        """Return the value at a key."""
        for partition in partitions_of(key, self._partitions):
            asked = self._asked(key, partition)
            name = asked.name
            ((*proof, value),) = self._run(READ_VALUE, asked, (name,))
            tag = self._entry(asked, proof)
            if tag is None:
                continue
            if value is None or self._key.of_value(name, value) != tag:
                raise NotProvenError(name, "the value is not the one that was written last")
            return bytes(value)
        return None

    def field(self, key: str, field: str) -> bytes | None:
        """Return the value of a field of a hash."""
        return self.fields(key).get(field)

    def fields(self, key: str) -> dict[str, bytes]:
        """Return all fields of a hash."""
        fields: dict[str, bytes] = {}
        for partition in partitions_of(key, self._partitions):
            fields |= self._fields_of(key, partition, "") or {}
        return fields

    def _fields_of(self, key: str, partition: int, most: int | str) -> dict[str, bytes] | None:
        """Return the fields that a hash has of one partition; None: they are more than `most`."""
        asked = self._asked(key, partition)
        name = asked.name
        keys = (summary_name(name), name)
        (*proof, summary), *rest = self._run(READ_TABLE, asked, keys, (most,))
        entry = self._entry(asked, proof)
        if not rest:
            return None
        flat, of_field = rest[0], self._key.of_field
        pairs = dict(zip(flat[::2], flat[1::2], strict=True))
        table = self._sum(name, entry, summary)
        tags = {field: of_field(name, table.id, field, value) for field, value in pairs.items()}
        self._require_sum(name, table, tags)
        return {field.decode(): value for field, value in pairs.items()}

    def few_fields(self, key: str, most: int) -> dict[str, bytes] | None:
        """Return all fields of a hash about a subject, if they are no more than so many."""
        (partition,) = partitions_of(key, self._partitions)
        return self._fields_of(key, partition, most)

    def names(self, key: str) -> list[str]:
        """Return the names of all fields of a paged hash, in their order."""
        return sorted(field.decode() for field in self._index(key, ())[0])

    def several(self, key: str, fields: Sequence[str]) -> list[bytes | None]:
        """Return the value of each of these fields of a paged hash (None: it has it not)."""
        wanted = [field.encode() for field in fields]
        return self._index(key, wanted)[1] if wanted else []

    def count(self, key: str) -> int:
        """Return how many fields a hash has."""
        count = 0
        for partition in partitions_of(key, self._partitions):
            asked = self._asked(key, partition)
            ((*proof, summary),) = self._run(READ_VALUE, asked, (summary_name(asked.name),))
            count += self._sum(asked.name, self._entry(asked, proof), summary).count
        return count

    def present(self, key: str, fields: Collection[str]) -> int:
        """Return how many of these fields a hash has."""
        return len(self.fields(key).keys() & fields)

    def drop(self, prefix: str) -> None:
        """Refuse: who answers does not write."""
        raise TypeError(f"{prefix}: views are written by its worker alone")

    def require_whole(self) -> None:
        """Raise where the views of a partition are not whole, or behind the log."""
        for partition in range(self._partitions):
            handled = self._marks.handled(partition)
            (stored,) = self._redis.mget([mark_name(self._service, partition)])
            self._marks.require(partition, stored, handled)

    def _index(
        self, key: str, wanted: Sequence[bytes]
    ) -> tuple[dict[bytes, bytes], list[bytes | None]]:
        """Return the tags of a hash that is read by pages, and the values of some of its fields."""
        (partition,) = partitions_of(key, self._partitions)
        asked = self._asked(key, partition)
        name = asked.name
        keys = (summary_name(name), name, index_name(name))
        (*proof, summary), flat, values = self._run(READ_FIELDS, asked, keys, wanted or (b"",))
        tags = dict(zip(flat[::2], flat[1::2], strict=True))
        table = self._sum(name, self._entry(asked, proof), summary)
        self._require_sum(name, table, tags)
        proven: list[bytes | None] = []
        for field, value in zip(wanted, values, strict=False):
            tag = tags.get(field)
            if tag is not None and (
                value is None or self._key.of_field(name, table.id, field, value) != tag
            ):
                raise NotProvenError(name, f"{field!r} is not the one that was written last")
            proven.append(None if tag is None else value)
        return tags, proven

    def _asked(self, key: str, partition: int) -> _Asked:
        """Return what a question for a key reads as its proof."""
        name, service = stored_name(key, partition), self._service
        hashed = self._key.hashed_name(name)
        way = self._nodes.way(partition, hashed)
        left_out = way.left_out(self._marks.known(partition))
        names = (mark_name(service, partition), *way.names)
        return _Asked(name, partition, hashed, way, names, left_out, self._marks.handled(partition))

    def _entry(self, asked: _Asked, proof: Sequence[bytes | None]) -> bytes | None:
        """Return the tag of what is stored under a name (None: nothing is)."""
        mark = self._marks.require(asked.partition, proof[0], asked.handled)
        try:
            leaf = self._nodes.leaf(asked.way, proof[1:], mark.root)
        except NotInTreeError as error:
            raise NotProvenError(asked.name, str(error)) from error
        return entry_of(leaf, asked.hashed)

    def _run(
        self,
        script: ReadScript,
        asked: _Asked,
        keys: Sequence[bytes],
        arguments: Sequence[Any] = (),
    ) -> Any:  # noqa: ANN401 - what the script answers
        """Return what a script answers; Redis keeps it under its hash until it is restarted."""
        import redis  # noqa: PLC0415 - heavy: only where Redis is used

        names = (*asked.proof_names, *keys)
        parts = (len(names), *names, *asked.left_out, *arguments)
        with refusing_other_types(_other_type(asked.name)):
            try:
                return self._connections.ask("EVALSHA_RO", script.hash, *parts)
            except redis.exceptions.NoScriptError:
                return self._connections.ask("EVAL_RO", script.text, *parts)

    def _sum(self, name: bytes, entry: bytes | None, summary: bytes | None) -> TableSum:
        if entry is None:
            return TableSum(self._key, name)
        if summary is None or self._key.of_value(summary_name(name), summary) != entry:
            raise NotProvenError(name, "its sum is not the one that was written last")
        return TableSum.opened(self._key, name, summary)

    def _require_sum(self, name: bytes, table: TableSum, tags: Mapping[bytes, bytes]) -> None:
        """Raise NotProvenError unless these are all fields of a table as they were written last."""
        counted = TableSum(self._key, name)
        for field, tag in tags.items():
            counted.add(field, tag)
        if not counted.same_as(table):
            raise NotProvenError(name, "its fields are not those that were written last")


def _other_type(name: bytes) -> NotProvenError:
    return NotProvenError(name, "it is of another type than what was written")
