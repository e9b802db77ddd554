"""The example receiver: it verifies by any of its secrets, and behaves badly when it is told to."""

import asyncio
import subprocess
import sys
from ipaddress import ip_network

import httpx
import pytest

from development import webhook_receiver as example
from development.webhook_receiver import WebhookReceiver
from schemas.codec import encode
from services.chassis.clock import system_clock
from services.notify.adapters.webhooks.guarded_connector import guarded_session
from services.notify.adapters.webhooks.secret import WebhookKey, signature_headers
from tests.support.subscribed_facts import grade_change
from tests.support.time_limits import PROMPT_SECONDS

KEY = WebhookKey(bytes(range(32)))
OLD, NEW, NEWEST = (KEY.secret("one", version) for version in (1, 2, 3))
LOOPBACK = (ip_network("127.0.0.0/8"),)


def headers(body: bytes, *secrets: str) -> dict[str, str]:
    return signature_headers("11111111", system_clock(), body, secrets)


def post(url: str, *secrets: str, seconds: float = PROMPT_SECONDS) -> httpx.Response:
    body = encode(grade_change())
    return httpx.post(url, content=body, headers=headers(body, *secrets), timeout=seconds)


def test_a_receiver_takes_what_any_of_its_secrets_signed():
    with WebhookReceiver([OLD, NEW]) as receiver:
        body = encode(grade_change())
        assert receiver.take(body, headers(body, OLD)) == 204
        assert receiver.take(body, headers(body, NEWEST, NEW)) == 204
        assert receiver.take(body, headers(body, NEWEST)) == 401
        assert receiver.take(body, {**headers(body, NEW), "webhook-signature": "v1"}) == 401
        receiver.secrets = ()
        assert receiver.take(body, headers(body, NEW)) == 401
        assert (len(receiver.received), receiver.repeated, receiver.refused) == (1, 1, 3)


def test_through_a_rotation_a_receiver_may_change_its_secret_at_any_time():
    with WebhookReceiver(OLD) as receiver:
        assert post(receiver.url, OLD).status_code == 204
        assert post(receiver.url, NEW, OLD).status_code == 204
        receiver.secrets = (NEW,)
        assert post(receiver.url, NEW, OLD).status_code == 204
        assert post(receiver.url, NEW).status_code == 204
        assert post(receiver.url, OLD).status_code == 401


def test_it_fails_as_often_as_it_is_told_and_takes_the_message_then():
    told = [example.FAIL, example.BUSY, example.REFUSE, example.REDIRECT]
    with WebhookReceiver(OLD, instead=told, failing=1) as receiver:
        answers = [post(receiver.url, OLD) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [503, 429, 400, 307, 503, 204]
        assert answers[1].headers["retry-after"] == "1"
        assert answers[3].headers["location"] == "http://169.254.169.254/"
        assert (receiver.requests, len(receiver.received), receiver.failing) == (6, 1, 0)


def test_it_hangs_until_it_is_closed_and_holds_up_no_other_request():
    with WebhookReceiver(OLD, instead=[example.HANG]) as receiver:
        with pytest.raises(httpx.ReadTimeout):
            post(receiver.url, OLD, seconds=0.2)
        assert post(receiver.url, OLD).status_code == 204


@pytest.mark.parametrize("misdeed", [example.GARBAGE, example.HANG_UP])
def test_it_answers_what_is_no_answer(misdeed):
    with WebhookReceiver(OLD, instead=[misdeed]) as receiver:
        with pytest.raises(httpx.RemoteProtocolError):
            post(receiver.url, OLD)
        assert post(receiver.url, OLD).status_code == 204


def test_a_guarded_session_delivers_to_it_where_the_network_is_allowed():
    body = encode(grade_change())

    async def deliver(url: str) -> int:
        async with (
            guarded_session(LOOPBACK, 5, 2) as session,
            session.post(
                url, data=body, headers=headers(body, NEW, OLD), allow_redirects=False
            ) as answer,
        ):
            return answer.status

    with WebhookReceiver(OLD) as receiver:
        assert asyncio.run(deliver(receiver.url)) == 204
        assert receiver.received == [grade_change()]


def test_as_a_program_it_prints_its_address_and_what_came():
    command = [sys.executable, "-m", "development.webhook_receiver"]
    with subprocess.Popen(
        [*command, "--secret", OLD, "--secret", NEW, "--instead", "fail", "--times", "2"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert [post(url, NEW).status_code for _ in range(3)] == [503, 503, 204]
            line = process.stdout.readline().split()
            assert line[1:] == ["safety-credit.grade-changed.v1", grade_change().subject]
        finally:
            process.terminate()
