"""A subscription's webhook against a real receiver on this machine."""

import asyncio
import socket
from datetime import timedelta

import msgspec
import pytest

from development.webhook_receiver import (
    BUSY,
    FAIL,
    GARBAGE,
    HANG,
    HANG_UP,
    REDIRECT,
    REFUSE,
    Instead,
    WebhookReceiver,
)
from schemas.codec import encode
from schemas.messages import Selection, SubscriptionStated
from services.chassis.clock import system_clock
from services.notify.adapters.webhooks.webhook import SubscriptionWebhook
from services.notify.domain.delivery import Answer, Delivery
from tests.support.deliveries import START
from tests.support.webhooks import KEY, change, posting, subscription

CODE = "91990105NBFJGG5F8J"
SECRET = KEY.secret("bank", 1)


def delivery(identity: str = "id-1") -> Delivery:
    return Delivery(
        id=f"delivery of {identity}",
        lane=CODE,
        position=("grade-changes", 0, 7),
        message=encode(change(identity, CODE)),
        message_id=identity,
        due_at=START,
    )


def posted(stated: SubscriptionStated, times: int = 1, **changed: object) -> list[Answer]:
    async def post() -> list[Answer]:
        webhook = SubscriptionWebhook(stated, posting(**changed))
        try:
            return [await webhook.send([delivery()]) for _ in range(times)]
        finally:
            await webhook.close()

    return asyncio.run(post())


def test_a_receiver_verifies_what_it_gets_and_knows_a_repeat():
    with WebhookReceiver(SECRET) as receiver:
        answers = posted(subscription("bank", receiver.url), times=2)
        assert answers == [Answer(outcome="delivered")] * 2
        (got,) = receiver.received
    assert (got.subject, got.id) == (CODE, "id-1")
    assert (receiver.repeated, receiver.refused) == (1, 0)


def test_while_a_key_is_rotated_the_former_secret_is_right_too():
    now = system_clock()
    stated = subscription("bank", "", key_version=2, former_key_until=now + timedelta(hours=1))
    for secret in (KEY.secret("bank", 1), KEY.secret("bank", 2)):
        with WebhookReceiver(secret) as receiver:
            (answer,) = posted(msgspec.structs.replace(stated, url=receiver.url))
        assert answer.outcome == "delivered"
    with WebhookReceiver(KEY.secret("bank", 1)) as receiver:
        over = msgspec.structs.replace(stated, url=receiver.url, former_key_until=now)
        (answer,) = posted(over)
    # A receiver that has the wrong secret loses nothing until it has the right one.
    assert answer == Answer(outcome="failed", fault="status 401", whole=True)


@pytest.mark.parametrize(
    ("misdeed", "expected"),
    [
        (FAIL, Answer(outcome="failed", fault="status 503", whole=True)),
        (BUSY, Answer(outcome="failed", fault="status 429", retry_after=1.0, whole=True)),
        (REFUSE, Answer(outcome="refused", fault="status 400")),
        (HANG_UP, Answer(outcome="failed", fault="ServerDisconnectedError", whole=True)),
        (HANG, Answer(outcome="failed", fault="TimeoutError", whole=True)),
    ],
)
def test_what_a_receiver_does_instead_is_told(misdeed, expected):
    with WebhookReceiver(SECRET, instead=[misdeed]) as receiver:
        (answer,) = posted(subscription("bank", receiver.url), timeout_seconds=0.5)
        assert answer == expected
        assert receiver.received == []


@pytest.mark.parametrize(
    ("statuses", "outcome", "whole"),
    [
        ((400, 413, 422), "refused", False),
        ((409, 425), "failed", False),
        ((401, 402, 403, 404, 405, 406, 407, 408, 410, 411), "failed", True),
        ((412, 414, 415, 418, 421, 423, 424, 426, 428, 429, 431, 451), "failed", True),
        ((500, 501, 502, 504, 511, 599), "failed", True),
    ],
)
def test_only_what_is_about_the_message_is_refused_for_good(statuses, outcome, whole):
    with WebhookReceiver(SECRET, instead=[Instead(status=each) for each in statuses]) as receiver:
        answers = posted(subscription("bank", receiver.url), times=len(statuses))
    assert answers == [
        Answer(outcome=outcome, fault=f"status {each}", whole=whole) for each in statuses
    ]


def test_a_redirect_is_not_followed_and_garbage_is_no_answer():
    with WebhookReceiver(SECRET, instead=[REDIRECT, GARBAGE]) as receiver:
        redirect, garbage = posted(subscription("bank", receiver.url), times=2)
        assert receiver.requests == 2
    assert redirect.outcome == garbage.outcome == "failed"
    assert redirect.fault is not None
    assert redirect.fault.startswith("status 307: redirects are not followed")
    assert garbage.whole


def test_an_answer_without_end_is_cut_off():
    endless = Instead(raw=b"HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n" + b"x" * 100_000)
    with WebhookReceiver(SECRET, instead=[endless]) as receiver:
        (answer,) = posted(subscription("bank", receiver.url))
    assert answer == Answer(outcome="delivered")


def test_nobody_there_and_a_target_that_is_not_allowed_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    (nobody,) = posted(subscription("bank", url))
    assert (nobody.outcome, nobody.whole) == ("failed", True)
    assert nobody.fault == "ClientConnectorError"
    (refused,) = posted(subscription("bank", url), allowed=())
    assert refused.outcome == "failed"
    assert refused.fault is not None
    assert refused.fault.startswith("target refused")


def test_a_retry_date_counts_from_now_and_nonsense_is_no_wait():
    dated = Instead(status=503, headers=(("retry-after", "Wed, 11 Nov 2026 01:00:00 GMT"),))
    odd = Instead(status=503, headers=(("retry-after", "soon"),))
    with WebhookReceiver(SECRET, instead=[dated, odd]) as receiver:
        answers = posted(subscription("bank", receiver.url), times=2, clock=lambda: START)
    assert [each.retry_after for each in answers] == [24 * 3600.0, None]


def test_only_what_the_subscription_asks_for_is_planned():
    stated = subscription("bank", "", selection=Selection(kinds=("grade-changed",), grades=("D",)))
    webhook = SubscriptionWebhook(stated, posting())
    assert list(webhook.plan(change("1", CODE, "C"), START)) == []
    (planned,) = webhook.plan(change("2", CODE, "D"), START)
    assert (planned.lane, planned.due_at, planned.deferral) == (CODE, START, None)
