"""The public changes over HTTP, for systems that take no webhooks: a feed, and a live stream."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse
from sse_starlette.sse import AppStatus

from schemas.messages import Selection
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.written_code import written_code
from services.chassis.http.problems import problems
from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.positions import Partition
from services.notify.adapters.changes.cursor import LONGEST, CursorError, positions_of, token_of
from services.notify.adapters.changes.feed import KINDS, ChangeFeed
from services.notify.adapters.changes.stream import RETRY, UNANSWERED, ChangeStream, Slots, may_read

MOST = 1000
LONGEST_WAIT = 30.0
_NOW = "now"

Words = Annotated[list[str] | None, Field(max_length=500)]
Cursor = Annotated[
    str | None,
    Field(
        max_length=LONGEST,
        description="`next` of the answer before; `now`: from now on; missing: from the beginning.",
    ),
]


class ChangesFilter(BaseModel):
    """Which changes: those that fit each list that is given. Give a name again for each value."""

    model_config = ConfigDict(extra="forbid")

    after: Cursor = None
    kinds: list[Literal["grade-changed", "measure-changed"]] | None = None
    codes: Words = Field(None, description="Unified social credit codes.")
    sectors: Words = None
    districts: Words = None
    grades: Words = Field(None, description="The grade that the enterprise has now.")
    measures: list[MeasureKind] | None = Field(None, description="Of measure changes alone.")
    agencies: Words = Field(None, description="Of measure changes alone.")

    def selection(self) -> Selection:
        """Return what was asked for. Raises NotACodeError."""
        return Selection(
            kinds=tuple(self.kinds or sorted(KINDS)),  # type: ignore[arg-type]  # KINDS holds these names
            codes=_row([written_code(code) for code in self.codes or ()]),
            sectors=_row(self.sectors),
            districts=_row(self.districts),
            grades=_row(self.grades),
            measures=_row(self.measures),
            agencies=_row(self.agencies),
        )


class PageRequest(ChangesFilter):
    """A question for one page of changes."""

    limit: int = Field(100, ge=1, le=MOST)
    wait: float = Field(
        0.0, ge=0, le=LONGEST_WAIT, description="Seconds to wait for a change if there is none."
    )


class ChangesAnswer(BaseModel):
    """Changes, and how to go on."""

    changes: list[dict[str, Any]] = Field(description="CloudEvents, as they stand on the topic.")
    next: str = Field(description="Ask on with it as `after`; it moves on even without changes.")
    more: bool = Field(description="There is more right now.")


def router(feed: ChangeFeed, most_streams: int) -> APIRouter:
    """Return the routes; the feed follows the log for as long as the application runs."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        feed.start()
        yield
        await run_in_threadpool(feed.stop)

    routes = APIRouter(lifespan=lifespan)
    slots = Slots(most_streams)

    @routes.get(
        "/changes",
        dependencies=[Depends(may_read)],
        response_model=ChangesAnswer,
        responses=problems(400, 410, 503),
    )
    async def changes(query: Annotated[PageRequest, Query()]) -> Response:
        """Return the changes of grades and measures after a cursor, in order for each enterprise.

        A chain of cursors has every change once. A change can stand on the log twice (a worker was
        killed): then it has the same `id`.
        """
        selection = query.selection()
        try:
            after, log = await _start(feed, query.after)
            page = await feed.page(after, selection, query.limit, query.wait, _ending)
        except _REFUSALS as error:
            raise _refused(error) from error
        more = b"true" if page.more else b"false"
        return Response(
            b'{"changes":[%b],"next":"%b","more":%b}'
            % (
                b",".join(change.value for change in page.changes),
                token_of(page.next, log).encode(),
                more,
            ),
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    @routes.get(
        "/changes/stream",
        dependencies=[Depends(may_read)],
        response_class=EventSourceResponse,
        responses={200: {"content": {"text/event-stream": {}}}, **problems(400, 410, 503)},
    )
    async def stream(
        request: Request,
        query: Annotated[ChangesFilter, Query()],
        last_event_id: Annotated[str | None, Header(max_length=LONGEST)] = None,
    ) -> Response:
        """Send the changes as they come, as server-sent events; go on after `Last-Event-ID`.

        `id` is the cursor after the event, `event` its kind, `data` the CloudEvent on one line.
        """
        selection = query.selection()
        try:
            after, log = await _start(feed, last_event_id or query.after)
            # What can't be answered is refused before the stream begins.
            await feed.page(after, selection, 1)
        except _REFUSALS as error:
            raise _refused(error) from error
        return ChangeStream(request, feed, after, log, selection, slots)

    return routes


_REFUSALS = (CursorError, *UNANSWERED)


def _refused(error: Exception) -> HTTPException:
    if isinstance(error, CursorError):
        return HTTPException(400, str(error))
    if isinstance(error, PositionsGoneError):
        return HTTPException(
            410, f"the cursor's place is {error}; begin anew, without `after`: all comes again"
        )
    return HTTPException(503, str(error), RETRY)


async def _start(feed: ChangeFeed, after: str | None) -> tuple[dict[Partition, int], bytes]:
    """Return the positions to begin at, and the log that they are of."""
    await feed.ready()
    log = feed.log
    if not after:
        return await feed.beginning(), log
    return feed.now() if after == _NOW else positions_of(after, feed.partitions, log), log


def _ending() -> bool:
    """Say whether the server is told to stop: who waits is answered at once."""
    return AppStatus.should_exit


def _row(values: list[Any] | None) -> tuple[Any, ...] | None:
    return tuple(values) if values else None
