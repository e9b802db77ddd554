"""Group robots of WeCom (企业微信), DingTalk (钉钉) and Feishu (飞书).

They answer 200 whatever happens; whether they took a message stands in the answer's body. Apprise
does not look into it (wecombot, dingtalk), so that a refused message would count as sent: therefore
these three are spoken to directly.
"""

import base64
import hmac
import logging
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

import httpx
import msgspec

from schemas.vocabulary.notification_terms import Channel
from services.chassis.clock import Clock, milliseconds, system_clock
from services.notify.domain.contacts import InvalidAddressError, valid
from services.notify.domain.delivery import Answer
from services.notify.domain.letters import Letter

MINUTE = 60.0


class RobotMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What is posted, and where."""

    url: str
    body: dict[str, Any]
    query: dict[str, str] = msgspec.field(default_factory=dict)


class Carrier(Protocol):
    """One kind of robot: its address, its message, and what its codes mean.

    `key` is the field of the answer with the code (0: taken); `final` are the codes that won't
    change by another attempt (unknown robot, security settings); `limits` those of too many
    messages in a minute. All others are tried again: a message must not be lost by a code that we
    do not know.
    """

    channel: Channel
    key: str
    final: frozenset[int]
    limits: frozenset[int]

    def posting(self, address: str, text: str, now: datetime) -> RobotMessage:
        """Return what to post for a robot's key."""


class WeCom:
    """企业微信《群机器人配置说明》."""

    channel: Channel = "wecom"
    key = "errcode"
    final = frozenset({93000, 93008, 40058, 40008})
    limits = frozenset({45009, 45033})

    def posting(self, address: str, text: str, now: datetime) -> RobotMessage:  # noqa: ARG002 - unsigned
        """Return what to post."""
        return RobotMessage(
            url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
            query={"key": address},
            body={"msgtype": "text", "text": {"content": text}},
        )


class DingTalk:
    """钉钉《自定义机器人接入》; signed where the address is SECRET@TOKEN (加签)."""

    channel: Channel = "dingtalk"
    key = "errcode"
    final = frozenset({310000, 300001, 300005, 400013, 400101, 400102, 400106})
    limits = frozenset({130101, 410100, 90030})

    def posting(self, address: str, text: str, now: datetime) -> RobotMessage:
        """Return what to post; the signature is over milliseconds and the secret."""
        secret, _, token = address.rpartition("@")
        query = {"access_token": token}
        if secret:
            moment = str(milliseconds(now))
            query |= {"timestamp": moment, "sign": _mac(secret, f"{moment}\n{secret}")}
        return RobotMessage(
            url="https://oapi.dingtalk.com/robot/send",
            query=query,
            body={"msgtype": "text", "text": {"content": text}},
        )


class Feishu:
    """飞书《自定义机器人使用指南》; signed where the address is SECRET@TOKEN (签名校验)."""

    channel: Channel = "feishu"
    key = "code"
    final = frozenset({19001, 19002, 19021, 19022, 19024})
    limits = frozenset({9499, 11232, 230020})

    def posting(self, address: str, text: str, now: datetime) -> RobotMessage:
        """Return what to post; the signature is of nothing, under seconds and the secret."""
        secret, _, token = address.rpartition("@")
        # Feishu takes a tag in the text for a call to somebody, or to all: what others reported may
        # not call anybody.
        text = text.replace("<", "＜")
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            moment = str(int(now.timestamp()))
            body |= {"timestamp": moment, "sign": _mac(f"{moment}\n{secret}", "")}
        return RobotMessage(url=f"https://open.feishu.cn/open-apis/bot/v2/hook/{token}", body=body)


ROBOTS: Mapping[Channel, Carrier] = {
    carrier.channel: carrier for carrier in (WeCom(), DingTalk(), Feishu())
}


class Robot:
    """Sends to the robots of one carrier: `sent`, for nobody tells whether the group read it."""

    def __init__(
        self, carrier: Carrier, timeout: float = 20.0, clock: Clock = system_clock
    ) -> None:
        self._carrier = carrier
        self._timeout = timeout
        self._clock = clock
        self._trust = httpx.create_ssl_context()
        for name in ("httpx", "httpcore"):  # they log URLs, and a robot's key stands there
            logging.getLogger(name).setLevel(logging.WARNING)

    async def send(self, address: str, letter: Letter) -> Answer:
        """Post a letter; see PersonChannel. The fault names the code, never text or address."""
        name = self._carrier.channel
        try:
            address = valid(name, address).address
        except InvalidAddressError:
            return Answer(outcome="refused", fault=f"{name}: no valid address")
        text = f"{letter.title}\n{letter.text}"
        posting = self._carrier.posting(address, text, self._clock())
        try:
            # One client a letter: a pool would belong to the loop in which it was first used.
            async with httpx.AsyncClient(verify=self._trust, timeout=self._timeout) as client:
                response = await client.post(posting.url, params=posting.query, json=posting.body)
        except httpx.HTTPError as error:
            return Answer(outcome="failed", fault=f"{name}: {type(error).__name__}", whole=True)
        return self._answer(response)

    def _answer(self, response: httpx.Response) -> Answer:
        name, status = self._carrier.channel, response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Answer(outcome="failed", fault=f"{name}: status {status}", retry_after=MINUTE)
        if response.is_server_error:
            return Answer(outcome="failed", fault=f"{name}: status {status}", whole=True)
        try:
            code = int(response.json()[self._carrier.key])
        except (ValueError, KeyError, TypeError):
            return Answer(outcome="failed", fault=f"{name}: status {status}, no code", whole=True)
        fault = f"{name}: code {code}"
        if code in self._carrier.limits:
            return Answer(outcome="failed", fault=fault, retry_after=MINUTE)
        if code in self._carrier.final:
            return Answer(outcome="refused", fault=fault)
        return Answer(outcome="failed", fault=fault) if code else Answer(outcome="sent")


def _mac(key: str, text: str) -> str:
    """Return the HMAC-SHA256 of a text in base64."""
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), "sha256")).decode()
