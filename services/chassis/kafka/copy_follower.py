"""Following topics into a copy that keeps, with what it has read, how far that is."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from threading import Event, Thread
from typing import Protocol

from services.chassis.observability import logger
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

from .end_question import EndQuestion
from .errors import PositionsGoneError
from .positions import PositionedLog, Positions, identity_of
from .reader import POLL_SECONDS

_log = logger(__name__)
RETRY_SECONDS = 2.0
AT_ONCE = 5000  # messages that are kept in one step


class UnusableCopyError(RuntimeError):
    """A copy that can't be read or written any more: only making it anew helps."""


class FollowedCopy(Protocol):
    """A copy of what topics hold; all is called in one thread."""

    def origin(self) -> bytes | None:
        """Return the identity of the log that it is a copy of; None: of none yet."""

    def positions(self) -> Positions:
        """Return what is to be read next of each partition."""

    def begin(self, origin: bytes) -> None:
        """Forget all, and begin to be the copy of a log."""

    def keep(self, records: Sequence[Received], positions: Positions) -> None:
        """Take in messages and the positions after them, both or neither.

        Raises UnusableCopyError, and what passes by itself.
        """

    def note_end(self) -> None:
        """Note that all that the log holds now is taken in."""


class CopyFollower:
    """Follows topics in a thread of its own, from where the copy stands, until `stop`.

    While the brokers are away the copy stays as it is. It is made anew from the beginning where it
    is one of another log (of one whose topics were made anew, too), or can't be used any more.
    """

    def __init__(self, topics: Iterable[str], copy: FollowedCopy) -> None:
        self._topics = tuple(topics)
        self._copy = copy
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, settings: ServiceSettings) -> None:
        """Begin to follow."""
        self._thread = Thread(target=self._follow, args=(settings,), name="copy", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def _follow(self, settings: ServiceSettings) -> None:
        while not self._stop.is_set():
            try:
                origin = identity_of(settings, self._topics)
                with closing(PositionedLog(settings, self._topics)) as log:
                    self._follow_log(log, origin)
            except Exception as error:
                _log.warning("following again", topics=self._topics, error=str(error))
                self._stop.wait(RETRY_SECONDS)

    def _follow_log(self, log: PositionedLog, origin: bytes) -> None:
        beginnings = log.beginnings()
        if self._copy.origin() != origin or not self._copy.positions().keys() <= beginnings.keys():
            _log.warning("a copy is made from the beginning", topics=self._topics)
            self._copy.begin(origin)
        try:
            self._read(log, {**beginnings, **self._copy.positions()})
        except (PositionsGoneError, UnusableCopyError) as error:
            _log.error("a copy is made anew", topics=self._topics, error=str(error))
            self._copy.begin(origin)

    def _read(self, log: PositionedLog, positions: Positions) -> None:
        question = EndQuestion()
        while not self._stop.is_set():
            stretch = log.read(positions, AT_ONCE, POLL_SECONDS)
            if stretch.positions != positions:
                self._copy.keep(stretch.records, stretch.positions)
                positions = stretch.positions
            if question.look(log, positions, len(stretch.records)):
                self._copy.note_end()
                question = EndQuestion()
