"""The latest message of each key of compacted topics, held in memory and kept up to date."""

from collections.abc import Callable, Iterable
from contextlib import closing
from threading import Condition, Event, RLock, Thread
from typing import Any

from schemas.codec import UndecodableError, decode
from schemas.messages import Body, Fact
from schemas.topics import Topic

from .fold import Received
from .kafka_reader import follow_to_end
from .observability import logger
from .settings import ServiceSettings

_log = logger(__name__)

Listener = Callable[[str, Fact[Any] | None], object]
RETRY_SECONDS = 2.0
ENDS = 2  # the first may be of a round that began before the question


class NotCaughtUpError(RuntimeError):
    """The topics were not read to their end in time."""


class Latest:
    """Follows topics from their beginning in a thread of its own, until `stop`.

    `get` and `all` give the latest fact of each key; an empty value erases it. What can't be read
    is logged and passed over. `listener(key, fact)` is called for each message in the order of its
    partition (fact None: erased), in the thread that follows. Who has another log calls `take` for
    each message, and `note_end` where that log is at its end, instead of `start`.
    """

    def __init__(self, topics: Iterable[Topic], listener: Listener | None = None) -> None:
        self.topics = tuple(topics)
        self._listener = listener
        self._facts: dict[str, Fact[Any]] = {}
        self._lock = RLock()
        self._caught_up = Event()
        self._ends = 0
        self._at_end = Condition(self._lock)
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, settings: ServiceSettings) -> None:
        """Begin to follow."""
        self._thread = Thread(target=self._follow, args=(settings,), name="latest", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def await_end(self, seconds: float = 60.0) -> None:
        """Wait until all that was there at the start is held. Raises NotCaughtUpError."""
        if not self._caught_up.wait(seconds):
            raise self._not_caught_up(seconds)

    def await_now(self, seconds: float = 60.0) -> None:
        """Wait until all that is there now is held. Raises NotCaughtUpError."""
        with self._at_end:
            wanted = self._ends + ENDS
            if not self._at_end.wait_for(lambda: self._ends >= wanted, seconds):
                raise self._not_caught_up(seconds)

    def get(self, key: str) -> Fact[Any] | None:
        """Return the latest fact of a key."""
        with self._lock:
            return self._facts.get(key)

    def everything(self) -> dict[str, Fact[Any]]:
        """Return the latest fact of every key."""
        with self._lock:
            return dict(self._facts)

    def all(self, type_: type[Body]) -> dict[str, Fact[Any]]:
        """Return the latest fact of every key whose fact has a body of a type."""
        return {k: fact for k, fact in self.everything().items() if isinstance(fact.body, type_)}

    def take(self, record: Received) -> None:
        """Hold a message."""
        key = (record.key or b"").decode(errors="replace")
        fact: Fact[Any] | None = None
        if record.value:
            try:
                fact = decode(record.value)
            except UndecodableError as error:
                _log.warning(
                    "unreadable",
                    topic=record.topic,
                    partition=record.partition,
                    offset=record.offset,
                    error=str(error),
                )
                return
        with self._lock:
            if fact is None:
                self._facts.pop(key, None)
            else:
                self._facts[key] = fact
        if self._listener is not None:
            self._listener(key, fact)

    def _not_caught_up(self, seconds: float) -> NotCaughtUpError:
        names = ", ".join(topic.name for topic in self.topics)
        return NotCaughtUpError(f"{names}: not read to the end within {seconds:g} s")

    def note_end(self) -> None:
        """Note that all that is there is held."""
        self._caught_up.set()
        with self._at_end:
            self._ends += 1
            self._at_end.notify_all()

    def _follow(self, settings: ServiceSettings) -> None:
        names = [topic.name for topic in self.topics]
        while not self._stop.is_set():
            try:
                with closing(follow_to_end(settings, names, self._stop)) as records:
                    for record in records:
                        if record is None:
                            self.note_end()
                        else:
                            self.take(record)
            except Exception as error:
                _log.warning("following again from the beginning", topics=names, error=str(error))
                self._stop.wait(RETRY_SECONDS)
