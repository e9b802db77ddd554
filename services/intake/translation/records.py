"""Conversion of findings, and of the records that they become."""

import hashlib
from datetime import date, datetime

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
from services.intake.domain.identities.succession import Succession
from services.intake.domain.quality.completeness import Filling
from services.intake.domain.records.admission import IncomingReport
from services.intake.domain.records.finding import Finding
from services.intake.domain.records.kinds import kind_of
from services.intake.domain.records.known_records import DepartmentVersion, KnownRecord

from .packed_findings import packed, unpacked

_DIGEST_BYTES = 12


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


def content_of(known: KnownRecord) -> Content:
    """Return what holds of a record."""
    return unpacked(known.prevailing.packed_finding).content


def incoming_report(finding: FindingNormalized, known_at: datetime) -> IncomingReport:
    """Return a finding as admission sees it."""
    origin = finding.origin
    sheet_row = f"{origin.department} {origin.digest} {origin.row}"
    return IncomingReport(
        # Two reports that were given one id are two, if they say two things.
        digest=_digest(origin.report_id.encode() + _content_bytes(finding)),
        sheet_row=_digest((sheet_row if origin.digest else origin.report_id).encode()),
        version=version_of(finding, known_at),
    )


def version_of(finding: FindingNormalized, known_at: datetime) -> DepartmentVersion:
    """Return a finding as its department's version of the record."""
    return DepartmentVersion(
        department=finding.origin.department,
        content=digest_of(finding),
        submission=_digest(finding.origin.submission.encode()),
        row=finding.origin.row,
        occurred_on=finding.occurred_on,
        withdrawn=finding.withdrawn,
        packed_finding=packed(finding),
        known_at=known_at,
    )


def digest_of(finding: FindingNormalized) -> bytes:
    """Return the digest of a finding's content (12 bytes), by which repeats are recognised.

    Texts are compared in their canonical form.
    """
    return _digest(_content_bytes(finding))


def _content_bytes(finding: FindingNormalized) -> bytes:
    content = to_json(_compared(finding.content)) + (b"withdrawn" if finding.withdrawn else b"")
    return content + finding.occurred_on.isoformat().encode() if finding.day_stated else content


def _compared(value: object) -> object:
    """Return a content with every text as it is compared."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, tuple):
        return tuple(map(_compared, value))
    if not isinstance(value, msgspec.Struct):
        return value
    names = value.__struct_fields__
    kind = value.__struct_config__.tag
    return [kind, *(_compared(getattr(value, name)) for name in names)]


def _digest(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_DIGEST_BYTES).digest()
