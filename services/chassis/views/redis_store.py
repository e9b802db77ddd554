"""Views in Redis: one pipeline a batch to write, one round trip to read."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from services.chassis.processing.outcome import ViewWrite
from services.chassis.reachability import CONNECT_SECONDS, require_redis

if TYPE_CHECKING:
    import redis

ANSWER_SECONDS = 30.0
SCAN_COUNT = 1000
_BUCKETS_OF_FIELD = 4  # that a hash has at most, unless it was larger
_GLOB_CHARACTERS = re.compile(r"([*?\[\]\\^])")


def client_of(url: str) -> "redis.Redis":
    """Return the client of a Redis; it connects at the first use."""
    import redis  # noqa: PLC0415 - heavy: only where Redis is used

    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        health_check_interval=30,
    )


@contextmanager
def refusing_other_types(error: Exception) -> Iterator[None]:
    """Raise `error` where Redis holds something of another type than what was written there."""
    import redis  # noqa: PLC0415 - heavy: only where Redis is used

    try:
        yield
    except redis.ResponseError as answer:
        if "WRONGTYPE" not in str(answer):
            raise
        raise error from answer


class RedisViews:
    """The Views protocol over redis-py. One object may be shared by threads."""

    def __init__(self, client: "redis.Redis", url: str | None = None) -> None:
        self._redis = client
        self._url = url

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Return views at a URL such as redis://127.0.0.1:6379/0; connects at the first use."""
        return cls(client_of(url), url)

    def apply(self, writes: Iterable[ViewWrite]) -> None:
        """Carry out the writes in one pipeline.

        Not a transaction: each write is idempotent and the batch is written again after a crash.
        Of several writes to one key and field only the last is sent.
        """
        last_writes: dict[tuple[str, str | None], ViewWrite] = {}
        for write in writes:
            last_writes.pop(
                (write.key, write.field), None
            )  # the last write also takes its turn last
            last_writes[write.key, write.field] = write
        if not last_writes:
            return
        pipeline = self._redis.pipeline(transaction=False)
        for write in last_writes.values():
            _add(pipeline, write)
        pipeline.execute()

    def get(self, key: str) -> bytes | None:
        """Return the value at a key."""
        return self._bytes(self._redis.get(key))

    def field(self, key: str, field: str) -> bytes | None:
        """Return the value of a field of a hash."""
        return self._bytes(self._redis.hget(key, field))

    def fields(self, key: str) -> dict[str, bytes]:
        """Return all fields of a hash."""
        answer: Any = self._redis.hgetall(key)
        return {field.decode(): value for field, value in answer.items()}

    def few_fields(self, key: str, most: int) -> dict[str, bytes] | None:
        """Return all fields of a hash that has no more than so many; None: it may have more.

        One round trip, whose answer does not grow with the hash.
        """
        answer: Any = self._redis.hscan(key, count=_BUCKETS_OF_FIELD * most)
        cursor, fields = answer
        if cursor or len(fields) > most:
            return None
        return {field.decode(): value for field, value in fields.items()}

    def names(self, key: str) -> list[str]:
        """Return the names of all fields of a hash, in their order."""
        answer: Any = self._redis.hkeys(key)
        return sorted(field.decode() for field in answer)

    def several(self, key: str, fields: Sequence[str]) -> list[bytes | None]:
        """Return the value of each of these fields of a hash (None: it has it not)."""
        answer: Any = self._redis.hmget(key, fields) if fields else []
        return list(answer)

    def count(self, key: str) -> int:
        """Return how many fields a hash has."""
        answer: Any = self._redis.hlen(key)
        return int(answer)

    def present(self, key: str, fields: Collection[str]) -> int:
        """Return how many of these fields a hash has."""
        pipeline = self._redis.pipeline(transaction=False)
        for field in fields:
            pipeline.hexists(key, field)
        return sum(map(bool, pipeline.execute()))

    def drop(self, prefix: str) -> None:
        """Remove every key that begins with a prefix."""
        pattern = _GLOB_CHARACTERS.sub(r"\\\1", prefix) + "*"
        pipeline = self._redis.pipeline(transaction=False)
        for key in self._redis.scan_iter(match=pattern, count=SCAN_COUNT):
            pipeline.unlink(key)
            if len(pipeline) >= SCAN_COUNT:
                pipeline.execute()
        pipeline.execute()

    def require_whole(self) -> None:
        """Raise what Redis raises where it does not answer."""
        self._redis.ping()

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def __enter__(self) -> Self:
        """Return itself, where the server answers. Raises NotReachableError."""
        if self._url is not None:
            require_redis(self._url)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    @staticmethod
    def _bytes(value: Any) -> bytes | None:  # noqa: ANN401 - redis-py types sync and async answers alike
        return None if value is None else bytes(value)


def _add(pipeline: Any, write: ViewWrite) -> None:  # noqa: ANN401 - its methods are untyped mixins
    if write.field is None:
        if write.value is None:
            pipeline.unlink(write.key)
        else:
            pipeline.set(write.key, write.value)
    elif write.value is None:
        pipeline.hdel(write.key, write.field)
    else:
        pipeline.hset(write.key, write.field, write.value)
