"""Follows every topic of the city, and knows when all of it has been handled."""

import re
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from schemas.codec import decode
from schemas.messages import Fact
from schemas.topics import BESIDE_THE_WORKER, Topic, catalogue
from services.chassis.kafka.reader import follow
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

QUIET_POLLS = 3
POLL_SECONDS = 0.25
ANSWER_SECONDS = 30.0
_HANDLED = re.compile(
    r'^safety_credit_messages_handled_total\{service="[^"]*",topic="(?P<topic>[^"]+)"\} '
    r"(?P<count>[0-9.e+]+)$",
    re.MULTILINE,
)


class NotQuietError(RuntimeError):
    """The city is not done, and stands still. The text says what is left."""


class CityReader:
    """Use as a context manager: it reads in the background from the beginning of each topic."""

    def __init__(self, settings: ServiceSettings, metrics: Mapping[str, str]) -> None:
        self._settings = settings
        self._metrics = metrics
        self._received: defaultdict[str, list[Received]] = defaultdict(list)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="city-reader", daemon=True)
        self._error: BaseException | None = None

    def facts(self, topic: Topic) -> list[Fact[Any]]:
        """Return the facts of a topic so far, each once."""
        facts = [decode(r.value) for r in tuple(self._received[topic.name]) if r.value is not None]
        return list({fact.id: fact for fact in facts}.values())

    def everything(self) -> dict[str, list[Received]]:
        """Return all that was read, by topic."""
        return {topic: list(records) for topic, records in self._received.items()}

    def await_quiet(
        self, check: Callable[[], None], seconds: float, sent: Mapping[str, int] | None = None
    ) -> None:
        """Wait until every service has handled every message on its topics.

        `sent` says how many messages on which topics must be there at least; `check` raises if a
        service has ended. Raises NotQuietError with what is left where nothing moved for `seconds`:
        a machine that has much else to do is waited for.
        """
        moved = time.monotonic()
        quiet, before = 0, -1
        left: list[str] = []
        while quiet < QUIET_POLLS:
            time.sleep(POLL_SECONDS)
            was_left = left
            check()
            if self._error is not None:
                raise NotQuietError(f"the topics can't be read: {self._error}") from self._error
            left = self._left(sent or {})
            total = sum(map(len, self._received.values()))
            quiet = quiet + 1 if not left and total == before else 0
            if (left, total) != (was_left, before):
                moved = time.monotonic()
            before = total
            if left and time.monotonic() > moved + seconds:
                raise NotQuietError(f"nothing moved for {seconds:.0f} s: {'; '.join(left)}")

    def _left(self, sent: Mapping[str, int]) -> list[str]:
        counts = {topic: len(records) for topic, records in tuple(self._received.items())}
        left = [
            f"{topic}: {counts.get(topic, 0)} of {expected} are there"
            for topic, expected in sent.items()
            if counts.get(topic, 0) < expected
        ]
        for service, url in self._metrics.items():
            handled = _handled(url)
            for topic in _reads(service):
                if handled[topic] < counts.get(topic, 0):
                    done = f"{int(handled[topic])} of {counts[topic]}"
                    left.append(f"{service} has handled {done} on {topic}")
        return left

    def _follow(self) -> None:
        names: Sequence[str] = [topic.name for topic in catalogue()]
        try:
            for record in follow(self._settings, names, stop=self._stop):
                self._received[record.topic].append(record)
        except BaseException as error:
            self._error = error

    def __enter__(self) -> Self:
        """Start reading."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop reading."""
        self._stop.set()
        self._thread.join(10)


def _reads(service: str) -> list[str]:
    read = [topic for topic in catalogue() if service in topic.consumers]
    return [topic.name for topic in read if topic not in BESIDE_THE_WORKER]


def _handled(url: str) -> Counter[str]:
    with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:
        text = answer.read().decode()
    counts: Counter[str] = Counter()
    for match in _HANDLED.finditer(text):
        counts[match["topic"]] += int(float(match["count"]))
    return counts
