"""What was derived from a value, remembered for as long as the value lives."""

from typing import Any, Generic, TypeVar
from weakref import ref

K = TypeVar("K")
V = TypeVar("V")


class _Kept(ref[Any]):
    """A result, by a weak reference to the value that it was derived from."""

    __slots__ = ("identity", "result")

    identity: int
    result: Any


class Memo(Generic[K, V]):
    """Remembers one result a value, by the value's identity; it is no part of the value.

    Results follow from the value alone, so that it makes no difference whether one is remembered.
    Values need `weakref=True`; a result must not hold its value, or neither would ever go.
    """

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._over = self._forget  # one method for all references

    def recall(self, value: K) -> V | None:
        """Return what was kept for this very value, or None."""
        kept = self._kept.get(id(value))
        return None if kept is None else kept.result

    def keep(self, value: K, result: V) -> None:
        """Keep a result until the value is gone."""
        kept = _Kept(value, self._over)
        kept.identity, kept.result = id(value), result
        self._kept[kept.identity] = kept

    def _forget(self, kept: _Kept) -> None:
        if self._kept.get(kept.identity) is kept:
            del self._kept[kept.identity]

    def __len__(self) -> int:
        """Return how many results are kept."""
        return len(self._kept)
