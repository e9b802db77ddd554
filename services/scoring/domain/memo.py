"""What was derived from a value, remembered for as long as the value lives."""

from typing import Generic, TypeVar
from weakref import ReferenceType, ref

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Remembers one result a value, by the value's identity; it is no part of the value.

    Results follow from the value alone, so that it makes no difference whether one is remembered.
    Values need `weakref=True`; a result must not hold its value, or neither would ever go.
    """

    def __init__(self) -> None:
        self._results: dict[int, tuple[ReferenceType[K], V]] = {}

    def recall(self, value: K) -> V | None:
        """Return what was kept for this very value, or None."""
        kept = self._results.get(id(value))
        return None if kept is None else kept[1]

    def keep(self, value: K, result: V) -> None:
        """Keep a result until the value is gone."""
        identity = id(value)

        def forget(_: object) -> None:
            self._results.pop(identity, None)

        self._results[identity] = (ref(value, forget), result)

    def __len__(self) -> int:
        """Return how many results are kept."""
        return len(self._results)
