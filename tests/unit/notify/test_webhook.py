"""Webhooks against a real receiver on this machine."""

import socket
from base64 import b64encode
from datetime import timedelta

import httpx
import pytest
from standardwebhooks import Webhook

from schemas.codec import encode
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.clock import system_clock
from services.chassis.fold import Received
from services.notify.adapters.receiver import WebhookReceiver
from services.notify.adapters.receivers import Receiver, load_receivers
from services.notify.adapters.webhook import Deliverer, Patience, UndeliveredError
from tests.support.enterprise import CODE, fact
from tests.support.notices import DAY, grade_changed, measure_changed

SECRET = "whsec_" + b64encode(b"a secret of thirty-two characters").decode()
ALL = ("grade-changed", "measure-changed")


def record(body, identity: str = "11111111-1111-5111-8111-111111111111") -> Received:
    return Received("any", 0, 7, CODE.encode(), encode(fact(body, DAY, identity)), 0)


def deliverer(url: str, secret: str = SECRET, clock=system_clock, **more) -> Deliverer:
    waits: list[float] = []
    receiver = Receiver(name="bank", url=url, secret=secret, kinds=ALL, **more)
    found = Deliverer(receiver, Patience(), clock=clock, wait=waits.append)
    found.waits = waits
    return found


def test_a_receiver_verifies_what_it_gets():
    with WebhookReceiver(SECRET) as receiver:
        deliverer(receiver.url).handle(record(grade_changed("D")))
        (got,) = receiver.received
    assert (got.subject, got.body) == (CODE, grade_changed("D"))
    assert receiver.refused == 0


def test_the_headers_are_those_of_the_specification():
    seen = {}

    def answer(request: httpx.Request) -> httpx.Response:
        seen.update(headers=dict(request.headers), body=request.content)
        return httpx.Response(204)

    it = deliverer("http://127.0.0.1:1/")
    it._client = httpx.Client(transport=httpx.MockTransport(answer))
    it.handle(record(grade_changed("D"), "id-1"))
    assert seen["headers"]["webhook-id"] == "id-1"
    assert seen["headers"]["content-type"] == "application/cloudevents+json"
    assert seen["body"] == record(grade_changed("D"), "id-1").value
    Webhook(SECRET).verify(seen["body"], seen["headers"])


def test_one_that_fails_first_gets_the_message_later_and_once():
    with WebhookReceiver(SECRET, failing=2) as receiver:
        it = deliverer(receiver.url)
        it.handle(record(grade_changed("D")))
        assert it.waits == [0.5, 1.0]
        assert len(receiver.received) == 1


def test_told_again_after_a_restart_the_receiver_takes_it_once():
    with WebhookReceiver(SECRET) as receiver:
        for _ in range(2):
            deliverer(receiver.url).handle(record(grade_changed("D")))
        deliverer(receiver.url).handle(record(grade_changed("C"), "another"))
        assert [got.body.to_grade for got in receiver.received] == ["D", "C"]
        assert receiver.repeated == 1


def test_one_that_stays_away_leaves_the_message_undelivered():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        it = deliverer(f"http://127.0.0.1:{unused.getsockname()[1]}/")
        with pytest.raises(UndeliveredError, match="bank: ConnectError"):
            it.handle(record(grade_changed("D")))
        assert it.waits == [0.5, 1.0, 2.0]


def test_what_is_refused_for_good_is_passed_over():
    other = "whsec_" + b64encode(b"quite another secret, as one sees").decode()
    with WebhookReceiver(SECRET) as receiver:
        it = deliverer(receiver.url, other)
        it.handle(record(grade_changed("D")))
        assert (receiver.received, receiver.refused, it.waits) == ([], 1, [])


def test_an_old_message_replayed_by_a_stranger_is_refused():
    with WebhookReceiver(SECRET) as receiver:
        it = deliverer(receiver.url, clock=lambda: system_clock() - timedelta(minutes=6))
        it.handle(record(grade_changed("D")))
        assert (receiver.received, receiver.refused) == ([], 1)


def test_a_changed_body_is_refused():
    with WebhookReceiver(SECRET) as receiver:
        it = deliverer(receiver.url)
        sent = record(grade_changed("D")).value
        headers = it._headers("id-1", sent, system_clock())
        assert receiver.take(sent.replace(b'"D"', b'"A"'), headers) == 401
        assert receiver.take(sent, headers) == 204


def test_a_receiver_gets_only_what_it_asked_for():
    bank = measure_changed(MeasureKind.LOAN_LIMIT, "in_force", "peoples-bank")
    tax = measure_changed(MeasureKind.TAX_REBATE_CANCELLED, "in_force", "tax")
    with WebhookReceiver(SECRET) as receiver:
        it = deliverer(receiver.url, agencies=("peoples-bank",))
        for number, body in enumerate((bank, tax, grade_changed("D"))):
            it.handle(record(body, str(number)))
        assert [got.body for got in receiver.received] == [bank, grade_changed("D")]


def test_what_nobody_can_read_is_passed_over():
    with WebhookReceiver(SECRET) as receiver:
        deliverer(receiver.url).handle(Received("any", 0, 0, b"k", b"no event", 0))
        assert receiver.received == []


GOOD = f"""
- name: bank
  url: https://bank.example/hook
  secret: {SECRET}
  kinds: [measure-changed]
  agencies: [peoples-bank]
"""


def test_receivers_are_read_from_a_file(tmp_path):
    (tmp_path / "receivers.yaml").write_text(GOOD)
    (bank,) = load_receivers(tmp_path / "receivers.yaml")
    assert bank.topics == ("measure-changes",)
    assert SECRET not in repr(bank)
    assert load_receivers(None) == ()


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("https://bank", "http://bank", "must be https"),
        ("https://bank.example", "file:///etc", "must be https"),
        ("measure-changed", "standing-assessed", "kinds must be of"),
        ("[measure-changed]", "[]", "kinds must be of"),
        (SECRET, "whsec_", "the secret is"),
        ("name: bank", "name: a bank", "letters, digits and hyphens"),
        ("agencies:", "agency:", "unknown field `agency`"),
        (GOOD, GOOD + GOOD.lstrip(), "two receivers have one name"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, before, after, fault):
    (tmp_path / "receivers.yaml").write_text(GOOD.replace(before, after))
    with pytest.raises(ValueError, match=fault) as found:
        load_receivers(tmp_path / "receivers.yaml")
    assert SECRET not in str(found.value)
