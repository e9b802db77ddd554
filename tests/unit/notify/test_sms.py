"""SMS gateways by Apprise, under their own names, on a web server on loopback."""

import asyncio
import json
import logging
import time
from urllib.parse import parse_qs

import pytest

from services.notify.adapters.channels.apprise_channel import AppriseChannel
from services.notify.adapters.channels.channels_file import load_channels
from services.notify.domain.letters import Letter
from tests.support.authority import Authority
from tests.support.carriers import Carriers
from tests.support.time_limits import LONG_SECONDS, PROMPT_SECONDS

PHONE = "+8613800000000"
ACCOUNT, TOKEN = "AC" + "0" * 32, "1" * 32
TWILIO = f"twilio://{ACCOUNT}:{TOKEN}@+442079460000/{{address}}"
OWN = "jsons://city:hidden-secret@sms.city.example/send?:to={address}"
LETTER = Letter(
    identity="d-1", title="今日通知（3条）", text="第一条：隐患将到期。\nTwo.", urgent=False
)


@pytest.fixture
def carriers(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    hosts = ("api.twilio.com", "sms.city.example")
    with Carriers(authority.server_context(*hosts)) as served:
        served.resolve(monkeypatch, *hosts)
        yield served


def sent(url, address=PHONE, timeout=PROMPT_SECONDS):
    answer = asyncio.run(AppriseChannel(url, timeout).send(address, LETTER))
    assert "138" not in repr(answer)
    return answer


def test_a_gateway_gets_the_whole_text_and_the_number(carriers):
    carriers.status = 201
    assert sent(TWILIO).outcome == "sent"
    (asked,) = carriers.asked
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    body = parse_qs(asked.body.decode())
    assert body["To"] == [PHONE]
    assert body["Body"][0].replace("\r\n", "\n") == f"{LETTER.title}\n{LETTER.text}"


def test_the_citys_own_gateway_gets_json(carriers):
    assert sent(OWN, "13800000000").outcome == "sent"
    (asked,) = carriers.asked
    assert (asked.host, asked.path) == ("sms.city.example", "/send")
    body = json.loads(asked.body)
    assert (body["to"], body["title"], body["message"]) == (PHONE, LETTER.title, LETTER.text)


def test_a_gateway_may_know_a_repeat_by_the_letters_identity(carriers):
    assert sent(OWN + "&:id={identity}").outcome == "sent"
    assert json.loads(carriers.asked[0].body)["id"] == "d-1"


@pytest.mark.parametrize(
    ("status", "outcome", "whole"),
    [
        (400, "refused", False),
        (404, "refused", False),
        (422, "refused", False),
        (401, "failed", True),
        (403, "failed", True),
        (429, "failed", True),
        (500, "failed", True),
        (418, "failed", False),
    ],
)
def test_the_status_tells_whether_another_attempt_is_worth_it(carriers, status, outcome, whole):
    carriers.status = status
    answer = sent(OWN)
    assert (answer.outcome, answer.whole) == (outcome, whole)
    assert answer.fault == f"sms: status {status}"


def test_a_gateways_own_code_is_no_status_and_is_tried_again(carriers):
    carriers.status, carriers.body = 400, b'{"code": 21610, "message": "unsubscribed"}'
    answer = sent(TWILIO)
    assert (answer.outcome, answer.whole) == ("failed", True)


def test_two_letters_at_once_do_not_take_each_others_status(carriers):
    async def both():
        gone = AppriseChannel(OWN.replace("sms.city.example", "away.example"))
        refusing = AppriseChannel(OWN)
        carriers.status = 400
        return await asyncio.gather(
            *(gone.send(PHONE, LETTER) if n % 2 else refusing.send(PHONE, LETTER) for n in range(6))
        )

    outcomes = [(answer.outcome, answer.whole) for answer in asyncio.run(both())]
    assert outcomes == [("refused", False), ("failed", True)] * 3


def test_a_gateway_that_hangs_holds_nobody_up(carriers):
    carriers.hangs = True
    began = time.monotonic()

    async def timed():
        answer = await AppriseChannel(OWN, 0.5).send(PHONE, LETTER)
        return answer, time.monotonic() - began

    answer, seconds = asyncio.run(timed())
    assert (answer.outcome, answer.whole) == ("failed", True)
    assert seconds < PROMPT_SECONDS < LONG_SECONDS  # for so long the gateway hangs


def test_a_gateway_that_is_not_there(carriers, monkeypatch):
    carriers.resolve(monkeypatch)
    answer = sent(OWN)
    assert answer.fault == "sms: the gateway can't be reached"
    assert (answer.outcome, answer.whole) == ("failed", True)


@pytest.mark.parametrize("address", ["12345", "+8613800000000/../x", "+8613800000000?y=z", ""])
def test_what_is_no_number_is_refused_before_anything_is_sent(carriers, address):
    answer = asyncio.run(AppriseChannel(OWN).send(address, LETTER))
    assert (answer.outcome, answer.fault) == ("refused", "sms: no valid number")
    assert carriers.asked == []


@pytest.mark.parametrize("status", [200, 400, 500])
def test_nothing_prints_or_logs_the_number_or_the_secret(carriers, caplog, capfd, status):
    carriers.status = status
    with caplog.at_level(logging.DEBUG):
        asyncio.run(AppriseChannel(OWN).send(PHONE, LETTER))
    assert len(carriers.asked) == 1
    printed = caplog.text + "".join(capfd.readouterr())
    for secret in ("13800000000", "hidden-secret", "隐患"):
        assert secret not in printed


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("vonage://hidden-secret:b@c/{address}", "must begin with bulksms, .*twilio"),
        ("json://user:hidden-secret@sms.city.example/{address}", "must begin with"),
        ("file:///etc/hidden-secret", "must begin with"),
        ("jsons://city:hidden-secret@sms.city.example/", "needs {address} once"),
        ("twilio://hidden-secret/{address}", "can't read this twilio URL"),
    ],
)
def test_a_gateway_that_is_not_allowed_or_can_t_be_read_is_told_without_its_secrets(
    tmp_path, capfd, url, fault
):
    file = tmp_path / "channels.yaml"
    file.write_text(f'sms: {{apprise: "{url}"}}\n')
    with pytest.raises(ValueError, match=fault) as caught:
        load_channels(file)
    assert "hidden-secret" not in str(caught.value) + "".join(capfd.readouterr())


def test_a_gateway_is_shown_without_its_secrets(tmp_path):
    file = tmp_path / "channels.yaml"
    file.write_text(f'sms: {{apprise: "{OWN}"}}\n')
    (channel,) = load_channels(file).values()
    assert repr(channel) == "AppriseChannel(jsons)"
