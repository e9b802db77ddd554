"""How a day that wakes many keys goes through them, a slice at a time."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DayProgress:
    """How far a day is: it has woken `done` of its `keys`."""

    day: date
    keys: int
    done: int

    @property
    def left(self) -> int:
        """How many keys are still to be woken."""
        return self.keys - self.done


class Walk:
    """The keys that a day wakes, and how many of them it has woken.

    `editions` are the first days of editions for which it wakes all keys (None: those due); `done`
    is how many of them it had woken before it was broken off.
    """

    def __init__(
        self, day: date, keys: list[bytes], editions: frozenset[date] | None, done: int = 0
    ) -> None:
        self.day, self.editions = day, editions
        self._keys, self._done = keys, done

    @property
    def progress(self) -> DayProgress:
        """How far it is."""
        return DayProgress(self.day, len(self._keys), self._done)

    @property
    def left(self) -> int:
        """How many keys are still to be woken."""
        return len(self._keys) - self._done

    @property
    def last(self) -> bytes | None:
        """The key that was woken last."""
        return self._keys[self._done - 1] if self._done else None

    def next(self) -> bytes:
        """Return the next key, as woken."""
        self._done += 1
        return self._keys[self._done - 1]
