"""What the feed over HTTP answers where it can't answer."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.chassis.http.problems import answer_errors_with_problems
from services.chassis.kafka.positions import PositionsGoneError
from services.notify.adapters.changes.cursor import token_of
from services.notify.adapters.changes.feed import ChangesPage, FeedUnreadyError
from services.notify.adapters.changes.stream import may_read
from services.notify.adapters.http.changes import router
from tests.support.changes import CODES

PLACE, LOG = ("grade-changes", 0), b"log"


class Feed:
    """Answers with what it was given, and keeps what it was asked."""

    partitions, log = (PLACE,), LOG

    def __init__(self, answer: ChangesPage | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple] = []

    async def ready(self) -> None:
        return

    async def beginning(self) -> dict:
        return {PLACE: 0}

    def now(self) -> dict:
        return {PLACE: 9}

    async def page(self, after, selection, limit, wait=0.0, *_ended) -> ChangesPage:
        self.asked.append((after, selection, limit, wait))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def client(feed: Feed) -> TestClient:
    app = FastAPI()
    answer_errors_with_problems(app)
    app.include_router(router(feed, 1))  # never started: no lifespan
    app.dependency_overrides[may_read] = lambda: None
    return TestClient(app)


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
