"""The tables of open data: which columns each has, and a row of each public entry and record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from schemas.messages import EnterpriseDisclosed, RecordDisclosed
from schemas.vocabulary.disclosed_record import (
    DisclosedAccident,
    DisclosedCommitment,
    DisclosedDanger,
    DisclosedListing,
    DisclosedPenalty,
    DisclosedRecord,
    DisclosedReply,
)
from services.chassis.rules.rulebook import load_document

ColumnType = Literal["string", "date", "integer", "number", "boolean"]
Value = str | date | int | Decimal | bool | None
ExportRow = Mapping[str, Value]
ENTERPRISES = "enterprises"
SEVERAL = "；"  # between several values of one cell


class ExportColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column: its type, and what it is in Chinese and in English."""

    type: ColumnType
    chinese: str
    english: str


class _Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    record: dict[str, ExportColumn]
    enterprises: dict[str, ExportColumn]
    penalties: dict[str, ExportColumn]
    accidents: dict[str, ExportColumn]
    hidden_dangers: dict[str, ExportColumn]
    listings: dict[str, ExportColumn]
    commitments: dict[str, ExportColumn]
    replies: dict[str, ExportColumn]


@dataclass(frozen=True)
class ExportTable:
    """A table: its name, its columns in their order, and the column that is its key."""

    name: str
    columns: Mapping[str, ExportColumn]
    key: str


class PublicFacts(Protocol):
    """All that is public, as the log has it."""

    def entries(self) -> Iterator[tuple[str, EnterpriseDisclosed]]:
        """Yield the public entry of each enterprise with its code, in the order of codes."""

    def records(self) -> Iterator[RecordDisclosed]:
        """Yield each record that is or was public, in the order of the records' ids."""


@cache
def tables() -> Mapping[str, ExportTable]:
    """Return the tables by their names."""
    columns = load_document(Path(__file__).parent / "columns.yaml", _Columns)
    of_records = {
        name: ExportTable(name, {**columns.record, **getattr(columns, name)}, "record_id")
        for name in TABLE_OF.values()
    }
    return {ENTERPRISES: ExportTable(ENTERPRISES, columns.enterprises, "code"), **of_records}


def enterprise_row(code: str, body: EnterpriseDisclosed) -> ExportRow:
    """Return the row of an enterprise."""
    entry, identity = body.entry, body.entry.identity
    return {
        "code": code,
        "name": identity.name,
        "organization_code": identity.organization_code,
        "former_names": SEVERAL.join(identity.former_names),
        "sector": identity.sector,
        "district": identity.district,
        "grade": entry.grade,
        "grade_since": entry.grades[-1].first_day if entry.grades else None,
        "level": entry.level,
        "thin": entry.thin,
        "commitment": entry.commitment,
        "penalties": entry.counts.penalties,
        "accidents": entry.counts.accidents,
        "hidden_dangers": entry.counts.hidden_dangers,
        "listings": entry.counts.listings,
        "succeeded_by": identity.succeeded_by,
        "stated_on": body.day,
    }


def record_row(body: RecordDisclosed, record: DisclosedRecord) -> ExportRow:
    """Return the row of a record that is public, for the table of its kind."""
    content = record.content
    return {
        "code": body.code,
        "name": body.name,
        "record_id": record.record_id,
        "document_number": record.document_number,
        "department": record.department,
        "public_from": record.first_day,
        "public_until": record.last_day,
        "due_on": record.due_on,
        "objected_since": record.objected_since,
        "article": record.because.article,
        "until_article": record.until.article,
        **_OF_KIND[type(content)](content),
    }


def _penalty(content: DisclosedPenalty) -> ExportRow:
    return {
        "severity": content.severity,
        "violation": content.violation,
        "legal_ground": content.legal_ground,
        "types": SEVERAL.join(content.types),
        "fine": content.fine,
        "decided_on": content.decided_on,
        "authority": content.authority,
    }


def _accident(content: DisclosedAccident) -> ExportRow:
    return {
        "happened_on": content.happened_on,
        "deaths": content.deaths,
        "serious_injuries": content.serious_injuries,
        "loss": content.loss,
        "nature": content.nature,
        "concealed": content.concealed,
        "determined_on": content.determined_on,
    }


def _danger(content: DisclosedDanger) -> ExportRow:
    return {
        "level": content.level,
        "listed_by": content.listed_by,
        "listed_on": content.listed_on,
        "due_on_removal": content.due_on,
        "description": content.description,
    }


def _listing(content: DisclosedListing) -> ExportRow:
    return {
        "list_name": content.list_name,
        "tier": content.tier,
        "ground": content.ground,
        "decided_on": content.decided_on,
        "may_leave_on": content.may_leave_on,
    }


def _commitment(content: DisclosedCommitment) -> ExportRow:
    return {
        "made_on": content.made_on,
        "published": content.published,
        "published_at": content.published_at,
        "broken_on": content.broken_on,
    }


def _reply(content: DisclosedReply) -> ExportRow:
    return {"text": content.text, "made_on": content.made_on}


_OF_KIND: Mapping[type[Any], Callable[[Any], ExportRow]] = {
    DisclosedPenalty: _penalty,
    DisclosedAccident: _accident,
    DisclosedDanger: _danger,
    DisclosedListing: _listing,
    DisclosedCommitment: _commitment,
    DisclosedReply: _reply,
}
TABLE_OF: Mapping[type[Any], str] = {
    DisclosedPenalty: "penalties",
    DisclosedAccident: "accidents",
    DisclosedDanger: "hidden_dangers",
    DisclosedListing: "listings",
    DisclosedCommitment: "commitments",
    DisclosedReply: "replies",
}
