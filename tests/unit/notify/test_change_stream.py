"""A stream takes a change only when its reader took the last one."""

import asyncio

import pytest

from schemas.codec import decode, encode
from schemas.messages import Selection
from services.notify.adapters.changes import stream as change_stream
from services.notify.adapters.changes.cursor import positions_of
from services.notify.adapters.changes.feed import KINDS, FeedUnreadyError
from services.notify.adapters.changes.memory import PublicChange
from services.notify.adapters.changes.stream import ChangeStream, Slots
from tests.support.changes import CODES, grade_changed
from tests.support.time_limits import within

PLACE, LOG = ("grade-changes", 0), b"log"
ALL = Selection(kinds=tuple(sorted(KINDS)))
SCOPE = {"type": "http", "method": "GET", "path": "/changes/stream", "headers": []}


class Feed:
    """Has `count` changes at once, then fails as the true one does, and counts what was taken."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.taken = 0

    async def follow(self, _after, selection, _every_seconds):
        assert selection is ALL
        for number in range(1, self.count + 1):
            self.taken += 1
            fact = grade_changed(number, CODES[0])
            yield PublicChange(PLACE, number - 1, fact, encode(fact)), {PLACE: number}
        raise FeedUnreadyError("the log is another one")


@pytest.fixture(autouse=True)
def _let_in(monkeypatch) -> None:
    """Let each reader in: what a stream asks for is tried over HTTP (tests/integration)."""

    async def admitted(_request: object) -> None:
        """Find nothing amiss."""

    monkeypatch.setattr(change_stream.may_read, "admitted", admitted)


async def forever() -> dict:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def streamed(feed: Feed, slots: Slots, send) -> None:
    stream = ChangeStream(None, feed, {PLACE: 0}, LOG, ALL, slots)
    asyncio.run(within(20, stream(SCOPE, forever, send)))


def test_nothing_is_gathered_for_a_reader_that_takes_nothing_and_it_is_let_go(monkeypatch):
    monkeypatch.setattr(change_stream, "SEND_SECONDS", 0.3)
    feed, slots, held = Feed(100_000), Slots(1), []

    async def send(message) -> None:
        held.append(slots.used)
        if message["type"] == "http.response.body":
            await forever()

    streamed(feed, slots, send)
    assert feed.taken == 1
    assert held == [1, 1]
    assert slots.used == 0


def test_each_event_has_the_cursor_after_it_and_a_failing_feed_ends_the_stream():
    feed, sent = Feed(3), []

    async def send(message) -> None:
        sent.append(message)

    streamed(feed, Slots(1), send)
    events = [message["body"].decode() for message in sent[1:-1]]
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    for number, event in enumerate(events, 1):
        identity, kind, data, *end = event.split("\n")
        assert positions_of(identity.removeprefix("id: "), [PLACE], LOG) == {PLACE: number}
        assert kind == "event: grade-changed"
        fact = decode(data.removeprefix("data: ").encode())
        assert fact == grade_changed(number, CODES[0])
        assert end == ["", ""]
    assert len(events) == 3


@pytest.mark.parametrize(("taken", "status"), [(0, 200), (1, 503)])
def test_a_stream_beyond_the_limit_is_refused_when_it_begins(taken, status):
    slots, sent = Slots(1), []
    slots.used = taken

    async def send(message) -> None:
        sent.append(message)

    streamed(Feed(1), slots, send)
    assert sent[0]["status"] == status
    assert slots.used == taken
