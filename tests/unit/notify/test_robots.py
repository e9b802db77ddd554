"""Group robots, under the carriers' own names, on a web server on loopback."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging

import pytest

from services.chassis.clock import system_clock
from services.notify.adapters.channels.channels_file import load_channels
from services.notify.adapters.channels.robots import ROBOTS, Robot
from services.notify.domain.letters import Letter
from tests.support.authority import Authority
from tests.support.carriers import Carriers
from tests.support.time_limits import PROMPT_SECONDS

LETTER = Letter(
    identity="d-1",
    title="今日通知（3条）",
    text="第一条：隐患将到期。\nTwo — “three”.",
    urgent=False,
)
WHOLE = f"{LETTER.title}\n{LETTER.text}"
HOSTS = {
    "wecom": "qyapi.weixin.qq.com",
    "dingtalk": "oapi.dingtalk.com",
    "feishu": "open.feishu.cn",
}
KEY = "0123456789abcdef0123456789abcdef"
SECRET = "SEC" + "c" * 32
OK = {
    "wecom": b'{"errcode":0,"errmsg":"ok"}',
    "dingtalk": b'{"errcode":0}',
    "feishu": b'{"code":0}',
}


@pytest.fixture
def carriers(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Carriers(authority.server_context(*HOSTS.values())) as served:
        served.resolve(monkeypatch, *HOSTS.values())
        yield served


def sent(channel, address=KEY, timeout=PROMPT_SECONDS):
    return asyncio.run(Robot(ROBOTS[channel], timeout).send(address, LETTER))


def answered(carriers, channel, body, status=200):
    carriers.status, carriers.body = status, json.dumps(body).encode()
    answer = sent(channel)
    assert KEY not in repr(answer)
    return answer.outcome, answer.whole, answer.retry_after


def test_wecom_gets_the_whole_text(carriers):
    carriers.body = OK["wecom"]
    assert sent("wecom").outcome == "sent"
    (asked,) = carriers.asked
    assert (asked.host, asked.path) == ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send")
    assert asked.query == {"key": [KEY]}
    assert json.loads(asked.body) == {"msgtype": "text", "text": {"content": WHOLE}}


@pytest.mark.parametrize("secret", [None, SECRET])
def test_dingtalk_gets_the_whole_text_signed_where_it_asks_for_it(carriers, secret):
    carriers.body = OK["dingtalk"]
    assert sent("dingtalk", f"{secret}@{KEY}" if secret else KEY).outcome == "sent"
    (asked,) = carriers.asked
    assert (asked.host, asked.path) == ("oapi.dingtalk.com", "/robot/send")
    assert asked.query["access_token"] == [KEY]
    assert json.loads(asked.body) == {"msgtype": "text", "text": {"content": WHOLE}}
    if secret is None:
        assert set(asked.query) == {"access_token"}
        return
    (moment,), (sign,) = asked.query["timestamp"], asked.query["sign"]
    assert abs(int(moment) / 1000 - system_clock().timestamp()) < 60
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(sign) == digest


@pytest.mark.parametrize("secret", [None, SECRET])
def test_feishu_gets_the_whole_text_signed_where_it_asks_for_it(carriers, secret):
    carriers.body = OK["feishu"]
    assert sent("feishu", f"{secret}@{KEY}" if secret else KEY).outcome == "sent"
    (asked,) = carriers.asked
    assert (asked.host, asked.path) == ("open.feishu.cn", f"/open-apis/bot/v2/hook/{KEY}")
    body = json.loads(asked.body)
    assert body["content"] == {"text": WHOLE}
    assert body["msg_type"] == "text"
    if secret is None:
        assert set(body) == {"msg_type", "content"}
        return
    assert abs(int(body["timestamp"]) - system_clock().timestamp()) < 60
    key = f"{body['timestamp']}\n{secret}".encode()
    assert base64.b64decode(body["sign"]) == hmac.new(key, b"", hashlib.sha256).digest()


def test_what_others_reported_calls_nobody_in_feishu(carriers):
    carriers.body = OK["feishu"]
    calling = Letter(
        identity="d-2", title="A", text='内容：<at user_id="all">所有人</at>', urgent=False
    )
    answer = asyncio.run(Robot(ROBOTS["feishu"]).send(KEY, calling))
    assert answer.outcome == "sent"
    text = json.loads(carriers.asked[0].body)["content"]["text"]
    assert text == 'A\n内容：＜at user_id="all">所有人＜/at>'


@pytest.mark.parametrize(
    ("channel", "body", "expected"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, ("refused", False, None)),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, ("failed", False, 60.0)),
        ("wecom", {"errcode": -1, "errmsg": "system busy"}, ("failed", False, None)),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, ("refused", False, None)),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, ("failed", False, 60.0)),
        ("dingtalk", {"errcode": 999999, "errmsg": "new"}, ("failed", False, None)),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, ("refused", False, None)),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, ("failed", False, 60.0)),
        ("feishu", {"msg": "no code"}, ("failed", True, None)),
        ("wecom", ["no object"], ("failed", True, None)),
    ],
)
def test_an_error_in_a_body_with_status_200_is_no_success(carriers, channel, body, expected):
    assert answered(carriers, channel, body) == expected


@pytest.mark.parametrize("channel", list(HOSTS))
@pytest.mark.parametrize(
    ("status", "expected"),
    [(429, ("failed", False, 60.0)), (502, ("failed", True, None)), (404, ("failed", True, None))],
)
def test_a_status_is_told_from_the_robots_own_answer(carriers, channel, status, expected):
    assert answered(carriers, channel, {}, status) == expected


def test_a_carrier_that_hangs_or_is_not_there_is_the_whole_channels_trouble(carriers, monkeypatch):
    carriers.hangs = True
    hung = sent("wecom", timeout=0.3)
    assert (hung.outcome, hung.whole) == ("failed", True)
    carriers.resolve(monkeypatch)  # no name leads anywhere now
    away = sent("feishu")
    assert (away.outcome, away.whole, away.fault) == ("failed", True, "feishu: ConnectError")


def test_a_carrier_with_a_strangers_certificate_gets_nothing(carriers, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    answer = sent("wecom")
    assert (answer.outcome, answer.whole) == ("failed", True)
    assert carriers.asked == []


@pytest.mark.parametrize(
    "address", ["x", f"{KEY}/../../other", f"{KEY}?a=b", "evil.example/x@" + KEY]
)
def test_what_is_no_key_is_refused_before_anything_is_sent(carriers, address):
    answer = sent("dingtalk", address)
    assert (answer.outcome, answer.fault) == ("refused", "dingtalk: no valid address")
    assert carriers.asked == []


def test_no_log_names_a_key(carriers, caplog, tmp_path):
    file = tmp_path / "channels.yaml"
    file.write_text("wecom: {}\nfeishu: {timeout_seconds: 3}\n")
    channels = load_channels(file)
    assert set(channels) == {"wecom", "feishu"}
    carriers.body = OK["wecom"]
    with caplog.at_level(logging.INFO):
        assert asyncio.run(channels["wecom"].send(KEY, LETTER)).outcome == "sent"
    assert KEY not in caplog.text
