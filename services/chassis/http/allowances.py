"""How often somebody may do something: so many times a minute, for as many as are remembered."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_REMEMBERED = 20_000
_MINUTE = 60.0


class Allowances:
    """An allowance for each name, in the memory of this process.

    It fills up evenly, to what a minute allows. Of names beyond `most` the one that was not seen
    for longest is forgotten, so that invented names take no memory: it begins anew.
    """

    def __init__(
        self, a_minute: int, most: int = MOST_REMEMBERED, clock: Callable[[], float] = monotonic
    ) -> None:
        self._a_minute = a_minute
        self._most = most
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many names are remembered."""
        return len(self._left)

    def take(self, name: str) -> float | None:
        """Take one of what a name has; return None, or the seconds until it has one again."""
        now, rate = self._clock(), self._a_minute / _MINUTE
        left, at = self._left.pop(name, (float(self._a_minute), now))
        left = min(left + (now - at) * rate, float(self._a_minute))
        wait = None if left >= 1 else (1 - left) / rate
        self._left[name] = (left if wait else left - 1, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return wait
