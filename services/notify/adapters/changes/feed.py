"""The feed of public changes: the newest from memory, older ones from the log, both alike.

A reader keeps its own cursor; nothing is kept about it here, so any process can answer it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from threading import Event, Thread
from typing import TypeVar

import msgspec
from anyio import CapacityLimiter, to_thread

from schemas.messages import GradeChanged, MeasureChanged, Selection
from schemas.topics import GRADE_CHANGES, MEASURE_CHANGES
from services.chassis.bounded_wait import wait_at_most
from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.positioned_logs import PositionedLogs
from services.chassis.kafka.positions import Partition, PositionedLog, Positions, identity_of
from services.chassis.observability import logger
from services.chassis.settings import ServiceSettings
from services.notify.adapters.webhooks.subscribed_topics import fits

from .memory import ChangeMemory, FollowingChanges, PublicChange, woken_by

_log = logger(__name__)
T = TypeVar("T")
TOPICS = (GRADE_CHANGES.name, MEASURE_CHANGES.name)
KINDS = frozenset({GradeChanged.SUBJECT_ACTION, MeasureChanged.SUBJECT_ACTION})
MOST_LOOKED_AT = 5000  # changes in memory that one answer goes through for those that fit
MOST_READ = 1000  # messages of one reading of the log
POLL_SECONDS = 0.25
LOG_SECONDS = 10.0
RETRY_SECONDS = 2.0
CATCH_UP_SECONDS = 2.0
READY_SECONDS = 5.0
EMPTY_READS = 2  # see chassis/kafka/reader: an end offset may lie before the true end


class FeedUnreadyError(RuntimeError):
    """The feed can't answer yet. The text says why; asking again a little later helps."""


class ChangesPage(msgspec.Struct, frozen=True):
    """Changes, the positions after them, and whether there is more right now."""

    changes: list[PublicChange]
    next: Positions
    more: bool


class ChangeFeed:
    """Follows the public changes in a thread of its own, and answers from memory or log.

    About `in_memory` of the newest are held; at most `readers` connections read older ones.
    """

    def __init__(self, settings: ServiceSettings, in_memory: int, readers: int) -> None:
        self._settings = settings
        self._in_memory = in_memory
        self._reading = CapacityLimiter(readers)
        self._older = PositionedLogs(settings, TOPICS)
        self._memory: ChangeMemory | None = None
        self._log = b""
        self._caught_up = Event()
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._thread = Thread(target=self._follow, name="changes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following, wait for it, and give all connections back."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)
        self._older.close()

    async def ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait a little until the feed can answer: a process has just begun.

        Raises NotReachableError at once where no broker answers.
        """
        if not self._caught_up.is_set():
            await to_thread.run_sync(self._older.require, limiter=self._reading)
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not self._caught_up.is_set() and loop.time() < end:  # noqa: ASYNC110 - a thread sets it
            await asyncio.sleep(0.05)

    @property
    def log(self) -> bytes:
        """Return what tells the log from others. Raises FeedUnreadyError."""
        return self._log if self._caught_up_memory else b""

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """Return the partitions that a cursor speaks of. Raises FeedUnreadyError."""
        return tuple(self._caught_up_memory.next)

    def now(self) -> dict[Partition, int]:
        """Return the positions behind the newest change. Raises FeedUnreadyError."""
        return self._caught_up_memory.next

    async def beginning(self) -> dict[Partition, int]:
        """Return the positions of the oldest changes in the log."""
        return await self._read_log(PositionedLog.beginnings)

    async def page(
        self,
        after: Positions,
        selection: Selection,
        limit: int,
        wait_seconds: float = 0.0,
        ended: Callable[[], bool] = lambda: False,
    ) -> ChangesPage:
        """Return up to `limit` changes after positions that fit a selection.

        Where there is none, wait for one until `wait_seconds` are over or `ended` says so.
        Raises FeedUnreadyError or PositionsGoneError.
        """
        loop = asyncio.get_running_loop()
        memory, end = self._caught_up_memory, loop.time() + wait_seconds
        with woken_by(memory) as news:
            await self._require_reached(after, memory, news)
            while True:
                news.clear()
                page = await self._page_of(memory, after, selection, limit)
                left = end - loop.time()
                if page.changes or page.more or left <= 0 or ended():
                    return page
                after = page.next
                await wait_at_most(min(left, 1.0), news)

    async def follow(
        self, after: Positions, selection: Selection, every_seconds: float, limit: int = 100
    ) -> AsyncIterator[tuple[PublicChange | None, Positions]]:
        """Yield each change that fits, with the positions after it, for ever.

        Yields None with the positions after `every_seconds` without any, and after a page. Nothing
        is buffered for a reader that is slow: what it has not read yet stays on the log.
        Raises what `page` does, PositionsGoneError also where the log became another one.
        """
        log = self.log
        while True:
            if self.log != log:
                raise PositionsGoneError("in another log than this one")
            page = await self.page(after, selection, limit, every_seconds)
            for change in page.changes:
                after = {**after, change.partition: change.offset + 1}
                yield change, after
            after = page.next
            yield None, after

    @property
    def _caught_up_memory(self) -> ChangeMemory:
        if self._memory is None or not self._caught_up.is_set():
            raise FeedUnreadyError("the changes are still being read; ask again in some seconds")
        return self._memory

    async def _require_reached(
        self, after: Positions, memory: ChangeMemory, news: asyncio.Event
    ) -> None:
        """Wait a little for what another process has read already.

        Raises FeedUnreadyError, or PositionsGoneError where the brokers do not have it either.
        """
        end = asyncio.get_running_loop().time() + CATCH_UP_SECONDS
        while any(offset > memory.next[each] for each, offset in after.items()):
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                ends = await self._read_log(PositionedLog.ends)
                for each, offset in after.items():
                    if offset > max(ends[each], memory.next[each]):
                        raise PositionsGoneError(f"behind the end of the log, in {each}: {offset}")
                raise FeedUnreadyError(
                    "the cursor is ahead of what this process has read; ask again in some seconds"
                )
            news.clear()
            await wait_at_most(min(left, 0.1), news)

    async def _page_of(
        self, memory: ChangeMemory, after: Positions, selection: Selection, limit: int
    ) -> ChangesPage:
        following = memory.following(after, limit if _takes_all(selection) else MOST_LOOKED_AT)
        if following is None:
            most = limit if _takes_all(selection) else MOST_READ
            behind = memory.behind(after)
            stretch = await self._read_log(lambda log: log.read(behind, most, LOG_SECONDS))
            if stretch.positions == behind:
                raise FeedUnreadyError("the brokers send nothing; ask again in some seconds")
            following = FollowingChanges.of(stretch, after)
        fitting: list[PublicChange] = []
        for count, change in enumerate(following.changes, 1):
            if fits(selection, change.fact):
                fitting.append(change)
            if len(fitting) == limit and count < len(following.changes):
                passed = {each.partition: each.offset + 1 for each in following.changes[:count]}
                return ChangesPage(fitting, dict(after) | passed, more=True)
        ends = memory.next
        more = any(offset < ends[partition] for partition, offset in following.positions.items())
        return ChangesPage(fitting, following.positions, more)

    async def _read_log(self, read: Callable[[PositionedLog], T]) -> T:
        """Return what `read` reads from the log, in a thread: for what is no longer in memory."""
        return await to_thread.run_sync(lambda: self._older.use(read), limiter=self._reading)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                with closing(PositionedLog(self._settings, TOPICS)) as log:
                    self._tail(log, identity_of(self._settings, TOPICS))
            except PositionsGoneError as error:
                _log.error("the log is another one: reading it anew", error=str(error))
                self._caught_up.clear()
                self._memory = None
            except Exception as error:
                _log.warning("following the changes again", error=str(error))
            self._stop.wait(RETRY_SECONDS)

    def _tail(self, log: PositionedLog, identity: bytes) -> None:
        if self._memory is not None and identity != self._log:
            raise PositionsGoneError("its topics were made anew")
        ends = log.ends()
        if self._memory is None:
            self._log = identity
            share = self._in_memory // len(log.partitions)
            begin = {p: max(first, ends[p] - share) for p, first in log.beginnings().items()}
            self._memory = ChangeMemory(begin, self._in_memory)
        memory, empty = self._memory, 0
        at: Positions = memory.next
        while not self._stop.is_set():
            stretch = log.read(at, MOST_READ, POLL_SECONDS)
            if stretch.positions != at:
                memory.add(stretch)
                at, empty = stretch.positions, 0
                continue
            empty += 1
            if empty >= EMPTY_READS and all(at[each] >= end for each, end in ends.items()):
                self._caught_up.set()


def _takes_all(selection: Selection) -> bool:
    """Say whether every change fits, so that no more need be read than are asked for."""
    lists = msgspec.structs.asdict(selection)
    return set(lists.pop("kinds")) >= KINDS and not any(row is not None for row in lists.values())
