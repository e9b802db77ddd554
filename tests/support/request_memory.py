"""What an API remembers of requests, in this process."""

from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from services.chassis.http.request_memory import spent


class MemoryOfOneProcess:
    """Remembers as Redis does, until the process ends."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def first(self, key: str, value: str, seconds: int) -> str:  # noqa: ARG002 - a process ends
        """Return what stands at the key, or this value."""
        return self._values.setdefault(key, value)

    def recall(self, key: str) -> str | None:
        """Return what stands at the key, or None."""
        return self._values.get(key)

    def spend(self, name: str, amount: int, a_minute: int) -> float | None:
        """Take an amount; see RequestMemory."""
        return spent(self._limiter, name, amount, a_minute)
