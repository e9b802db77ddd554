"""What the feed over HTTP answers where it can't answer."""

import pytest

from services.chassis.kafka.errors import PositionsGoneError
from services.notify.adapters.changes.cursor import token_of
from services.notify.adapters.changes.feed import ChangesPage, FeedUnreadyError
from tests.support.change_feeds import LOG, PLACE, Feed, client
from tests.support.changes import CODES


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (PositionsGoneError("not in the log: x"), 410, "begin anew, without `after`"),
        (FeedUnreadyError("still being read"), 503, "still being read"),
        (ConnectionError("secret-host:9092"), 503, "try again later"),
    ],
)
@pytest.mark.parametrize("path", ["/changes", "/changes/stream"])
def test_what_can_not_be_answered_is_told_with_a_problem(path, error, status, text):
    answer = client(Feed(error)).get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert text in answer.json()["detail"]
    assert "secret-host" not in answer.text


def test_a_question_is_put_to_the_feed_as_it_was_asked():
    feed = Feed(ChangesPage([], {PLACE: 9}, more=False))
    asker = client(feed)
    token = token_of({PLACE: 4}, LOG)
    filters = f"codes={CODES[0]}&codes=%20{CODES[1].lower()}&grades=D&kinds=grade-changed"
    answer = asker.get(f"/changes?after={token}&limit=7&wait=3&{filters}").json()
    assert answer == {"changes": [], "next": token_of({PLACE: 9}, LOG), "more": False}
    ((after, selection, limit, wait),) = feed.asked
    assert (after, limit, wait) == ({PLACE: 4}, 7, 3)
    assert selection.codes == CODES[:2]
    assert (selection.grades, selection.kinds) == (("D",), ("grade-changed",))
    assert selection.sectors is selection.districts is selection.measures is None
    asker.get("/changes")
    asker.get("/changes?after=now")
    assert [after for after, *_ in feed.asked[1:]] == [{PLACE: 0}, {PLACE: 9}]
    assert set(feed.asked[1][1].kinds) == {"grade-changed", "measure-changed"}
