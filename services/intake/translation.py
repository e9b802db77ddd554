"""Between messages and the domain's own values."""

import hashlib
import re
from datetime import datetime
from typing import Any

from schemas.codec import decode, encode, to_json
from schemas.messages import (
    Body,
    Fact,
    FindingNormalized,
    IdentifierLinked,
    MessageDeadLettered,
    Origin,
    RecordAdmitted,
    ReportRejected,
    ReportSubmitted,
)
from schemas.records import Registration
from services.chassis.identity import derived_id

from .domain.admission import Reported
from .domain.finding import Finding
from .domain.identification import name_identifier
from .domain.kinds import kind_of
from .domain.layout import Layout, Rulebook
from .domain.personal import mask
from .domain.reading import tidy
from .domain.refusal import Refusal
from .domain.wording import kept, word

_DIGEST_BYTES = 12
_REPORTS = "reports-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def submission_id(department: str, digest: str, known_at: datetime) -> str:
    """Return the id of what a department sent together: the same bytes at the same instant."""
    return derived_id("submission", department, digest, known_at.isoformat())


def report_id(submission: str, row: int) -> str:
    """Return the id of one report."""
    return derived_id("report", submission, row)


def submitted(report: ReportSubmitted, subject: str, known_at: datetime) -> Fact[ReportSubmitted]:
    """Return the fact that a department submitted a report."""
    identity = report_id(report.submission, report.row)
    return Fact(
        id=identity,
        source=f"/departments/{report.department}",
        subject=subject,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=identity,
        body=report,
    )


def subject_of(layout: Layout | None, fields: dict[str, Any]) -> str:
    """Return the message key of a report: an identifier of the enterprise, where one is given."""
    names = (*layout.identifiers, layout.name) if layout else ("code",)
    for name in names:
        value = fields.get(name) if name else None
        if value is not None and (text := mask("".join(tidy(value).split()).upper())):
            return text[:100]
    return "unidentified"


def origin_of(fact: Fact[ReportSubmitted]) -> Origin:
    """Return where a report came from."""
    report = fact.body
    return Origin(
        report_id=fact.id,
        department=report.department,
        layout=mask(report.layout)[:100],
        submission=mask(report.submission)[:100],
        row=report.row,
        file=None if report.file is None else mask(report.file)[:200],
        digest=None if report.digest is None else _plain_digest(report.digest),
    )


def origin_of_letter(letter: MessageDeadLettered, fact: Fact[Any] | None) -> Origin | None:
    """Return where a message that was set aside came from (None: from nobody outside).

    Of one that could not be read only its place on the department's topic is known.
    """
    if fact is not None and isinstance(fact.body, ReportSubmitted):
        return origin_of(fact)
    if fact is not None and isinstance(fact.body, FindingNormalized):
        return fact.body.origin
    if not letter.topic.startswith(_REPORTS):
        return None
    place = f"{letter.topic}/{letter.partition}"
    return Origin(
        report_id=derived_id("report", place, letter.offset),
        department=letter.topic.removeprefix(_REPORTS),
        layout="unknown",
        submission=place,
        row=letter.offset + 1,
    )


def to_message(finding: Finding, origin: Origin) -> FindingNormalized:
    """Return a finding as a message."""
    return FindingNormalized(
        origin=origin,
        identifier=finding.identifier,
        identifier_field=finding.identifier_field,
        name=finding.name,
        document_number=finding.document_number,
        occurred_on=finding.occurred_on,
        content=finding.content,
        withdrawn=finding.withdrawn,
    )


def links_of(code: str, content: object) -> list[IdentifierLinked]:
    """Return what a registration tells about older identifiers and names of its enterprise."""
    if not isinstance(content, Registration):
        return []
    identifiers = [f"org:{code[8:17]}"]
    if content.organization_code:
        identifiers.append(f"org:{_bare(content.organization_code)}")
    if content.registration_number:
        identifiers.append(f"reg:{_bare(content.registration_number)}")
    identifiers.extend(name_identifier(name) for name in (content.name, *content.former_names))
    return [
        IdentifierLinked(identifier=each, code=code, name=content.name, linked_by="registry")
        for each in dict.fromkeys(identifiers)
    ]


def _bare(code: str) -> str:
    return "".join(tidy(code).split()).upper().replace("-", "")


def rejection(
    rulebook: Rulebook, origin: Origin, refusal: Refusal, fields: dict[str, Any]
) -> ReportRejected:
    """Return what the sender of a report is told."""
    reason = rulebook.reasons[refusal.reason]
    wording = word(reason, refusal)
    layout = rulebook.layouts.get(origin.layout)
    personal = set(layout.personal) if layout else set[str]()
    return ReportRejected(
        origin=origin,
        outcome=reason.outcome,
        reason=refusal.reason,
        field=None if refusal.field is None else mask(refusal.field)[:200],
        value=wording.value,
        chinese=wording.chinese,
        english=wording.english,
        fields=kept({name: value for name, value in fields.items() if name not in personal}),
    )


def record_of(code: str, finding: FindingNormalized) -> str:
    """Return the id of the record that a finding is about, whoever reported it."""
    return derived_id("record", kind_of(finding.content), code, finding.document_number)


def admitted(record_id: str, revision: int, finding: FindingNormalized) -> RecordAdmitted:
    """Return one revision of a record as a message."""
    return RecordAdmitted(
        record_id=record_id,
        revision=revision,
        department=finding.origin.department,
        document_number=finding.document_number,
        occurred_on=finding.occurred_on,
        content=finding.content,
        origin=finding.origin,
        withdrawn=finding.withdrawn,
    )


def reported(finding: FindingNormalized) -> Reported:
    """Return a finding as admission sees it."""
    content = to_json(finding.content) + (b"withdrawn" if finding.withdrawn else b"")
    origin = finding.origin
    sheet_row = f"{origin.department} {origin.digest} {origin.row}"
    return Reported(
        department=origin.department,
        # Two reports that were given one id are two, if they say two things.
        report=_digest(origin.report_id.encode() + content),
        sheet_row=_digest((sheet_row if origin.digest else origin.report_id).encode()),
        content=_digest(content),
        submission=_digest(origin.submission.encode()),
        row=origin.row,
    )


def _plain_digest(digest: str) -> str:
    """Return a digest as it is where it is a SHA-256; anything else may hold anything."""
    if _SHA256.fullmatch(digest):
        return digest
    return hashlib.sha256(digest.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_DIGEST_BYTES).digest()


def keep_waiting(fact: Fact[Any]) -> bytes:
    """Return a finding's fact as it waits in a state."""
    return encode(fact)


def released(kept_fact: bytes, code: str, link: Fact[Any]) -> Fact[Body]:
    """Return a finding that waited as the fact that goes on to admission.

    It is known about the enterprise from the day on which both the finding and the link were.
    """
    waiting = decode(kept_fact)
    return Fact(
        id=derived_id("released", waiting.id, link.id),
        source=waiting.source,
        subject=code,
        known_at=max(waiting.known_at, link.known_at),
        occurred_at=waiting.occurred_at,
        correlation_id=waiting.correlation_id,
        causation_id=link.id,
        body=waiting.body,
    )


def decided(
    identifier: str, code: str, name: str, person: str, known_at: datetime
) -> Fact[IdentifierLinked]:
    """Return the fact that a person decided whose an identifier is."""
    identity = derived_id("decision", identifier, code, known_at.isoformat())
    return Fact(
        id=identity,
        source=f"/persons/{person}",
        subject=identifier,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=identity,
        body=IdentifierLinked(identifier=identifier, code=code, name=name, linked_by="person"),
    )
