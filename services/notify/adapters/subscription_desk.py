"""Where subscriptions are stated and looked up: the log has them, and memory what it says."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import RLock

from schemas.codec import encode
from schemas.messages import Fact, SubscriptionStated
from schemas.topics import SUBSCRIPTIONS
from services.chassis.identity import derived_id
from services.chassis.latest import Latest, NotCaughtUpError
from services.chassis.observability import logger
from services.chassis.problem import ProblemError
from services.chassis.publishing import Publishing

SOURCE = "/safety-credit/notify"
READ_SECONDS = 5.0
SHOWN_SECONDS = 10.0
_POLL_SECONDS = 0.01
_log = logger(__name__)


class SubscriptionDesk:
    """States subscriptions, each in its turn, and shows what was stated last.

    `latest` follows the topic of subscriptions. What was stated is shown when `state` returns.
    Each method raises ProblemError (503) where the log can't be read or written in time.
    """

    def __init__(self, latest: Latest, open_publisher: Callable[[], Publishing]) -> None:
        self._latest = latest
        self._open = open_publisher
        self._publisher: Publishing | None = None
        # Held from looking to stating, so that two requests do not both take the last place.
        self.turn = RLock()

    def find(self, identity: str) -> SubscriptionStated | None:
        """Return a subscription, whoever holds it."""
        self._await_start()
        fact = self._latest.get(identity)
        body = fact.body if fact is not None else None
        return body if isinstance(body, SubscriptionStated) else None

    def of_holder(self, holder: str) -> list[SubscriptionStated]:
        """Return a holder's subscriptions that have not ended, by id."""
        self._await_start()
        stated = self._latest.all(SubscriptionStated)
        return [
            fact.body
            for _, fact in sorted(stated.items())
            if fact.body.holder == holder and fact.body.state != "ended"
        ]

    def state(self, body: SubscriptionStated) -> None:
        """Publish a subscription and return when it is shown."""
        now, key = body.stated_at, body.subscription
        identity = derived_id(SOURCE, body.event_type(), key, now.isoformat(), repr(body))
        fact = Fact(
            id=identity,
            source=SOURCE,
            subject=key,
            known_at=now,
            occurred_at=now,
            correlation_id=identity,
            body=body,
        )
        with self.turn:
            self._publish(fact)
            self._await_shown(key, identity, now)

    def _publish(self, fact: Fact[SubscriptionStated]) -> None:
        timestamp = int(fact.known_at.timestamp() * 1000)
        try:
            publisher = self._publisher = self._publisher or self._open()
            publisher.publish(SUBSCRIPTIONS.name, fact.subject.encode(), encode(fact), timestamp)
            publisher.flush()
        except Exception as error:
            _log.error("not stated", subscription=fact.subject, error=str(error))
            raise ProblemError(
                503, "the log did not acknowledge; look whether it was stated, or send it again"
            ) from error

    def _await_shown(self, key: str, identity: str, now: datetime) -> None:
        end = time.monotonic() + SHOWN_SECONDS
        while time.monotonic() < end:
            shown = self._latest.get(key)
            # Another replica may have stated it anew meanwhile.
            if shown is not None and (shown.id == identity or shown.body.stated_at > now):
                return
            time.sleep(_POLL_SECONDS)
        raise ProblemError(503, "stated, but not yet read back from the log: look again shortly")

    def _await_start(self) -> None:
        try:
            self._latest.await_end(READ_SECONDS)
        except NotCaughtUpError as error:
            raise ProblemError(
                503, "the subscriptions are still being read from the log; try again later"
            ) from error
