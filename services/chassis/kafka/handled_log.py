"""How far a service's log goes and how far its worker is, asked of the brokers now and then.

Offsets are committed after the views were written: so views that hold less than what is committed
were lost, or somebody put old ones back.
"""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from services.chassis.clock import system_clock
from services.chassis.observability import logger
from services.chassis.reachability import require_kafka
from services.chassis.unreachable import explained
from services.chassis.views.unusable import LogUnknownError

from .admin import admin_of

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

ASKED_SECONDS = 1.0
PROBE_SECONDS = 0.8
AGAIN_SECONDS = 5.0
FIRST_ANSWER_SECONDS = 10.0
ENDS_KEPT = 1000  # of a partition: for as many askings while messages keep coming

_log = logger(__name__)
Ends = Mapping[str, int]


class _Seen:
    """The ends of a partition's topics, and the last instant at which they were these."""

    __slots__ = ("at", "ends")

    def __init__(self, ends: Ends, at: datetime) -> None:
        self.ends, self.at = ends, at


class HandledLog:
    """The LogPositions protocol over the brokers, asked every second by a thread of its own.

    What is asked first waits for the first answer. Where the brokers are away, what was learnt last
    holds: it is never too much.
    """

    def __init__(self, settings: "ServiceSettings", service: str, topics: Iterable[str]) -> None:
        self._settings = settings
        self._service = service
        self._topics = tuple(topics)
        self._handled: dict[int, dict[str, int]] | None = None
        self._seen: dict[int, deque[_Seen]] = {}
        self._answered = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="handled-log", daemon=True)
        self._begun = threading.Lock()
        self._fault = "the brokers were not asked yet"

    def handled(self, partition: int) -> Ends:
        """Return, by topic, up to where a partition is handled. Raises LogUnknownError."""
        if self._handled is None:
            self._begin()
            self._answered.wait(FIRST_ANSWER_SECONDS)
        if self._handled is None:
            raise LogUnknownError(
                f"how far the log of {self._service} goes is unknown: {self._fault}"
            )
        return self._handled.get(partition, {})

    def current_at(self, partition: int, positions: Ends) -> datetime | None:
        """Return the last instant at which the log was seen to go no further (UTC)."""
        for seen in reversed(self._seen.get(partition, ())):
            if all(positions.get(topic, 0) >= end for topic, end in seen.ends.items()):
                return seen.at
        return None

    def close(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def _begin(self) -> None:
        with self._begun:
            if not self._thread.is_alive() and not self._stopped.is_set():
                self._thread.start()

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                self._ask()
            except Exception as error:  # whatever it is, it is asked again
                self._fault = explained(error) or f"{type(error).__name__}: {error}"
                self._answered.set()
                _log.warning("how far the log goes can't be asked", error=self._fault)
            self._stopped.wait(AGAIN_SECONDS)

    def _ask(self) -> None:
        from kafka import TopicPartition  # noqa: PLC0415 - heavy: only where Kafka is used

        numbers = range(self._settings.topic_partitions)
        require_kafka(self._settings, PROBE_SECONDS)  # who waits for the first answer is soon told
        partitions = [TopicPartition(topic, number) for topic in self._topics for number in numbers]
        with admin_of(self._settings) as admin:
            while not self._stopped.is_set():
                asked = monotonic()
                self._learn(admin, partitions)
                self._stopped.wait(max(0.0, ASKED_SECONDS - (monotonic() - asked)))

    def _learn(self, admin: Any, partitions: list[Any]) -> None:  # noqa: ANN401 - kafka-python's types
        from kafka.admin import OffsetSpec  # noqa: PLC0415 - heavy: only where Kafka is used

        handled: dict[int, dict[str, int]] = {}
        committed = admin.list_group_offsets({self._service: partitions})[self._service]
        for each, stored in committed.items():
            if stored.offset >= 0:
                handled.setdefault(each.partition, {})[each.topic] = stored.offset
        at = system_clock()
        ends: dict[int, dict[str, int]] = {}
        newest = admin.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.LATEST))
        for each, end in newest.items():
            ends.setdefault(each.partition, {})[each.topic] = end.offset
        for partition, of_topics in ends.items():
            self._see(partition, of_topics, at)
        self._handled = handled
        self._answered.set()

    def _see(self, partition: int, ends: Ends, at: datetime) -> None:
        seen = self._seen.setdefault(partition, deque(maxlen=ENDS_KEPT))
        if seen and seen[-1].ends == ends:
            seen[-1].at = at
        else:
            seen.append(_Seen(ends, at))
