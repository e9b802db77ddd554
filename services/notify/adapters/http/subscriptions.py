"""Subscriptions over HTTP: a downstream system says where it wants which changes."""

from typing import Annotated

from fastapi import APIRouter, Body, Header, Response

from schemas.messages import SubscriptionStated
from services.chassis.http.problems import problems
from services.chassis.http.write_threads import in_write_threads
from services.notify.adapters.delivery.holders import Holders
from services.notify.adapters.subscriptions.access import Subscriber
from services.notify.adapters.subscriptions.answers import (
    ChangeRequest,
    RotationRequest,
    SecretAnswer,
    SubscriptionAnswer,
    SubscriptionRequest,
    secret_answer,
    subscription_answer,
)
from services.notify.adapters.subscriptions.holder_subscriptions import HolderSubscriptions

CREATED, OK = 201, 200
_PRINTABLE = r"^[\x21-\x7e]+$"

Sent = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=_PRINTABLE,
        description="The same request with the same key is the same subscription, however often it"
        " is sent. Without a key, each request makes a new one.",
    ),
]


def subscriptions_router(holder_subscriptions: HolderSubscriptions, holders: Holders) -> APIRouter:
    """Return the routes of subscriptions; `holders` says which rights they have."""
    router = APIRouter(
        prefix="/subscriptions",
        tags=["subscriptions"],
        responses=problems(400, 401, 403, 404, 409, 422, 503),
    )

    answers = _Answers(holder_subscriptions, holders)

    @router.post("", status_code=CREATED, responses={OK: {"model": SecretAnswer}})
    @in_write_threads
    def subscribe(
        request: SubscriptionRequest, who: Subscriber, response: Response, sent: Sent = None
    ) -> SecretAnswer:
        """Make a subscription; its secret is in the answer, and not shown again.

        200 says that it was made before, with the same key.
        """
        body, new = holder_subscriptions.make(request, who, sent)
        response.status_code = CREATED if new else OK
        response.headers["Location"] = f"/subscriptions/{body.subscription}"
        return answers.with_secret(body)

    @router.get("")
    def subscriptions(who: Subscriber) -> list[SubscriptionAnswer]:
        """Return the subscriptions that one holds and that have not ended."""
        return [answers.of(body) for body in holder_subscriptions.all(who)]

    @router.get("/{identity}")
    def subscription(identity: str, who: Subscriber) -> SubscriptionAnswer:
        """Return one of one's subscriptions, an ended one too."""
        return answers.of(holder_subscriptions.one(identity, who))

    @router.put("/{identity}")
    @in_write_threads
    def restate(identity: str, request: ChangeRequest, who: Subscriber) -> SubscriptionAnswer:
        """Change where it goes and what is wanted."""
        return answers.of(holder_subscriptions.restate(identity, who, request))

    _add_steps(router, holder_subscriptions, answers)
    return router


def _add_steps(
    router: APIRouter, holder_subscriptions: HolderSubscriptions, answers: "_Answers"
) -> None:
    @router.post("/{identity}/pause")
    @in_write_threads
    def pause(identity: str, who: Subscriber) -> SubscriptionAnswer:
        """Send nothing for a while; nothing is lost."""
        return answers.of(holder_subscriptions.pause(identity, who))

    @router.post("/{identity}/resume")
    @in_write_threads
    def resume(identity: str, who: Subscriber) -> SubscriptionAnswer:
        """Send again, from where it was paused."""
        return answers.of(holder_subscriptions.resume(identity, who))

    @router.post("/{identity}/rotate-key")
    @in_write_threads
    def rotate(
        identity: str,
        who: Subscriber,
        request: Annotated[RotationRequest | None, Body()] = None,
    ) -> SecretAnswer:
        """Change the secret, and return the new one. The former one signs as well for a while.

        One before the former no longer signs. Where `key_version` is the one before the present,
        it was changed already, and the present secret is returned.
        """
        body = holder_subscriptions.rotate(identity, who, request or RotationRequest())
        return answers.with_secret(body)

    @router.delete("/{identity}", status_code=204)
    @in_write_threads
    def end(identity: str, who: Subscriber) -> None:
        """End a subscription for good."""
        holder_subscriptions.end(identity, who)


class _Answers:
    """Subscriptions as they are answered: with the right that one lost, if it did."""

    def __init__(self, holder_subscriptions: HolderSubscriptions, holders: Holders) -> None:
        self._subscriptions = holder_subscriptions
        self._holders = holders

    def of(self, body: SubscriptionStated) -> SubscriptionAnswer:
        self._holders.look()
        return subscription_answer(body, self._holders.missing(body))

    def with_secret(self, body: SubscriptionStated) -> SecretAnswer:
        self._holders.look()
        secret = self._subscriptions.secret(body)
        return secret_answer(body, self._holders.missing(body), secret)
