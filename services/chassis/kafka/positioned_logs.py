"""Connections to the log that threads share."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

from services.chassis.settings import ServiceSettings

from .positions import PositionedLog
from .prompt_publisher import Reachability

T = TypeVar("T")


class PositionedLogs:
    """Connections to the log that threads share: as many as are in use at once."""

    def __init__(self, settings: ServiceSettings, topics: Iterable[str]) -> None:
        self._settings = settings
        self._topics = tuple(topics)
        self._reachability = Reachability(settings)
        self._idle: SimpleQueue[PositionedLog] = SimpleQueue()

    def require(self) -> None:
        """Return where a broker answers. Raises NotReachableError within a second."""
        self._reachability.require()

    def use(self, read: Callable[[PositionedLog], T]) -> T:
        """Return what `read` reads by a connection; one on which it fails is given up.

        Raises NotReachableError at once where no broker answers.
        """
        self.require()
        try:
            log = self._idle.get_nowait()
        except Empty:
            log = PositionedLog(self._settings, self._topics)
        try:
            result = read(log)
        except BaseException:
            log.close()
            raise
        self._idle.put(log)
        return result

    def close(self) -> None:
        """Give back the connections that nobody uses."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()
