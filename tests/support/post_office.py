"""Letters to an enterprise, as its channel writes them and a postman takes them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec

from schemas.codec import decode, encode
from schemas.messages import AlertRaised, Fact, ServedDocument, Text
from schemas.topics import CONTACTS, DELIVERY_RECEIPTS, SUBJECT_KEYS
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.chassis.subject_keys import MasterKey
from services.chassis.views.store import MemoryViews
from services.notify.adapters.channels.letters import ChannelReceiver, Writing
from services.notify.adapters.channels.sent_letters import SentLetters
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.adapters.delivery.receiver import Status
from services.notify.domain.contacts import ChannelAddress, Contacts
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.letters import Letter
from services.notify.read_model import view_of_fact
from services.notify.stage import load, load_letters

CODE = "91990105NBFJGG5F8J"
NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
NIGHT = datetime(2026, 11, 10, 15, tzinfo=UTC)  # eleven at night in the city
DOCUMENT = ServedDocument(
    order="O-1", measure=MeasureKind.TAX_REBATE_CANCELLED, agency="tax", act="served"
)


class Postman:
    def __init__(self) -> None:
        self.letters: list[tuple[str, Letter]] = []
        self.answer = Answer(outcome="sent")

    async def send(self, address: str, letter: Letter) -> Answer:
        self.letters.append((address, letter))
        return self.answer


class Post:
    def __init__(self) -> None:
        self.postman, self.views = Postman(), MemoryViews()
        self.registry = LatestFacts((CONTACTS, SUBJECT_KEYS))
        self.book = AddressBook(self.registry, MasterKey(bytes(32)))
        editions, _ = load()
        self.log: list[Received] = []
        self.sent = SentLetters(self.views, lambda _partitions: self.log)
        writing = Writing(editions=editions, frames=load_letters(), book=self.book, sent=self.sent)
        self.mail = ChannelReceiver("mail", self.postman, writing)
        self.state("a@example.com")

    def state(self, *addresses: str, agreed: date | None = None) -> None:
        contacts = Contacts(
            recipient=CODE,
            language="chinese",
            addresses=tuple(ChannelAddress("mail", each) for each in addresses),
            electronic_service_agreed_on=agreed,
        )
        sealed = self.book.sealed(contacts)
        if sealed.key is not None:
            value = encode(fact("key", sealed.key.owner, sealed.key))
            key = sealed.key.owner.encode()
            self.registry.take(Received(SUBJECT_KEYS.name, 0, 0, key, value, 0))
        value = encode(fact("contacts", CODE, sealed.contacts))
        self.registry.take(Received(CONTACTS.name, 0, 0, CODE.encode(), value, 0))

    def planned(self, alert: Fact, now: datetime = NOON) -> list[Delivery]:
        return [
            Delivery(
                id=f"{alert.id}/{number}",
                lane=each.lane,
                position=("alerts", 0, 0),
                message=encode(alert),
                message_id=alert.id,
                due_at=each.due_at,
                deferral=each.deferral,
            )
            for number, each in enumerate(self.mail.plan(alert, now))
        ]

    def send(self, deliveries: Sequence[Delivery]) -> Answer:
        return asyncio.run(self.mail.send(deliveries))

    def receipt(self, delivery: Delivery, status: Status = "sent") -> Fact:
        body = self.mail.receipt(decode(delivery.message), delivery, status)
        return fact(f"receipt of {delivery.id}", CODE, body)

    def record(self, delivery: Delivery) -> None:
        self.views.apply(view_of_fact(DELIVERY_RECEIPTS, self.receipt(delivery)))


def fact(identity: str, subject: str, body) -> Fact:
    return Fact(
        id=identity,
        source="/safety-credit/notify",
        subject=subject,
        known_at=NOON,
        occurred_at=NOON,
        correlation_id=identity,
        body=body,
    )


def alert(identity: str = "alert", **changed) -> Fact:
    body = AlertRaised(
        recipient_kind="enterprise",
        recipient=CODE,
        about=CODE,
        template="grade.worse",
        urgency="warning",
        day=NOON.date(),
        text=Text(
            title_chinese=f"标题{identity}",
            title_english="title",
            chinese=f"正文{identity}。",
            english="text.",
        ),
        channels=("mail", "sms"),
        timing="at_once",
    )
    return fact(identity, CODE, msgspec.structs.replace(body, **changed))
