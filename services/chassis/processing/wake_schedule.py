"""Which keys of a partition are to be woken on which day, and which keys there are at all."""

from datetime import date


class WakeSchedule:
    """The due days of one partition's keys (None: never by itself)."""

    def __init__(self) -> None:
        self._day_of: dict[bytes, date | None] = {}
        self._keys_of: dict[date, set[bytes]] = {}

    def put(self, key: bytes, day: date | None) -> None:
        """Set the day of a key (None: it is not due, but still known)."""
        before = self._day_of.get(key)
        self._day_of[key] = day
        if before == day:
            return
        if before is not None:
            keys = self._keys_of[before]
            keys.discard(key)
            if not keys:
                del self._keys_of[before]
        if day is not None:
            self._keys_of.setdefault(day, set()).add(key)

    def day_of(self, key: bytes) -> date | None:
        """Return the day on which a key is due."""
        return self._day_of.get(key)

    def knows(self, key: bytes) -> bool:
        """Say whether a key was ever put."""
        return key in self._day_of

    def next_day(self) -> date | None:
        """Return the earliest day on which some key is due."""
        return min(self._keys_of, default=None)

    def due(self, day: date) -> list[bytes]:
        """Return the keys due on or before a day, in the order of their bytes."""
        return sorted(key for due, keys in self._keys_of.items() if due <= day for key in keys)

    def everyone(self) -> list[bytes]:
        """Return all keys that were ever put, in the order of their bytes."""
        return sorted(self._day_of)
