"""A channel to people as a receiver: alerts become letters, at the time that their edition says.

A lane is a recipient's first, second … address and timing, so that what is urgent does not wait for
the digest. The address itself stands nowhere: it is looked up when a letter is sent, so that what
waited goes where the recipient is reached by then.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from schemas.codec import decode
from schemas.messages import AlertRaised, Fact, ReceiptRecorded
from schemas.topics import ALERTS
from schemas.vocabulary.notification_terms import Channel, Deferral
from services.chassis.clock import day_of
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.adapters.delivery.receiver import Planned, Status
from services.notify.domain.audience import Audience, audience_on
from services.notify.domain.contacts import Contacts, addresses_of, language_of
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.letters import Frames, compose
from services.notify.domain.timing import due_at

from .channels_file import PersonChannel, notice_of
from .sent_letters import LetterSubject, SentLetters

AT_ONCE = 4
_DEFERRALS: dict[str, Deferral] = {"after_quiet_hours": "quiet_hours", "digest": "digest"}


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What writing to people needs: editions of the audience, frames of letters, the book of
    addresses, and what was sent already.
    """  # noqa: D205 - one sentence

    editions: tuple[Audience, ...]
    frames: Frames
    book: AddressBook
    sent: SentLetters


class ChannelReceiver:
    """The recipients of alerts in one channel."""

    topics: tuple[str, ...] = (ALERTS.name,)
    begins: Mapping[str, tuple[int, ...]] | None = (
        None  # nobody is told what was before there was a way to tell
    )
    at_once = AT_ONCE
    drops_repeats = False

    def __init__(self, channel: Channel, carrier: PersonChannel, writing: Writing) -> None:
        self.name: str = channel
        self._channel = channel
        self._carrier = carrier
        self._writing = writing

    def plan(self, fact: Fact[Any], now: datetime) -> Iterable[Planned]:
        """Return one delivery an address that the recipient has in this channel."""
        body = fact.body
        if not isinstance(body, AlertRaised) or self._channel not in body.channels:
            return
        edition = audience_on(self._writing.editions, day_of(now))
        due = due_at(body.timing, now, edition)
        for number in range(len(self._addresses(body.recipient))):
            yield Planned(
                lane=f"{body.recipient}/{body.timing}/{number}",
                due_at=due,
                deferral=_DEFERRALS[body.timing] if due > now else None,
            )

    def together(self, first: Delivery, other: Delivery) -> bool:
        """Say that what waits for the same digest is sent in one letter."""
        return "/digest/" in first.lane and other.due_at == first.due_at

    async def send(self, deliveries: Sequence[Delivery]) -> Answer:
        """Write one letter about all of them, but those that were sent before a crash."""
        alerts = [(each, _alert(each)) for each in deliveries]
        recipient = alerts[0][1].recipient
        addresses, number = self._addresses(recipient), int(deliveries[0].lane.rpartition("/")[2])
        if number >= len(addresses):
            return Answer(outcome="refused", fault="the recipient has fewer addresses by now")
        sent = await asyncio.to_thread(self._sent, deliveries)
        notices = [notice_of(each.id, body) for each, body in alerts if each.id not in sent]
        if not notices:
            return Answer(outcome="sent")
        stated = self._stated(recipient)
        letter = compose(self._writing.frames, notices, language_of(stated), self._channel)
        answer = await self._carrier.send(addresses[number], letter)
        for each in deliveries if answer.succeeded else ():
            self._writing.sent.note(each.id, _subject(each))
        return answer

    async def take_over(self, partitions: Collection[int]) -> None:
        """Learn which letters were sent of alerts of these partitions."""
        await asyncio.to_thread(self._writing.sent.learn, partitions)

    def receipt(self, fact: Fact[Any], delivery: Delivery, status: Status) -> ReceiptRecorded:
        """Return the receipt; it serves a document only where the recipient agreed to that."""
        body: AlertRaised = fact.body
        return ReceiptRecorded(
            delivery=delivery.id,
            receiver=self.name,
            recipient=body.recipient,
            about=body.about,
            message=fact.id,
            status=status,
            at=fact.known_at,
            attempts=delivery.attempts,
            fault=delivery.fault,
            serves=body.serves if agreed(self._stated(body.recipient), body) else None,
        )

    async def close(self) -> None:
        """Keep nothing open: a carrier connects for each letter."""

    def _addresses(self, recipient: str) -> list[str]:
        addresses = addresses_of(recipient, self._stated(recipient))
        return [each.address for each in addresses if each.channel == self._channel]

    def _stated(self, recipient: str) -> Contacts | None:
        return self._writing.book.stated(recipient)

    def _sent(self, deliveries: Sequence[Delivery]) -> set[str]:
        """Return which were sent before: the worker may publish an alert again after a crash."""
        sent = self._writing.sent
        return {each.id for each in deliveries if sent.has(each.id, _subject(each))}


def agreed(stated: Contacts | None, body: AlertRaised) -> bool:
    """Say whether a recipient had agreed to electronic service on an alert's day."""
    since = stated.electronic_service_agreed_on if stated else None
    return since is not None and since <= body.day


def _subject(delivery: Delivery) -> LetterSubject:
    return LetterSubject(delivery.message_id, _alert(delivery).recipient)


def _alert(delivery: Delivery) -> AlertRaised:
    body = decode(delivery.message).body
    if not isinstance(body, AlertRaised):
        raise TypeError(f"{delivery.id}: {body.SUBJECT_ACTION} is no alert")
    return body
