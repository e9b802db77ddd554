"""Webhooks: each message to its receivers, signed by the Standard Webhooks specification.

At least once, in each enterprise's order: a message counts as delivered when the receiver answered
2xx; its id is `webhook-id`, the same at every attempt, so that a receiver can drop repeats. What a
receiver refuses for good (4xx) is logged, counted and passed over. One that can't be reached gets
pauses and then the same message again; it holds up nobody but itself.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from http import HTTPStatus
from threading import Event, Thread

import httpx
import msgspec
from prometheus_client import Counter
from standardwebhooks import Webhook

from schemas.codec import CONTENT_TYPE, UndecodableError, decode
from services.chassis.clock import Clock, system_clock
from services.chassis.fold import Received
from services.chassis.kafka_reader import follow
from services.chassis.observability import logger
from services.chassis.settings import ServiceSettings

from .receivers import Receiver

_log = logger(__name__)
_WEBHOOKS = Counter(
    "safety_credit_webhooks",
    "Webhooks by outcome: delivered, refused (for good), failed (an attempt), unreadable.",
    ("receiver", "outcome"),
)
# Answers that may be different next time, although they are 4xx.
_TRY_AGAIN = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long to wait for an answer, how often to try, and how long to pause (in seconds)."""

    timeout: float = 5.0
    attempts: int = 4
    backoff: float = 0.5
    pause: float = 15.0


class UndeliveredError(RuntimeError):
    """A receiver failed every attempt; the message is still to be delivered."""


class Deliverer:
    """Sends messages to one receiver."""

    def __init__(
        self,
        receiver: Receiver,
        patience: Patience,
        clock: Clock = system_clock,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.receiver = receiver
        self._patience = patience
        self._clock = clock
        self._wait = wait or Event().wait
        self._webhook = Webhook(receiver.secret)
        self._client = httpx.Client(
            timeout=patience.timeout, follow_redirects=False, trust_env=False
        )

    def handle(self, record: Received) -> None:
        """Deliver a message of the log, if it concerns the receiver. Raises UndeliveredError."""
        try:
            fact = decode(record.value or b"")
        except UndecodableError as error:
            self._note("unreadable", record, str(error))
            return
        if self.receiver.concerns(fact):
            self.deliver(fact.id, record.value or b"", record)

    def deliver(self, identity: str, body: bytes, record: Received) -> None:
        """Post a body until it is taken or refused. Raises UndeliveredError."""
        pause = self._patience.backoff
        for attempt in range(1, self._patience.attempts + 1):
            fault = self._attempt(identity, body)
            if fault is None:
                self._note("delivered", record)
                return
            if fault.startswith("refused"):
                self._note("refused", record, fault)
                return
            self._note("failed", record, fault)
            if attempt < self._patience.attempts:
                self._wait(pause)
                pause *= 2
        raise UndeliveredError(f"{self.receiver.name}: {fault}")

    def _attempt(self, identity: str, body: bytes) -> str | None:
        """Return None where the receiver took the message, else what went wrong."""
        now = self._clock()
        try:
            answer = self._client.post(
                self.receiver.url, content=body, headers=self._headers(identity, body, now)
            )
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        if answer.is_success:
            return None
        final = answer.is_client_error and answer.status_code not in _TRY_AGAIN
        return f"{'refused' if final else 'answered'}: status {answer.status_code}"

    def _headers(self, identity: str, body: bytes, now: datetime) -> dict[str, str]:
        return {
            "content-type": CONTENT_TYPE,
            "webhook-id": identity,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(identity, now, body.decode()),
        }

    def _note(self, outcome: str, record: Received, detail: str | None = None) -> None:
        _WEBHOOKS.labels(self.receiver.name, outcome).inc()
        if detail is not None:
            _log.warning(
                "webhook",
                receiver=self.receiver.name,
                outcome=outcome,
                detail=detail,
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
            )


def keep_delivering(
    receiver: Receiver, settings: ServiceSettings, patience: Patience, stop: Event
) -> None:
    """Follow the receiver's topics and deliver, until `stop` is set, whatever fails meanwhile."""
    deliverer = Deliverer(receiver, patience, wait=stop.wait)
    while not stop.is_set():
        records = follow(
            settings,
            receiver.topics,
            f"notify-webhook-{receiver.name}",
            from_beginning=receiver.from_beginning,
            stop=stop,
        )
        try:
            with closing(records):
                for record in records:
                    deliverer.handle(record)
        except Exception as error:
            # What was not delivered was not committed: after the pause it comes again.
            _log.warning("webhooks pause", receiver=receiver.name, error=str(error))
            stop.wait(patience.pause)


def start_delivering(
    receivers: tuple[Receiver, ...], settings: ServiceSettings, patience: Patience, stop: Event
) -> list[Thread]:
    """Start one thread a receiver; they end with the process, or soon after `stop` is set."""
    threads = [
        Thread(
            target=keep_delivering,
            args=(receiver, settings, patience, stop),
            name=f"webhook-{receiver.name}",
            daemon=True,
        )
        for receiver in receivers
    ]
    for thread in threads:
        thread.start()
    return threads
