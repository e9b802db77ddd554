"""What the API of disclosure answers: as its structs are encoded, which also are its document."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from schemas.vocabulary.disclosed_entry import DisclosedEntry
from schemas.vocabulary.disclosed_record import DisclosedRecord
from services.disclosure.domain.look_up import (
    AsOf,
    EnterprisePage,
    GroupFigures,
    ListedEnterprise,
    ListName,
    MatchPage,
    RecordKindName,
)

Grouping = Literal["city", "sector", "district"]


class StandsOn(msgspec.Struct, frozen=True, kw_only=True):
    """On what an answer stands: the city's day up to which all is in it, and what was read.

    `positions` names the log, and has by topic the offsets of its partitions.
    """

    day: date | None
    positions: str


class EnterprisesAnswer(MatchPage, frozen=True, kw_only=True):
    """A page of those that answer; `total` counts up to a limit, `more` that there are more."""

    as_of: StandsOn


class EnterpriseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is public of an enterprise: its entry of `day`, by its `number`."""

    as_of: StandsOn
    code: str
    number: int
    day: date
    entry: DisclosedEntry


class EnterpriseRecordsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the public records of an enterprise, the latest first."""

    as_of: StandsOn
    code: str
    records: tuple[DisclosedRecord, ...]
    page: int
    pages: int


class RecordsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the public records of a kind, the latest first, and whose they are."""

    as_of: StandsOn
    kind: RecordKindName
    list_name: ListName | None
    records: tuple[ListedEnterprise, ...]
    page: int
    pages: int


class FiguresAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the city, or of each sector or district."""

    as_of: StandsOn
    by: Grouping
    groups: tuple[GroupFigures, ...]


def stands_on(as_of: AsOf) -> StandsOn:
    """Return on what an answer stands."""
    return StandsOn(day=as_of.day, positions=as_of.positions)


def enterprises_answer(as_of: AsOf, page: MatchPage) -> EnterprisesAnswer:
    """Return a page of those that answer."""
    fields = {name: getattr(page, name) for name in page.__struct_fields__}
    return EnterprisesAnswer(as_of=stands_on(as_of), **fields)


def enterprise_answer(as_of: AsOf, page: EnterprisePage) -> EnterpriseAnswer:
    """Return what is public of an enterprise."""
    return EnterpriseAnswer(
        as_of=stands_on(as_of), code=page.code, number=page.number, day=page.day, entry=page.entry
    )


def enterprise_records_answer(as_of: AsOf, page: EnterprisePage) -> EnterpriseRecordsAnswer:
    """Return a page of an enterprise's records."""
    return EnterpriseRecordsAnswer(
        as_of=stands_on(as_of),
        code=page.code,
        records=page.records,
        page=page.page,
        pages=page.pages,
    )


def records_answer(
    as_of: AsOf,
    kind: RecordKindName,
    list_name: ListName | None,
    page: int,
    records: tuple[Sequence[ListedEnterprise], int],
) -> RecordsAnswer:
    """Return a page of the records of a kind, of so many pages."""
    return RecordsAnswer(
        as_of=stands_on(as_of),
        kind=kind,
        list_name=list_name,
        records=tuple(records[0]),
        page=page,
        pages=records[1],
    )


def figures_answer(as_of: AsOf, by: Grouping, groups: Sequence[GroupFigures]) -> FiguresAnswer:
    """Return the figures of the groups."""
    return FiguresAnswer(as_of=stands_on(as_of), by=by, groups=tuple(groups))
