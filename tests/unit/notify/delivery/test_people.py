"""Alerts to people: when, to which address, together or alone, and never twice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from schemas.codec import decode, encode
from schemas.messages import AlertRaised, Fact, ServedDocument, Text
from schemas.topics import CONTACTS, DELIVERY_RECEIPTS, SUBJECT_KEYS
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.chassis.subject_keys import MasterKey
from services.chassis.views.store import MemoryViews
from services.notify.adapters.channels.letters import ChannelReceiver, Writing
from services.notify.adapters.contacts.address_book import AddressBook
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
        writing = Writing(
            editions=editions, frames=load_letters(), book=self.book, views=self.views
        )
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

    def record(self, delivery: Delivery) -> None:
        cause = decode(delivery.message)
        body = self.mail.receipt(cause, delivery, "sent")
        receipt = fact(f"receipt of {delivery.id}", CODE, body)
        self.views.apply(view_of_fact(DELIVERY_RECEIPTS, receipt))


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


@pytest.fixture
def post() -> Post:
    return Post()


def test_each_address_of_the_channel_gets_a_delivery_and_nothing_names_it(post):
    post.state("a@example.com", "b@example.com")
    deliveries = post.planned(alert())
    assert len({each.lane for each in deliveries}) == 2
    assert "example" not in repr(deliveries)
    for each in deliveries:
        assert post.send([each]).outcome == "sent"
    assert [address for address, _ in post.postman.letters] == ["a@example.com", "b@example.com"]
    assert post.postman.letters[0][1].title == "标题alert"


def test_other_channels_and_who_wants_nothing_get_none(post):
    assert post.planned(alert(channels=("sms",))) == []
    post.state()
    assert post.planned(alert()) == []


def test_a_department_without_contacts_is_reached_by_its_office(post):
    (delivery,) = post.planned(alert(recipient="tax", recipient_kind="department"))
    post.send([delivery])
    assert post.postman.letters[0][0] == "tax@safety-credit.example"


@pytest.mark.parametrize(
    ("timing", "now", "hours", "deferral"),
    [
        ("at_once", NIGHT, 0, None),
        ("after_quiet_hours", NOON, 0, None),
        ("after_quiet_hours", NIGHT, 9, "quiet_hours"),
        ("digest", NOON, 4.5, "digest"),
    ],
)
def test_when_it_is_due_is_said_by_the_edition(post, timing, now, hours, deferral):
    (delivery,) = post.planned(alert(timing=timing), now)
    assert delivery.due_at == now + timedelta(hours=hours)
    assert delivery.deferral == deferral


def test_what_is_urgent_does_not_wait_on_the_lane_of_the_digest(post):
    (one,) = post.planned(alert("1", timing="digest"))
    (two,) = post.planned(alert("2", timing="at_once"))
    assert one.lane != two.lane


def test_a_digest_is_one_letter_and_what_is_not_due_with_it_waits_for_the_next(post):
    first, second = (post.planned(alert(n, timing="digest"))[0] for n in ("1", "2"))
    (tomorrow,) = post.planned(alert("3", timing="digest"), NOON + timedelta(hours=5))
    assert post.mail.together(first, second)
    assert not post.mail.together(first, tomorrow)
    (alone,) = post.planned(alert("4"))
    assert not post.mail.together(alone, alone)
    post.send([first, second])
    ((_, letter),) = post.postman.letters
    assert letter.title == "今日通知（2条）"
    assert "标题1" in letter.text
    assert "标题2" in letter.text


def test_what_was_sent_before_a_crash_is_not_sent_again(post):
    first, second = (post.planned(alert(n, timing="digest"))[0] for n in ("1", "2"))
    post.record(first)
    assert post.send([first]) == Answer(outcome="sent")
    assert post.postman.letters == []
    post.send([first, second])
    ((_, letter),) = post.postman.letters
    assert letter.title == "标题2"


def test_what_waited_goes_where_the_recipient_is_reached_by_then(post):
    (delivery,) = post.planned(alert())
    post.state("new@example.com")
    assert post.send([delivery]).outcome == "sent"
    assert post.postman.letters[0][0] == "new@example.com"


def test_who_has_fewer_addresses_by_then_is_not_written_to_twice(post):
    post.state("a@example.com", "b@example.com")
    one, two = post.planned(alert())
    post.state("b@example.com")
    assert post.send([one]).outcome == "sent"
    answer = post.send([two])
    assert (answer.outcome, answer.fault) == ("refused", "the recipient has fewer addresses by now")
    assert [address for address, _ in post.postman.letters] == ["b@example.com"]


def test_a_receipt_serves_a_document_only_where_the_recipient_agreed_before(post):
    served = alert(serves=DOCUMENT)
    (delivery,) = post.planned(served)
    assert post.mail.receipt(served, delivery, "sent").serves is None
    post.state("a@example.com", agreed=NOON.date() + timedelta(days=1))
    assert post.mail.receipt(served, delivery, "sent").serves is None
    post.state("a@example.com", agreed=NOON.date())
    assert post.mail.receipt(served, delivery, "sent").serves == DOCUMENT
