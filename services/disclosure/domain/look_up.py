"""What readers ask of the public entries, and what they are answered: search, lists, figures.

The index (adapters) answers these questions from its own copy of the log, pages and API lay the
answers out.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

import msgspec

from schemas.vocabulary.disclosed_entry import CommitmentStatus, DisclosedEntry
from schemas.vocabulary.disclosed_record import DisclosedRecord

RecordKindName = Literal["penalty", "accident", "hidden_danger", "blacklist_decision", "commitment"]
ListName = Literal["severe_list", "blacklist"]


class AsOf(msgspec.Struct, frozen=True, kw_only=True):
    """On what an answer stands: the city's day, when the log was last read, and up to where.

    `positions` name what was read of each topic and partition: two replicas with the same answer
    alike. `current`: the log was seen to hold no more within the last minute.
    """

    day: date | None
    read_at: datetime | None
    positions: str
    current: bool


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """A question for enterprises: a text (part of a name, pinyin, initials, a code), and filters.

    `page` counts from 1; `size` is how many a page has.
    """

    text: str = ""
    sector: str | None = None
    district: str | None = None
    grade: str | None = None
    list_name: ListName | None = None
    commitment: CommitmentStatus | None = None
    page: int = 1
    size: int = 20


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise that answers; `matched` is a former name or code by which it was met."""

    code: str
    name: str | None
    sector: str
    district: str | None
    grade: str | None
    lists: tuple[ListName, ...]
    commitment: CommitmentStatus
    succeeded_by: str | None = None
    matched: str | None = None


class MatchPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of those that answer; `total` counts up to a limit, `more` that there are more."""

    matches: tuple[Match, ...]
    total: int
    more: bool
    page: int
    pages: int


class EnterprisePage(msgspec.Struct, frozen=True, kw_only=True):
    """The public entry of an enterprise, with a page of the records of one kind or of all.

    `entry.records` has the latest of all kinds alone; `records` those of the page.
    """

    code: str
    number: int
    day: date
    entry: DisclosedEntry
    records: tuple[DisclosedRecord, ...]
    page: int
    pages: int


class ListedEnterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise with a public record of the kind that was asked for."""

    code: str
    name: str | None
    sector: str
    district: str | None
    grade: str | None
    record: DisclosedRecord


class GroupFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a sector, a district or (`group` empty) the city.

    `grades` counts enterprises by grade, `unrated` those without one; of commitments it counts the
    enterprises whose promise is made (published ones included), published, broken.
    """

    group: str
    enterprises: int
    grades: dict[str, int]
    unrated: int
    made: int
    published: int
    broken: int
    penalties: int
    accidents: int
    hidden_dangers: int
    listings: int


class PublicLookUp(Protocol):
    """The questions that the index answers; each in a bounded time and size."""

    def as_of(self) -> AsOf:
        """Return on what the answers stand now."""

    def search(self, asked: Search) -> MatchPage:
        """Return a page of the enterprises that answer."""

    def enterprise(
        self, code: str, kind: RecordKindName | None = None, page: int = 1
    ) -> EnterprisePage | None:
        """Return the public entry of a unified or organization code; None where there is none."""

    def records(
        self, kind: RecordKindName, list_name: ListName | None = None, page: int = 1
    ) -> tuple[Sequence[ListedEnterprise], int]:
        """Return a page of public records of a kind, the latest first, and how many pages."""

    def figures(self, by: Literal["city", "sector", "district"]) -> Sequence[GroupFigures]:
        """Return the figures of the city, or of each sector or district."""
