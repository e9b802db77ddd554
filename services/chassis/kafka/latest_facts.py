"""The latest message of each key of compacted topics, held in memory and kept up to date."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import closing
from threading import Event, RLock, Thread
from typing import Any

from schemas.codec import UndecodableError, decode
from schemas.messages import Body, Fact
from schemas.topics import Topic
from services.chassis.observability import logger
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

from .end_question import EndQuestion
from .errors import PositionsGoneError
from .positions import PositionedLog, Positions
from .reader import MOST_READ, POLL_SECONDS

_log = logger(__name__)

Listener = Callable[[str, Fact[Any] | None], object]
RETRY_SECONDS = 2.0


class NotCaughtUpError(RuntimeError):
    """The topics were not read to their end in time."""


class LatestFacts:
    """Follows topics from their beginning in a thread of its own, until `stop`.

    `get` and `all` give the latest fact of each key; an empty value erases it. What can't be read
    is logged and passed over. `listener(key, fact)` is called for each message in the order of its
    partition (fact None: erased), in the thread that follows. While the brokers are away it holds
    what it held, and goes on where it was. Who has another log calls `take` for each message, and
    `note_end` where that log is at its end, instead of `start`.
    """

    def __init__(self, topics: Iterable[Topic], listener: Listener | None = None) -> None:
        self.topics = tuple(topics)
        self._listener = listener
        self._facts: dict[type[Body], dict[str, Fact[Any]]] = {}
        self._type_of: dict[str, type[Body]] = {}
        self._lock = RLock()
        self._caught_up = Event()
        self._questions: list[EndQuestion] = []
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, settings: ServiceSettings) -> None:
        """Begin to follow."""
        self.reached_end().add_done_callback(lambda _: self._caught_up.set())
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
            names = ", ".join(topic.name for topic in self.topics)
            raise NotCaughtUpError(f"{names}: not read to the end within {seconds:g} s")

    def reached_end(self) -> Future[None]:
        """Return what is done as soon as all is held that is there now."""
        question = EndQuestion()
        with self._lock:
            self._questions.append(question)
        return question.answer

    def get(self, key: str) -> Fact[Any] | None:
        """Return the latest fact of a key."""
        with self._lock:
            type_ = self._type_of.get(key)
            return None if type_ is None else self._facts[type_][key]

    def everything(self) -> dict[str, Fact[Any]]:
        """Return the latest fact of every key."""
        with self._lock:
            return {key: fact for of_type in self._facts.values() for key, fact in of_type.items()}

    def all(self, type_: type[Body]) -> dict[str, Fact[Any]]:
        """Return the latest fact of every key whose fact has a body of a type."""
        with self._lock:
            return dict(self._facts.get(type_, {}))

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
            before = self._type_of.pop(key, None)
            if before is not None:
                del self._facts[before][key]
            if fact is not None:
                self._type_of[key] = type(fact.body)
                self._facts.setdefault(type(fact.body), {})[key] = fact
        if self._listener is not None:
            self._listener(key, fact)

    def note_end(self) -> None:
        """Note that all that is there is held."""
        self._caught_up.set()
        with self._lock:
            questions, self._questions = self._questions, []
        for question in questions:
            question.answer_now()

    def _follow(self, settings: ServiceSettings) -> None:
        names = [topic.name for topic in self.topics]
        positions: Positions = {}
        while not self._stop.is_set():
            try:
                with closing(PositionedLog(settings, names)) as log:
                    positions = {**log.beginnings(), **positions}
                    while not self._stop.is_set():
                        stretch = log.read(positions, MOST_READ, POLL_SECONDS)
                        for record in stretch.records:
                            self.take(record)
                        positions = stretch.positions
                        self._answer(log, positions, len(stretch.records))
            except PositionsGoneError as error:
                positions = {}
                _log.error("another log: read from its beginning", topics=names, error=str(error))
            except Exception as error:
                _log.warning("following again from where it was", topics=names, error=str(error))
                self._stop.wait(RETRY_SECONDS)

    def _answer(self, log: PositionedLog, positions: Positions, records: int) -> None:
        with self._lock:
            questions = list(self._questions)
        done = [question for question in questions if question.look(log, positions, records)]
        with self._lock:
            self._questions = [question for question in self._questions if question not in done]
        for question in done:
            question.answer_now()
