"""The channels to people, from a YAML file that only operators can read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from schemas.messages import AlertRaised
from schemas.vocabulary.notification_terms import Channel
from services.chassis.rules.rulebook import load_document
from services.notify.domain.delivery import Answer
from services.notify.domain.letters import Letter, Notice, Phrase

from .apprise_channel import AppriseChannel
from .mail import Mail, MailServer
from .robots import ROBOTS, Robot


class PersonChannel(Protocol):
    """Brings a letter to an address; what goes wrong is in the answer, and nothing is raised."""

    async def send(self, address: str, letter: Letter) -> Answer:
        """Hand a letter to the carrier, and say what became of it."""


class Gateway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An SMS gateway as Apprise writes it: a URL with `{address}` where the number goes."""

    apprise: str
    timeout_seconds: float = 20.0

    def __repr__(self) -> str:
        """Name it without its secrets."""
        return f"Gateway({self.apprise.partition(':')[0]})"


class RobotSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A carrier of group robots; the key of each robot is the recipient's address."""

    timeout_seconds: float = 20.0


class ChannelsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which channels there are; what is not named is not sent in."""

    mail: MailServer | None = None
    sms: Gateway | None = None
    wecom: RobotSettings | None = None
    dingtalk: RobotSettings | None = None
    feishu: RobotSettings | None = None


def load_channels(file: Path | None) -> Mapping[Channel, PersonChannel]:
    """Return the channels of a file (None: none). Raises RulebookError or ValueError.

    Neither an error nor a `repr` shows the secrets that stand there.
    """
    if file is None:
        return {}
    content = load_document(file, ChannelsFile)
    channels: dict[Channel, PersonChannel] = {}
    if content.mail is not None:
        channels["mail"] = Mail(content.mail)
    if content.sms is not None:
        channels["sms"] = AppriseChannel(content.sms.apprise, content.sms.timeout_seconds)
    for name, carrier in ROBOTS.items():
        settings: RobotSettings | None = getattr(content, name)
        if settings is not None:
            channels[name] = Robot(carrier, settings.timeout_seconds)
    return channels


def notice_of(delivery: str, body: AlertRaised) -> Notice:
    """Return an alert as a letter takes it, under the id of its delivery."""
    text = body.text
    return Notice(
        delivery=delivery,
        about=body.about,
        urgent=body.urgency == "urgent",
        title=Phrase(chinese=text.title_chinese, english=text.title_english),
        text=Phrase(chinese=text.chinese, english=text.english),
    )
