"""Publishing what a journal keeps, from threads of its own: no request waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from services.chassis.kafka.errors import NotAcknowledgedError
from services.chassis.observability import logger

from .journal import SYNC_SECONDS, Journal, JournalEntry

if TYPE_CHECKING:
    from services.chassis.processing.publishing import Publishing

SHIP_SECONDS, AGAIN_SECONDS = 1.0, 5.0
MOST_AT_ONCE = 2000  # entries that are published before they are waited for
_log = logger(__name__)


class Shipping:
    """Carries a journal to a topic as long as it runs; what it could not stays in the journal.

    `before` is called before each round, and may append to the journal. `connect` opens a
    publisher that this object alone uses: who writes through the API shares nothing with it.
    """

    def __init__(
        self,
        journal: Journal,
        topic: str,
        connect: Callable[[], Publishing],
        before: Callable[[], object],
    ) -> None:
        self._journal = journal
        self._topic = topic
        self._connect = connect
        self._before = before
        self._publisher: Publishing | None = None
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin, with what earlier processes left behind."""
        self._stop.clear()
        for work in (self._sync, self._ship):
            thread = threading.Thread(target=work, name=f"journal{work.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Publish what waits, if Kafka takes it, and end."""
        self._stop.set()
        while self._threads:
            self._threads.pop().join()
        self._journal.sync()
        self.ship()

    def ship(self) -> bool:
        """Publish what waits now; say whether all of it is acknowledged."""
        try:
            self._before()
            self._journal.take_over()
            for entries in self._journal.waiting(MOST_AT_ONCE):
                self._publish(entries)
        except (NotAcknowledgedError, OSError, TimeoutError) as error:
            waiting = self._journal.size
            _log.warning("accesses wait to be published", error=str(error), bytes=waiting)
            return False
        return True

    def _publish(self, entries: Iterable[JournalEntry]) -> None:
        self._publisher = self._publisher or self._connect()
        for key, timestamp, value in entries:
            self._publisher.publish(self._topic, key, value, timestamp)
        self._publisher.flush()

    def _sync(self) -> None:
        while not self._stop.wait(SYNC_SECONDS):
            with suppress(OSError):  # a disk that fails refuses the next entry
                self._journal.sync()

    def _ship(self) -> None:
        due = monotonic()
        while not self._stop.wait(SHIP_SECONDS):
            if monotonic() >= due and not self.ship():
                due = monotonic() + AGAIN_SECONDS
