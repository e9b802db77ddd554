"""What APIs remember of requests for a while: how much was sent, and under which key.

It is shared by all replicas of an API through Redis, and may be lost at any time: then a limit
begins anew, and a repeated request is still known by its ids. Where Redis does not answer, requests
are let through: a limit must not keep a department from reporting.
"""

from typing import Protocol

import redis
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from redis.exceptions import RedisError

from services.chassis.clock import system_clock
from services.chassis.observability import logger

CONNECT_SECONDS = 1.0
_PREFIX = "requests:"
_log = logger(__name__)


class RequestMemory(Protocol):
    """Remembers for all replicas of an API."""

    def first(self, key: str, value: str, seconds: int) -> str:
        """Return what stands at the key: an earlier value, or this one, kept for so long."""

    def recall(self, key: str) -> str | None:
        """Return what stands at the key, or None."""

    def spend(self, name: str, amount: int, a_minute: int) -> float | None:
        """Take an amount from what `name` may use in a minute.

        Returns None where it was there, else after how many seconds to try again.
        """


class RedisRequestMemory:
    """In Redis, shared by all replicas."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS
        )
        self._limiter: RateLimiter | None = None
        self._url = url

    def first(self, key: str, value: str, seconds: int) -> str:
        """Return what stands at the key, or this value."""
        try:
            if self._redis.set(_PREFIX + key, value, nx=True, ex=seconds):
                return value
        except RedisError as error:
            _log.warning("requests are not remembered", error=str(error))
            return value
        return self.recall(key) or value

    def recall(self, key: str) -> str | None:
        """Return what stands at the key, or None."""
        try:
            value = self._redis.get(_PREFIX + key)
        except RedisError as error:
            _log.warning("requests are not remembered", error=str(error))
            return None
        return value.decode() if isinstance(value, bytes) else None

    def spend(self, name: str, amount: int, a_minute: int) -> float | None:
        """Take an amount; see RequestMemory."""
        try:
            if self._limiter is None:  # it speaks to Redis when it is made
                storage = RedisStorage(
                    self._url,
                    key_prefix=f"{_PREFIX}limits",
                    socket_connect_timeout=CONNECT_SECONDS,
                    socket_timeout=CONNECT_SECONDS,
                )
                self._limiter = FixedWindowRateLimiter(storage)
            return spent(self._limiter, name, amount, a_minute)
        except RedisError as error:
            _log.warning("limits are not kept", error=str(error))
            return None


def spent(limiter: RateLimiter, name: str, amount: int, a_minute: int) -> float | None:
    """Take an amount of a minute; return the seconds until there is enough again (None: taken)."""
    item = RateLimitItemPerMinute(a_minute)
    if limiter.hit(item, name, cost=amount):
        return None
    reset_at = limiter.get_window_stats(item, name).reset_time
    return max(reset_at - system_clock().timestamp(), 1.0)
