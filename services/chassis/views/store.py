"""Views: what a service's API reads. They may be dropped and rebuilt from the log at any time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from services.chassis.processing.outcome import ViewWrite


class Views(Protocol):
    """Reading and (for the service's own worker) writing of views."""

    def apply(self, writes: Iterable[ViewWrite]) -> None:
        """Carry out the writes, all in one go."""

    def get(self, key: str) -> bytes | None:
        """Return the value at a key."""

    def field(self, key: str, field: str) -> bytes | None:
        """Return the value of a field of a hash."""

    def fields(self, key: str) -> dict[str, bytes]:
        """Return all fields of a hash."""

    def few_fields(self, key: str, most: int) -> dict[str, bytes] | None:
        """Return all fields of a hash that has no more than so many; None: it may have more."""

    def names(self, key: str) -> list[str]:
        """Return the names of all fields of a hash, in their order."""

    def several(self, key: str, fields: Sequence[str]) -> list[bytes | None]:
        """Return the value of each of these fields of a hash (None: it has it not)."""

    def count(self, key: str) -> int:
        """Return how many fields a hash has."""

    def present(self, key: str, fields: Collection[str]) -> int:
        """Return how many of these fields a hash has."""

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""

    def require_whole(self) -> None:
        """Raise where nothing can be answered: ViewsUnusableError, or what Redis raises."""


class ViewWriter(Protocol):
    """Writing of views by the worker that owns their partitions; for one thread at a time."""

    def own(self, partition: int, handled: Mapping[str, int] | None) -> None:
        """Take over a partition, handled so far by topic (None: nothing ever was)."""

    def release(self, partition: int) -> None:
        """Let go of a partition that another worker owns now."""

    def write(
        self, partition: int, writes: Iterable[ViewWrite], handled: Mapping[str, int]
    ) -> bool:
        """Write the views of a batch, by which a partition is handled up to some offsets.

        Returns whether it did: not where the views are not whole.
        """

    @property
    def not_whole(self) -> list[int]:
        """Return the owned partitions whose views are not whole, and so not written."""


class ViewBuilder(Protocol):
    """Building views anew, beside a worker that may go on."""

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""

    def rebuild(self, partition: int, total: int) -> None:
        """Begin with a partition's views; nobody is answered from them until `finish`.

        `total` is how many messages of the log there are to read, about.
        """

    def read_so_far(self, partition: int, done: int) -> None:
        """Note how many messages of the log were read; the next write says so."""

    def write(
        self, partition: int, writes: Iterable[ViewWrite], handled: Mapping[str, int]
    ) -> bool:
        """Write some views; say whether it did: not where a worker has taken them over."""

    def finish(self, partition: int, handled: Mapping[str, int]) -> bool:
        """State that the views hold what was handled up to some offsets; say whether it could."""


class PlainWriter:
    """Writes views that prove nothing: they are there as soon as they are written."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self.not_whole: list[int] = []

    def own(self, partition: int, handled: Mapping[str, int] | None) -> None:
        """Take over a partition: there is nothing to do."""

    def release(self, partition: int) -> None:
        """Let go of a partition: there is nothing to do."""

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""
        self._views.drop(prefix)

    def rebuild(self, partition: int, total: int) -> None:
        """Begin to build views anew: there is nothing to do."""

    def read_so_far(self, partition: int, done: int) -> None:
        """Note nothing."""

    def write(
        self,
        partition: int,  # noqa: ARG002 - the protocol's
        writes: Iterable[ViewWrite],
        handled: Mapping[str, int],  # noqa: ARG002 - the protocol's
    ) -> bool:
        """Write some views."""
        self._views.apply(writes)
        return True

    def finish(self, partition: int, handled: Mapping[str, int]) -> bool:  # noqa: ARG002 - the protocol's
        """Finish: there is nothing to do."""
        return True


class MemoryViews:
    """Views in memory, for tests and for the pipe."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.hashes: dict[str, dict[str, bytes]] = {}

    def apply(self, writes: Iterable[ViewWrite]) -> None:
        """Carry out the writes."""
        for write in writes:
            if write.field is None:
                self._put_value(write.key, write.value)
            else:
                _put(self.hashes.setdefault(write.key, {}), write.field, write.value)

    def _put_value(self, key: str, value: bytes | None) -> None:
        _put(self.values, key, value)
        if value is None:
            self.hashes.pop(key, None)

    def get(self, key: str) -> bytes | None:
        """Return the value at a key."""
        return self.values.get(key)

    def field(self, key: str, field: str) -> bytes | None:
        """Return the value of a field of a hash."""
        return self.hashes.get(key, {}).get(field)

    def fields(self, key: str) -> dict[str, bytes]:
        """Return all fields of a hash."""
        return dict(self.hashes.get(key, {}))

    def few_fields(self, key: str, most: int) -> dict[str, bytes] | None:
        """Return all fields of a hash that has no more than so many; None: it may have more."""
        fields = self.fields(key)
        return fields if len(fields) <= most else None

    def names(self, key: str) -> list[str]:
        """Return the names of all fields of a hash, in their order."""
        return sorted(self.hashes.get(key, {}))

    def several(self, key: str, fields: Sequence[str]) -> list[bytes | None]:
        """Return the value of each of these fields of a hash (None: it has it not)."""
        known = self.hashes.get(key, {})
        return [known.get(field) for field in fields]

    def count(self, key: str) -> int:
        """Return how many fields a hash has."""
        return len(self.hashes.get(key, {}))

    def present(self, key: str, fields: Collection[str]) -> int:
        """Return how many of these fields a hash has."""
        return len(self.hashes.get(key, {}).keys() & fields)

    def require_whole(self) -> None:
        """Do nothing: what is in memory is whole."""

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""
        for store in (self.values, self.hashes):
            for key in [key for key in store if key.startswith(prefix)]:
                del store[key]


def _put(store: dict[str, bytes], key: str, value: bytes | None) -> None:
    if value is None:
        store.pop(key, None)
    else:
        store[key] = value
