"""Conversion of findings, and of the records that they become."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, get_args

import msgspec

from schemas.codec import to_json
from schemas.messages import (
    FindingNormalized,
    Origin,
    RecordAdmitted,
)
from schemas.records import Content, Registration
from schemas.vocabulary.canonical_text import canonical
from services.chassis.processing.identity import derived_id
from services.intake.domain.doubles.name import letters_of
from services.intake.domain.identities.succession import Succession
from services.intake.domain.quality.completeness import Filling
from services.intake.domain.records.admission import IncomingReport
from services.intake.domain.records.finding import Finding
from services.intake.domain.records.kinds import kind_of
from services.intake.domain.records.known_records import (
    DepartmentVersion,
    EnterpriseRecords,
    KnownRecord,
)
from services.intake.domain.records.reference import ADDITIONS

from .digests import digest_of
from .packed_findings import packed, unpacked

_WITHOUT_TEXT = {bool, int, Decimal, date, datetime, NoneType}


def to_message(
    finding: Finding, origin: Origin, reported_on: date, filling: Filling
) -> FindingNormalized:
    """Return a finding as a message; its report was known on `reported_on`."""
    return FindingNormalized(
        origin=origin,
        identifier=finding.identifier,
        identifier_field=finding.identifier_field,
        name=finding.name,
        document_number=finding.document_number,
        occurred_on=finding.occurred_on,
        content=finding.content,
        reported_on=reported_on,
        fields_filled=filling.filled,
        fields_expected=filling.expected,
        withdrawn=finding.withdrawn,
        day_stated=finding.day_stated,
        placeholder=finding.placeholder,
        assumed=finding.assumed,
    )


def record_of(code: str, finding: FindingNormalized) -> str:
    """Return the id of the record that a finding is about, whoever reported it."""
    return record_named(code, kind_of(finding.content), finding.document_number)


def record_named(code: str, kind: str, document_number: str) -> str:
    """Return the id of an enterprise's record of a kind and number, however that is written."""
    return derived_id("record", kind, code, canonical(document_number))


def admitted(
    record_id: str,
    known: KnownRecord,
    succession: Succession | None = None,
    same_as: str | None = None,
) -> RecordAdmitted:
    """Return a record as it is known now as a message; `same_as` is what it counts as, if decided.

    The registration of a code that was succeeded says so.
    """
    finding = unpacked(known.prevailing.packed_finding)
    content, withdrawn = finding.content, finding.withdrawn
    if succession is not None and isinstance(content, Registration):
        content = msgspec.structs.replace(content, succeeded_by=succession.successor)
        withdrawn = False
    return RecordAdmitted(
        record_id=record_id,
        revision=known.revision,
        department=known.prevailing.department,
        sources=known.sources,
        document_number=finding.document_number,
        occurred_on=finding.occurred_on,
        content=content,
        origin=finding.origin,
        withdrawn=withdrawn,
        assumed=finding.assumed,
        same_as=same_as,
    )


def with_index(records: EnterpriseRecords, record_id: str, content: Content) -> EnterpriseRecords:
    """Return the records with what finds one by its kind, where it has to be found so."""
    if isinstance(content, Registration):
        return records.with_registration(record_id)
    if isinstance(content, ADDITIONS):
        accident = letters_of("accident", content.accident_number)
        return records.with_addition(accident, record_id)
    return records


def content_of(known: KnownRecord) -> Content:
    """Return what holds of a record."""
    return unpacked(known.prevailing.packed_finding).content


def incoming_report(finding: FindingNormalized, known_at: datetime) -> IncomingReport:
    """Return a finding as admission sees it."""
    origin, content = finding.origin, _content_bytes(finding)
    record = f"{kind_of(finding.content)} {canonical(finding.document_number)}"
    sheet_row = f"{origin.department} {origin.digest} {origin.row}"
    sent_as = sheet_row if origin.digest else origin.report_id
    return IncomingReport(
        # Two reports that were given one id are two, if they say two things.
        digest=digest_of(f"{record} {origin.report_id}".encode() + content),
        sheet_row=digest_of(f"{record} {sent_as}".encode()),
        version=version_of(finding, known_at, digest_of(content)),
    )


def version_of(finding: FindingNormalized, known_at: datetime, content: bytes) -> DepartmentVersion:
    """Return a finding as its department's version of the record; `content` is its digest."""
    return DepartmentVersion(
        department=finding.origin.department,
        content=content,
        submission=digest_of(finding.origin.submission.encode()),
        row=finding.origin.row,
        occurred_on=finding.occurred_on,
        withdrawn=finding.withdrawn,
        packed_finding=packed(finding),
        known_at=known_at,
    )


def content_digest(finding: FindingNormalized) -> bytes:
    """Return the digest of a finding's content (12 bytes), by which repeats are recognised.

    Texts are compared in their canonical form.
    """
    return digest_of(_content_bytes(finding))


def _content_bytes(finding: FindingNormalized) -> bytes:
    content = to_json(_compared(finding.content)) + (b"withdrawn" if finding.withdrawn else b"")
    return content + finding.occurred_on.isoformat().encode() if finding.day_stated else content


def _compared(value: Any) -> Any:  # noqa: ANN401 - a content, or what stands in its fields
    """Return a content with every text as it is compared."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, tuple):
        return tuple(map(_compared, value))
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for name in _worded_fields(type(value)):
        stated = getattr(value, name)
        if stated is not None and (compared := _compared(stated)) != stated:
            changed[name] = compared
    return msgspec.structs.replace(value, **changed) if changed else value


@cache
def _worded_fields(of_type: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of a content, or of a part of it, in which a text may stand."""
    return tuple(
        field.name
        for field in msgspec.structs.fields(of_type)
        if not {field.type, *get_args(field.type)} <= _WITHOUT_TEXT
    )
