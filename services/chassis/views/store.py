"""Views: what a service's API reads. They may be dropped and rebuilt from the log at any time."""

from collections.abc import Collection, Iterable, Sequence
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

    def members(self, key: str, least: float, most: float) -> list[str]:
        """Return the members of a sorted set whose scores lie in the closed range, in order."""

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""


class MemoryViews:
    """Views in memory, for tests and for the pipe."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.hashes: dict[str, dict[str, bytes]] = {}
        self.sets: dict[str, dict[str, float]] = {}

    def apply(self, writes: Iterable[ViewWrite]) -> None:
        """Carry out the writes."""
        for write in writes:
            if write.score is not None:
                self.sets.setdefault(write.key, {})[write.field or ""] = write.score
            elif write.field is None:
                self._put_value(write.key, write.value)
            else:
                _put(self.hashes.setdefault(write.key, {}), write.field, write.value)

    def _put_value(self, key: str, value: bytes | None) -> None:
        _put(self.values, key, value)
        if value is None:
            self.hashes.pop(key, None)
            self.sets.pop(key, None)

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

    def members(self, key: str, least: float, most: float) -> list[str]:
        """Return the members of a sorted set whose scores lie in the closed range, in order."""
        scored = [(s, m) for m, s in self.sets.get(key, {}).items() if least <= s <= most]
        return [member for _, member in sorted(scored)]

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""
        for store in (self.values, self.hashes, self.sets):
            for key in [key for key in store if key.startswith(prefix)]:
                del store[key]


def _put(store: dict[str, bytes], key: str, value: bytes | None) -> None:
    if value is None:
        store.pop(key, None)
    else:
        store[key] = value
