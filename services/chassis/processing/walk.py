"""How a day that wakes many keys goes through them, a slice at a time."""

from datetime import date


class Walk:
    """The keys that a day wakes, and how many of them it has woken.

    `editions` are the first days of editions for which it wakes all keys (None: those due).
    """

    def __init__(self, day: date, keys: list[bytes], editions: frozenset[date] | None) -> None:
        self.day, self.editions = day, editions
        self._keys, self._done = keys, 0

    @property
    def left(self) -> int:
        """How many keys are still to be woken."""
        return len(self._keys) - self._done

    @property
    def last(self) -> bytes | None:
        """The key that was woken last."""
        return self._keys[self._done - 1] if self._done else None

    def next(self, most: int) -> list[bytes]:
        """Return the next keys, at most so many, as woken."""
        keys = self._keys[self._done : self._done + max(most, 0)]
        self._done += len(keys)
        return keys
