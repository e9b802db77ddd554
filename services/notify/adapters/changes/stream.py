"""A live stream of changes to one reader, as server-sent events."""

from collections.abc import AsyncIterator

from fastapi import HTTPException, Request
from prometheus_client import Gauge
from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.types import Receive, Scope, Send

from schemas.messages import Selection
from services.chassis.http.admission import reader
from services.chassis.http.problems import problem
from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.positions import Partition
from services.chassis.observability import logger

from .cursor import token_of
from .feed import ChangeFeed, FeedUnreadyError

_log = logger(__name__)
PING_SECONDS = 15
SEND_SECONDS = 30.0  # a reader that takes nothing for so long is let go; it resumes by its last id
RETRY = {"Retry-After": "2"}
UNANSWERED = (FeedUnreadyError, PositionsGoneError)
ENDED = "ended"  # the event that says why nothing more comes
_STREAMS = Gauge("safety_credit_change_streams", "Streams of changes that are open.")
may_read = reader("changes:read")


class Slots:
    """How many streams are open, of how many that may be."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.used = 0


class ChangeStream(EventSourceResponse):
    """A stream of changes to one reader, for as long as its credential holds."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a stream is made of
        self,
        request: Request,
        feed: ChangeFeed,
        after: dict[Partition, int],
        log: bytes,
        selection: Selection,
        slots: Slots,
    ) -> None:
        self._request = request
        self._slots = slots
        self._log = log
        self._cursor = token_of(after, log)  # after what has been handed to the connection
        super().__init__(
            self._events(feed, after, selection),
            ping=PING_SECONDS,
            ping_message_factory=lambda: ServerSentEvent(comment="ping", id=self._cursor, sep="\n"),
            send_timeout=SEND_SECONDS,
            sep="\n",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the reader leaves, or refuse where too many are open."""
        if self._slots.used >= self._slots.most:
            detail = f"{self._slots.most} streams are open already; try again, or ask GET /changes"
            await problem(503, detail, headers=RETRY)(scope, receive, send)
            return
        self._slots.used += 1
        _STREAMS.inc()
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            _log.warning("a reader that took nothing was let go", seconds=SEND_SECONDS)
        finally:
            self._slots.used -= 1
            _STREAMS.dec()

    async def _events(
        self, feed: ChangeFeed, after: dict[Partition, int], selection: Selection
    ) -> AsyncIterator[ServerSentEvent]:
        try:
            async for change, positions in feed.follow(after, selection, PING_SECONDS):
                token = token_of(positions, self._log)
                # It may have been revoked, or have expired: then not one more is delivered.
                await may_read.admitted(self._request)
                if change is not None:
                    yield ServerSentEvent(
                        change.value.decode(),
                        id=token,
                        event=change.fact.body.SUBJECT_ACTION,
                        sep="\n",
                    )
                self._cursor = token
        except HTTPException as refusal:
            yield ServerSentEvent(str(refusal.detail), event=ENDED, sep="\n")
        except (*UNANSWERED, ConnectionError):
            return  # it asks again with its last id, and is told then
