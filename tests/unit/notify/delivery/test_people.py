"""Alerts to people: when, to which address, together or alone, and never twice."""

from datetime import timedelta

import pytest

from services.notify.domain.delivery import Answer
from tests.support.post_office import DOCUMENT, NIGHT, NOON, Post, alert


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
