"""What holders state by the API: published to a compacted topic, and read back from it."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from schemas.codec import encode
from schemas.messages import Body, Fact, first_fact
from schemas.topics import NOTIFY, Topic
from services.chassis.clock import Clock, milliseconds
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.identity import derived_id
from services.chassis.processing.publishing import Publishing
from services.notify.adapters.delivery.outbox import SOURCE

VISIBLE_SECONDS = 5.0
_POLL_SECONDS = 0.02


def statement(key: str, body: Body, now: datetime) -> Fact[Body]:
    """Return the fact that somebody states a body at an instant."""
    # What it says is part of the id: the clock of a story stands still.
    content = msgspec.json.encode(body).decode()
    identity = derived_id(NOTIFY, body.SUBJECT_ACTION, key, now.isoformat(), content)
    return first_fact(body, identity=identity, source=SOURCE, subject=key, known_at=now)


class NotStatedError(RuntimeError):
    """The broker did not acknowledge; the statement may or may not be kept: state it again."""


class Statements:
    """States facts by one publisher, opened at the first use, one at a time.

    `latest` follows the topics.
    """

    def __init__(
        self,
        open_publisher: Callable[[], Publishing],
        latest: LatestFacts,
        clock: Clock,
    ) -> None:
        self.latest = latest
        self._open = open_publisher
        self._clock = clock
        self._publisher: Publishing | None = None
        self._turn = threading.Lock()

    def state(self, topic: Topic, key: str, body: Body, at: datetime | None = None) -> bool:
        """Publish a statement, and say whether `latest` shows it (or a later one) already.

        It is known at an instant (None: now).

        Raises NotStatedError where the broker does not acknowledge it.
        """
        fact = statement(key, body, at or self._clock())
        self.publish(topic, fact)
        return self._is_visible(fact)

    def publish(self, topic: Topic, fact: Fact[Any]) -> None:
        """Publish a fact under its subject; raises NotStatedError as above."""
        self._publish(topic, fact.subject, encode(fact), milliseconds(fact.known_at))

    def erase(self, topic: Topic, key: str) -> None:
        """Erase a key from a compacted topic; raises NotStatedError as above."""
        self._publish(topic, key, None, milliseconds(self._clock()))

    def _publish(self, topic: Topic, key: str, value: bytes | None, timestamp: int) -> None:
        with self._turn:
            try:
                publisher = self._publisher = self._publisher or self._open()
                publisher.publish(topic.name, key.encode(), value, timestamp)
                publisher.flush()
            except Exception as error:
                raise NotStatedError(type(error).__name__) from error

    def _is_visible(self, fact: Fact[Body]) -> bool:
        end = time.monotonic() + VISIBLE_SECONDS
        while True:
            latest_fact = self.latest.get(fact.subject)
            if latest_fact is not None and (
                latest_fact.id == fact.id or latest_fact.known_at > fact.known_at
            ):
                return True
            if time.monotonic() > end:
                return False
            time.sleep(_POLL_SECONDS)
