"""What lines come from: a record by itself, or several that count together.

Each source gives its lines on a day, and notes the next day on which it gives others.
"""

from collections.abc import Callable, Iterable
from datetime import date
from heapq import heappop, heappush

from schemas.vocabulary.explanation import StandingLine
from services.scoring.domain.standing.validity import Validity

from .sheet import Sheet

SourceKey = tuple[str, ...]  # what kind of source, and which
BASE: SourceKey = ("base",)  # of the base line
LinesOf = Callable[[SourceKey, Validity], Iterable[StandingLine]]


class _Source:
    """The lines of a source as they stand on the sheet, by id, and when they change."""

    __slots__ = ("lines", "next_day")

    def __init__(self) -> None:
        self.lines: tuple[tuple[str, StandingLine], ...] = ()
        self.next_day: date | None = None


class Sources:
    """The sources of a sheet; one is asked again when it is touched, or its day has come."""

    __slots__ = ("_due", "_sheet", "_sources", "_touched")

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._sources: dict[SourceKey, _Source] = {}
        self._touched: dict[SourceKey, None] = {}
        self._due: list[tuple[date, SourceKey]] = []

    def touch(self, key: SourceKey) -> None:
        """Let a source be asked again."""
        self._touched[key] = None

    @property
    def next_day(self) -> date | None:
        """The next day on which any gives other lines."""
        while self._due:
            day, key = self._due[0]
            source = self._sources.get(key)
            if source is not None and source.next_day == day:
                return day
            heappop(self._due)
        return None

    def update(self, on: date, lines_of: LinesOf) -> None:
        """Ask those that were touched and those whose day has come; put their lines on the sheet.

        What is touched meanwhile is asked too.
        """
        while self._due and self._due[0][0] <= on:
            day, key = heappop(self._due)
            source = self._sources.get(key)
            if source is not None and source.next_day == day:
                self._touched[key] = None
        while self._touched:
            key = next(iter(self._touched))
            del self._touched[key]
            validity = Validity(on)
            self._replace(key, tuple(lines_of(key, validity)), validity.next_day)

    def _replace(
        self, key: SourceKey, lines: tuple[StandingLine, ...], next_day: date | None
    ) -> None:
        source = self._sources.get(key)
        if source is None:
            if not lines and next_day is None:
                return
            source = self._sources[key] = _Source()
        if lines != tuple(line for _, line in source.lines):
            is_base = key == BASE
            for identity, line in source.lines:
                self._sheet.take_off(line, identity, is_base=is_base)
            source.lines = tuple((self._sheet.put(line, is_base=is_base), line) for line in lines)
        if next_day is None:
            source.next_day = None
            if not lines:
                del self._sources[key]
        elif next_day != source.next_day:
            source.next_day = next_day
            heappush(self._due, (next_day, key))
