"""The index of one replica: it follows the log, and answers from what it has read."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeVar

import msgspec

from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from services.chassis.clock import Clock, day_of
from services.chassis.kafka.copy_follower import UnusableCopyError
from services.chassis.processing.fold import Received
from services.disclosure.domain.look_up import (
    AsOf,
    EnterprisePage,
    GroupFigures,
    ListedEnterprise,
    ListName,
    MatchPage,
    RecordKindName,
    Search,
)

from . import figures, index_reader
from .extent import Extent, OtherFormatError, Partition, read_extent, write_extent
from .index_writer import IndexWriter, latest
from .tables import open_to_read, open_to_write, remove

TOPICS = (DISCLOSURES.name, DISCLOSED_RECORDS.name)
CURRENT = timedelta(minutes=1)
_KEEP_READ_AT = timedelta(seconds=30)  # between two notes, on disk, of when the log was read
_LOCK = "public-index.lock"
T = TypeVar("T")


class IndexInUseError(RuntimeError):
    """Another process writes the index in this folder."""


class NotReadYetError(RuntimeError):
    """The log was not read to its end yet: what is missing can't be told from what is not there."""


class PublicIndex:
    """Answers the questions of `PublicLookUp`, and is a `FollowedCopy` of the public topics.

    One process writes an index, in one thread; any thread may ask. The day of an answer is that on
    which the log was read to its end; with `days_by_hand`, where somebody announces the days, the
    latest that a message states. `passing` is the folder, where it goes with the index.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        days_by_hand: bool = False,
        passing: TemporaryDirectory[str] | None = None,
    ) -> None:
        self._folder = folder
        self._passing = passing
        self._clock = clock
        self._days_by_hand = days_by_hand
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / _LOCK)
        self._opening = threading.Lock()
        self._made = 0  # how often the file was opened to be written: who reads opens it again
        self._own = threading.local()
        self._connection = self._opened()

    def close(self) -> None:
        """Close the index for who writes; after it nothing may be asked."""
        self._connection.close()
        os.close(self._lock)
        if self._passing is not None:
            self._passing.cleanup()

    def require_whole(self) -> None:
        """Raise NotReadYetError unless the log was read to its end once."""
        if self._extent.read_at is None:
            raise NotReadYetError("the log was not read to its end yet")

    # The questions.

    def as_of(self) -> AsOf:
        """Return on what the answers stand now."""
        extent = self._extent
        read_at = extent.read_at
        day = None if read_at is None else day_of(read_at)
        return AsOf(
            day=extent.last_day if self._days_by_hand else day,
            read_at=read_at,
            positions=extent.text,
            current=read_at is not None and self._clock() - read_at <= CURRENT,
        )

    def search(self, asked: Search) -> MatchPage:
        """Return a page of the enterprises that answer."""
        return self._read(lambda connection: index_reader.search(connection, asked))

    def enterprise(
        self, code: str, kind: RecordKindName | None = None, page: int = 1
    ) -> EnterprisePage | None:
        """Return the public entry of a unified or organization code; None where there is none."""
        return self._read(lambda connection: index_reader.enterprise(connection, code, kind, page))

    def records(
        self, kind: RecordKindName, list_name: ListName | None = None, page: int = 1
    ) -> tuple[Sequence[ListedEnterprise], int]:
        """Return a page of public records of a kind, the latest first, and how many pages."""
        return self._read(
            lambda connection: index_reader.records(connection, kind, list_name, page)
        )

    def figures(self, by: Literal["city", "sector", "district"]) -> Sequence[GroupFigures]:
        """Return the figures of the city, or of each sector or district."""
        return self._read(lambda connection: figures.figures(connection, by))

    # The copy.

    def origin(self) -> bytes | None:
        """Return the identity of the log that it is a copy of; None: of none yet."""
        return self._extent.origin

    def positions(self) -> Mapping[Partition, int]:
        """Return what is to be read next of each partition."""
        return self._extent.positions

    def begin(self, origin: bytes) -> None:
        """Make the index anew, as the copy of a log."""
        with self._opening:
            self._connection.close()
            remove(self._folder)
            self._connection = self._opened()
        extent = Extent(origin=origin)
        with self._transaction():
            write_extent(self._connection, extent)
        self._extent = extent

    def keep(self, records: Sequence[Received], positions: Mapping[Partition, int]) -> None:
        """Write messages and the positions after them, in one transaction."""
        messages = latest(records)
        days = [each for each in (self._extent.last_day, messages.last_day) if each is not None]
        extent = msgspec.structs.replace(
            self._extent, positions=dict(positions), last_day=max(days, default=None)
        )
        with self._transaction():
            IndexWriter(self._connection).write(messages)
            write_extent(self._connection, extent)
        self._extent = extent

    def note_end(self) -> None:
        """Note that all that the log holds now is in the index."""
        before, now = self._extent.read_at, self._clock()
        extent = msgspec.structs.replace(self._extent, read_at=now)
        if before is None or now - before >= _KEEP_READ_AT or day_of(before) != day_of(now):
            with self._transaction():
                write_extent(self._connection, extent)
        self._extent = extent

    def _opened(self) -> sqlite3.Connection:
        """Open the index; one that can't be used, or of another format, is removed."""
        for _ in range(2):
            try:
                connection = open_to_write(self._folder)
                self._extent = read_extent(connection)
            except (sqlite3.DatabaseError, OtherFormatError):
                pass
            else:
                self._made += 1
                return connection
            remove(self._folder)
        raise UnusableCopyError(f"{self._folder}: no index can be made there")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            yield
            run("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                run("ROLLBACK")
            if type(error) is sqlite3.DatabaseError:  # the file is spoilt, not busy or full
                raise UnusableCopyError(str(error)) from error
            raise

    def _read(self, answer: Callable[[sqlite3.Connection], T]) -> T:
        own = self._own
        if getattr(own, "made", None) != self._made:
            with self._opening:
                own.made, own.connection = self._made, open_to_read(self._folder)
        with index_reader.one_reading(own.connection) as connection:
            return answer(connection)


def _locked(file: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise IndexInUseError(f"{file}: another process writes this index") from error
    return descriptor
