"""What was sent is not sent again, although no view shows it yet."""

import asyncio

import pytest

from schemas.codec import encode
from schemas.topics import DELIVERY_RECEIPTS
from services.chassis.processing.fold import Received
from services.notify.domain.delivery import Answer
from tests.support.post_office import Post, alert


@pytest.fixture
def post() -> Post:
    return Post()


def test_what_this_process_sent_is_not_sent_again_before_the_views_show_it(post):
    for identity in ("1", "2", "1", "2"):
        assert post.send(post.planned(alert(identity))).outcome == "sent"
    assert len(post.postman.letters) == 2
    post.postman.answer = Answer(outcome="failed")
    for _ in range(2):
        assert post.send(post.planned(alert("3"))).outcome == "failed"
    assert len(post.postman.letters) == 4


def test_who_takes_partitions_over_learns_from_the_log_what_the_views_do_not_show(post):
    sent, refused = (post.planned(alert(n))[0] for n in ("1", "2"))
    receipts = [post.receipt(sent), post.receipt(refused, "refused")]
    values = [*map(encode, receipts), b"a stranger's"]
    post.log = [Received(DELIVERY_RECEIPTS.name, 0, n, b"", v, 0) for n, v in enumerate(values)]
    asyncio.run(post.mail.take_over({0}))
    for each in (sent, refused):
        assert post.send([each]) == Answer(outcome="sent")
    ((_, letter),) = post.postman.letters
    assert letter.title == "标题2"


def test_what_the_views_show_is_not_kept_in_memory(post):
    for number in range(20):
        (delivery,) = post.planned(alert(str(number)))
        post.send([delivery])
        if number:  # the receipt of the first is late, and holds up none of the others
            post.record(delivery)
    assert len(post.postman.letters) == 20
    assert 1 <= len(post.sent) <= 3
