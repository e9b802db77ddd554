"""A subscription's webhook: each message posted as it was published, signed.

Signed by the Standard Webhooks specification; `webhook-id` is the message's id, the same at every
attempt, so that a receiver can drop repeats. 2xx means delivered. Refused for good is only what is
about the message itself; every other answer, 401 and 404 too, is tried again: a receiver that is
not set up right loses nothing until its holder mends it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec

from schemas.codec import CONTENT_TYPE
from schemas.messages import AlertRaised, Fact, ReceiptRecorded, SubscriptionStated
from services.chassis.clock import Clock
from services.notify.adapters.delivery.receiver import Planned, Status
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.target import Network, TargetRefusedError

from .guarded_connector import guarded_session, read_answer
from .secret import WebhookKey, signature_headers
from .subscribed_topics import fits, topics_of

AT_ONCE = 8
# Answers about one message: it is wrong for good, or not now. All others are the receiver's own.
_WRONG = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)
_NOT_NOW = frozenset({HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})
_REDIRECTS = range(300, 400)


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """What posting needs: the key of secrets, the networks allowed besides the public ones, the
    longest time of a request in seconds, and the clock.
    """  # noqa: D205 - one sentence

    key: WebhookKey
    allowed: tuple[Network, ...]
    timeout_seconds: float
    clock: Clock


class SubscriptionWebhook:
    """The receiver of one subscription; its lanes are enterprises, or recipients of alerts."""

    def __init__(self, subscription: SubscriptionStated, posting: Posting) -> None:
        self.subscription = subscription
        self.name = subscription.subscription
        self.topics = tuple(topic.name for topic in topics_of(subscription.selection))
        self.begins: Mapping[str, tuple[int, ...]] | None = subscription.begins
        self.at_once = AT_ONCE
        self.drops_repeats = True
        self._posting = posting
        self._opened: aiohttp.ClientSession | None = None

    def plan(self, fact: Fact[Any], now: datetime) -> Iterable[Planned]:
        """Return one delivery, on the lane of the enterprise, if the subscription asks for it."""
        if fits(self.subscription.selection, fact):
            yield Planned(lane=fact.subject, due_at=now)

    def together(self, _first: Delivery, _other: Delivery) -> bool:
        """Say that each message is posted alone."""
        return False

    async def send(self, deliveries: Sequence[Delivery]) -> Answer:
        """Post a message."""
        (delivery,) = deliveries
        now = self._posting.clock()
        headers = {
            "content-type": CONTENT_TYPE,
            **signature_headers(
                delivery.message_id,
                now,
                delivery.message,
                self._posting.key.secrets_of(self.subscription, now),
            ),
        }
        try:
            async with self._session().post(
                self.subscription.url, data=delivery.message, headers=headers, allow_redirects=False
            ) as answer:
                await read_answer(answer)
                return _answer(answer.status, answer.headers.get("retry-after"), now)
        except TargetRefusedError as error:
            # The name may point elsewhere tomorrow: whoever set it up wrongly can mend it.
            return Answer(outcome="failed", fault=f"target refused: {error.reason}", whole=True)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Answer(outcome="failed", fault=type(error).__name__, whole=True)

    def receipt(self, fact: Fact[Any], delivery: Delivery, status: Status) -> ReceiptRecorded:
        """Return the receipt of a webhook."""
        body = fact.body
        alert = body if isinstance(body, AlertRaised) else None
        return ReceiptRecorded(
            delivery=delivery.id,
            receiver=self.name,
            recipient=None,
            about=alert.about if alert else fact.subject,
            message=fact.id,
            status=status,
            at=fact.known_at,
            attempts=delivery.attempts,
            fault=delivery.fault,
        )

    async def take_over(self, partitions: Collection[int]) -> None:
        """Learn nothing: who gets a message twice knows it by its id."""

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    def _session(self) -> aiohttp.ClientSession:
        """Return the session, opened on the loop that uses it."""
        if self._opened is None:
            self._opened = guarded_session(
                self._posting.allowed, self._posting.timeout_seconds, self.at_once
            )
        return self._opened


def _answer(status: int, retry_after: str | None, now: datetime) -> Answer:
    """Return what an answer of HTTP means."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(outcome="delivered")
    fault = f"status {status}"
    if status in _REDIRECTS:
        fault += ": redirects are not followed; state the new URL in the subscription"
    elif status in _WRONG:
        return Answer(outcome="refused", fault=fault)
    return Answer(
        outcome="failed",
        fault=fault,
        retry_after=_seconds(retry_after, now),
        whole=status not in _NOT_NOW,
    )


def _seconds(retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110), None where it says none."""
    if retry_after is None:
        return None
    if retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return max((parsedate_to_datetime(retry_after) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None  # a date without a zone, or no date at all
