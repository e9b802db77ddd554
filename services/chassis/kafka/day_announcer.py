"""The city's clock on the log: each day begins by a fact in every partition."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

from schemas.codec import encode
from schemas.topics import ADMISSIONS
from services.chassis.clock import Clock, day_of, milliseconds, start_of
from services.chassis.observability import logger
from services.chassis.processing.fold import day_began
from services.chassis.processing.publishing import Publishing

RETRY_SECONDS = 15.0
LONGEST_SLEEP_SECONDS = 600.0  # so that a machine that slept or a clock that was set is noticed

_log = logger(__name__)


def announce_day(publisher: Publishing, day: date, partitions: int) -> None:
    """Publish that a day began into every partition, and wait for the acknowledgement.

    Intake reads it there, and passes it on to all others after what the day brought about.
    The ids follow from day and partition: whoever announces a day twice changes nothing.
    """
    for partition in range(partitions):
        fact = day_began(day, partition)
        publisher.publish(
            ADMISSIONS.name,
            fact.subject.encode(),
            encode(fact),
            milliseconds(fact.known_at),
            partition,
        )
    publisher.flush()


class DayAnnouncer:
    """Announces today at the start, and then each day at its midnight in the city.

    `open_publisher` is called in the announcer's own thread, again after each failure.
    """

    def __init__(
        self, open_publisher: Callable[[], Publishing], partitions: int, clock: Clock
    ) -> None:
        self._open = open_publisher
        self._partitions = partitions
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="day-announcer", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End, at once."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        publisher: Publishing | None = None
        announced: date | None = None
        while not self._stop.is_set():
            today = day_of(self._clock())
            try:
                if announced is None or today > announced:
                    publisher = publisher or self._open()
                    announce_day(publisher, today, self._partitions)
                    announced = today
                    _log.info("day announced", day=today.isoformat())
                wait = self._seconds_to(today + timedelta(days=1))
            except Exception as error:
                _log.error("day not announced; trying again", day=str(today), error=str(error))
                publisher, wait = None, RETRY_SECONDS
            self._stop.wait(wait)

    def _seconds_to(self, day: date) -> float:
        left = (start_of(day) - self._clock()).total_seconds()
        return min(max(left, 0.0), LONGEST_SLEEP_SECONDS)
