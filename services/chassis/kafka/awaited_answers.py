"""Waiting for what the log answers to a message that was put on it."""

from concurrent.futures import Future
from contextlib import closing
from threading import Event, Lock, Thread
from typing import Any

from schemas.codec import UndecodableError, decode
from schemas.messages import Fact
from schemas.topics import Topic
from services.chassis.observability import logger
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

from .errors import PositionsGoneError
from .positions import PositionedLog, Positions

MOST_READ = 500  # messages of one reading
POLL_SECONDS = 1.0
RETRY_SECONDS = 1.0

_log = logger(__name__)


class AwaitedAnswers:
    """Follows a topic from its end in a thread of its own, from the first `begin` until `stop`.

    Of several answers to one message the first on the log is given. While the brokers are away it
    keeps its position: no answer is passed over.
    """

    def __init__(self, settings: ServiceSettings, topic: Topic) -> None:
        self._settings = settings
        self._topic = topic
        self._waiting: dict[str, Future[Fact[Any]]] = {}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stopped = Event()
        self._following = Event()

    def begin(self, seconds: float) -> bool:
        """Follow the topic, and say whether its end was found within a time."""
        with self._lock:
            if self._thread is None:
                name = f"answers on {self._topic.name}"
                self._thread = Thread(target=self._follow, name=name, daemon=True)
                self._thread.start()
        return self._following.wait(seconds)

    def stop(self) -> None:
        """Follow no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(2 * POLL_SECONDS)

    def expect(self, cause_id: str) -> Future[Fact[Any]]:
        """Return what will be the first fact that a message brings about; to be called before."""
        answer: Future[Fact[Any]] = Future()
        with self._lock:
            self._waiting[cause_id] = answer
        return answer

    def forget(self, cause_id: str) -> None:
        """Wait no longer for the answer to a message."""
        with self._lock:
            self._waiting.pop(cause_id, None)

    def _follow(self) -> None:
        positions: Positions | None = None
        while not self._stopped.is_set():
            try:
                with closing(PositionedLog(self._settings, [self._topic.name])) as log:
                    positions = positions or log.ends()
                    self._following.set()
                    while not self._stopped.is_set():
                        stretch = log.read(positions, MOST_READ, POLL_SECONDS)
                        positions = stretch.positions
                        for record in stretch.records:
                            self._take(record)
            except PositionsGoneError as error:
                positions = None
                _log.error("another log: followed from its end", error=str(error))
            except Exception as error:  # whatever it is, it is followed again
                _log.warning("following again", topic=self._topic.name, error=str(error))
                self._stopped.wait(RETRY_SECONDS)

    def _take(self, record: Received) -> None:
        try:
            fact = decode(record.value or b"")
        except UndecodableError as error:
            _log.warning("unreadable", topic=record.topic, offset=record.offset, error=str(error))
            return
        with self._lock:
            answer = self._waiting.pop(fact.causation_id or "", None)
        if answer is not None:
            answer.set_result(fact)
