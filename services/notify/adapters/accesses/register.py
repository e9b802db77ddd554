"""The register of accesses: it counts the entries on the log into views, day by day.

One of it is enough. It keeps its place in the views themselves: where they are lost it reads the
log from the beginning, as far back as the views go.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from threading import Event

from schemas.codec import UndecodableError, decode
from schemas.messages import AccessRecorded
from schemas.topics import ACCESSES
from services.chassis.clock import Clock, day_of
from services.chassis.kafka.positions import Partition, PositionedLog
from services.chassis.processing.log_messages import Received
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import Views
from services.notify.read_model import accesses

MOST_READ = 1000
POLL_SECONDS = 0.25
TOPICS = tuple(topic.name for topic in ACCESSES)


class AccessRegister:
    """Keeps the views of the last `days` days."""

    def __init__(self, views: Views, days: int, clock: Clock) -> None:
        self._views = views
        self._days = days
        self._clock = clock
        self._forgotten_on: date | None = None

    def follow(self, settings: ServiceSettings, stop: Event, ready: Callable[[], object]) -> None:
        """Count what is on the log, and what comes, until `stop`; call `ready` when it begins.

        Raises ConnectionError, TopicUnreadableError.
        """
        with closing(PositionedLog(settings, TOPICS)) as log:
            positions = self.begin(log.beginnings(), log.ends())
            ready()
            while not stop.is_set():
                stretch = log.read(positions, MOST_READ, POLL_SECONDS)
                if stretch.positions != positions:
                    positions = dict(stretch.positions)
                    self.count(stretch.records, positions)
                self.forget()

    def begin(
        self, beginnings: dict[Partition, int], ends: dict[Partition, int]
    ) -> dict[Partition, int]:
        """Return where to go on; from the beginning, without a view, where the log is another."""
        known = accesses.positions_in(self._views)
        if known.keys() != beginnings.keys() or any(
            known[partition] > ends[partition] for partition in known
        ):
            self._views.drop(accesses.PREFIX)
            known = beginnings
        positions = {each: max(known[each], first) for each, first in beginnings.items()}
        self._views.apply(accesses.position_writes(positions))
        return positions

    def count(self, records: Sequence[Received], positions: dict[Partition, int]) -> None:
        """Count entries, and note the positions behind them."""
        oldest = self._oldest()
        lines = accesses.DayLines(self._views)
        for record in records:
            try:
                fact = decode(record.value or b"")
            except UndecodableError:
                continue  # a stranger's bytes say nothing
            if isinstance(fact.body, AccessRecorded) and day_of(fact.known_at) >= oldest:
                lines.add(fact, record.offset)  # type: ignore[arg-type]  # its body was looked at
        # The positions last: what is cut off before them is counted again, to the same.
        self._views.apply([*lines.writes(), *accesses.position_writes(positions)])

    def forget(self) -> None:
        """Drop the days that are too old, once a day."""
        today = day_of(self._clock())
        if self._forgotten_on == today:
            return
        self._forgotten_on = today
        for day in self._views.names(accesses.DAYS):
            if day < f"{self._oldest()}":
                self._views.drop(accesses.prefix_of(day))
                self._views.apply([accesses.forgotten(day)])

    def _oldest(self) -> date:
        return day_of(self._clock()) - timedelta(days=self._days - 1)
