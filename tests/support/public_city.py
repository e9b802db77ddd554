"""What is public of enterprises, in memory: the look-up that pages are drawn over in tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Literal

from schemas.messages import EnterpriseDisclosed
from schemas.topics import DISCLOSURES
from schemas.vocabulary.disclosed_record import DisclosedListing, DisclosedRecord
from services.disclosure.domain.look_up import (
    AsOf,
    EnterprisePage,
    GroupFigures,
    ListedEnterprise,
    ListName,
    Match,
    MatchPage,
    RecordKindName,
    Search,
)
from tests.support.played_city import PlayedCity

PAGE = 20
READ_AT = datetime(2028, 1, 15, 4, 0, tzinfo=UTC)


def kind_of(record: DisclosedRecord) -> str:
    return str(type(record.content).__struct_config__.tag)


def page_of(items: Sequence, page: int, size: int = PAGE) -> tuple[Sequence, int]:
    return items[(page - 1) * size : page * size], max(1, -(-len(items) // size))


class PublicCity:
    """Answers from entries by code; what it stands on may be set by a test."""

    def __init__(self, entries: Mapping[str, EnterpriseDisclosed], day: date | None) -> None:
        self.entries = dict(entries)
        self.day = day
        self.positions = "0"
        self.current = True

    def as_of(self) -> AsOf:
        return AsOf(day=self.day, read_at=READ_AT, positions=self.positions, current=self.current)

    def search(self, asked: Search) -> MatchPage:
        matches = [
            match
            for code, body in sorted(self.entries.items())
            if answers(asked, match := match_of(code, body), body)
        ]
        shown, pages = page_of(matches, asked.page, asked.size)
        return MatchPage(
            matches=tuple(shown), total=len(matches), more=False, page=asked.page, pages=pages
        )

    def enterprise(
        self, code: str, kind: RecordKindName | None = None, page: int = 1
    ) -> EnterprisePage | None:
        for other, each in self.entries.items():
            if code in {other, each.entry.identity.organization_code}:
                records = [r for r in each.entry.records if kind in {None, kind_of(r)}]
                shown, pages = page_of(records, page)
                return EnterprisePage(
                    code=other,
                    number=each.number,
                    day=each.day,
                    entry=each.entry,
                    records=tuple(shown),
                    page=page,
                    pages=pages,
                )
        return None

    def records(
        self, kind: RecordKindName, list_name: ListName | None = None, page: int = 1
    ) -> tuple[Sequence[ListedEnterprise], int]:
        listed = [
            ListedEnterprise(
                code=code,
                name=body.entry.identity.name,
                sector=body.entry.identity.sector,
                district=body.entry.identity.district,
                grade=body.entry.grade,
                record=record,
            )
            for code, body in self.entries.items()
            for record in body.entry.records
            if kind_of(record) == kind
            and list_name in {None, getattr(record.content, "list_name", None)}
        ]
        latest = sorted(listed, key=lambda it: (it.record.first_day, it.code), reverse=True)
        return page_of(latest, page)

    def figures(self, by: Literal["city", "sector", "district"]) -> Sequence[GroupFigures]:
        def group(body: EnterpriseDisclosed) -> str:
            return "" if by == "city" else getattr(body.entry.identity, by) or ""

        bodies = sorted(self.entries.values(), key=group)
        return [figures_of(name, list(each)) for name, each in groupby(bodies, group)]


def figures_of(group: str, bodies: list[EnterpriseDisclosed]) -> GroupFigures:
    entries = [body.entry for body in bodies]
    grades = [entry.grade for entry in entries]
    promises = [entry.commitment for entry in entries]
    return GroupFigures(
        group=group,
        enterprises=len(entries),
        grades={grade: grades.count(grade) for grade in grades if grade},
        unrated=grades.count(None),
        made=promises.count("made") + promises.count("published") + promises.count("broken"),
        published=promises.count("published"),
        broken=promises.count("broken"),
        penalties=sum(entry.counts.penalties for entry in entries),
        accidents=sum(entry.counts.accidents for entry in entries),
        hidden_dangers=sum(entry.counts.hidden_dangers for entry in entries),
        listings=sum(entry.counts.listings for entry in entries),
    )


def match_of(code: str, body: EnterpriseDisclosed) -> Match:
    entry = body.entry
    contents = (record.content for record in entry.records)
    return Match(
        code=code,
        name=entry.identity.name,
        sector=entry.identity.sector,
        district=entry.identity.district,
        grade=entry.grade,
        lists=tuple(each.list_name for each in contents if isinstance(each, DisclosedListing)),
        commitment=entry.commitment,
        succeeded_by=entry.identity.succeeded_by,
    )


def answers(asked: Search, match: Match, body: EnterpriseDisclosed) -> bool:
    identity = body.entry.identity
    texts = (match.code, identity.name or "", *identity.former_names)
    wanted = (
        (asked.sector, match.sector),
        (asked.district, match.district),
        (asked.grade, match.grade),
        (asked.commitment, match.commitment),
    )
    return (
        any(asked.text.upper() in each.upper() for each in texts)
        and all(value in {None, has} for value, has in wanted)
        and (asked.list_name is None or asked.list_name in match.lists)
    )


def played() -> PublicCity:
    """Return what is public after the whole story."""
    city = PlayedCity()
    city.play()
    bodies = {fact.subject: fact.body for fact in city.facts(DISCLOSURES)}
    return PublicCity(bodies, max(body.day for body in bodies.values()))
