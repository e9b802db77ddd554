"""Conversion of reports: their ids, keys, origins and rejections."""

import hashlib
import re
from datetime import datetime
from typing import Any

from schemas.messages import (
    DoubleDecided,
    Fact,
    FindingNormalized,
    MessageDeadLettered,
    Origin,
    RecordInherited,
    ReportRejected,
    ReportSubmitted,
    ReportUndecided,
    first_fact,
)
from schemas.vocabulary.canonical_text import canonical
from services.chassis.processing.identity import derived_id
from services.intake.domain.layouts.layout import Layout, Rulebook
from services.intake.domain.layouts.values import tidy
from services.intake.domain.records.personal import mask, mask_all, mask_code
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.records.refusal_wording import shortened_fields, word

_REPORTS = "reports-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def submission_id(department: str, digest: str, known_at: datetime) -> str:
    """Return the id of what a department sent together: the same bytes at the same instant."""
    return derived_id("submission", department, digest, known_at.isoformat())


def keyed_submission_id(department: str, key: str, digest: str) -> str:
    """Return the id of what a department sends with one key, whenever it is.

    Another content has another id, even where it is long forgotten that the key was used.
    """
    return derived_id("submission", department, "key", key, digest)


def report_id(submission: str, row: int) -> str:
    """Return the id of one report."""
    return derived_id("report", submission, row)


def submitted(report: ReportSubmitted, subject: str, known_at: datetime) -> Fact[ReportSubmitted]:
    """Return the fact that a department submitted a report."""
    identity = report_id(report.submission, report.row)
    source = f"/departments/{report.department}"
    return first_fact(report, identity=identity, source=source, subject=subject, known_at=known_at)


def subject_of(layout: Layout | None, fields: dict[str, Any]) -> str:
    """Return the message key of a report: an identifier of the enterprise, where one is given."""
    names = (*layout.identifiers, layout.name) if layout else ("identifier", "code")
    for name in names:
        value = fields.get(name) if name else None
        text = "" if value is None else canonical(tidy(value)).upper()
        if text:
            return (mask(text) if layout and name == layout.name else mask_code(text))[:100]
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


def origins_of_letter(
    letter: MessageDeadLettered, fact: Fact[Any] | None
) -> tuple[tuple[Origin, FindingNormalized | None], ...]:
    """Return where a message that was set aside came from (nothing: from nobody outside).

    With the finding, where it is one; a record that goes to a successor has one of each department.
    Of a message that could not be read only its place on the department's topic is known.
    """
    body = None if fact is None else fact.body
    if fact is not None and isinstance(body, ReportSubmitted):
        return ((origin_of(fact), None),)
    if isinstance(body, ReportUndecided | DoubleDecided):
        return ((body.origin, None),)
    if isinstance(body, FindingNormalized):
        return ((body.origin, body),)
    if isinstance(body, RecordInherited):
        return tuple((each.finding.origin, each.finding) for each in body.versions)
    if not letter.topic.startswith(_REPORTS):
        return ()
    position = f"{letter.topic}/{letter.partition}"
    origin = Origin(
        report_id=derived_id("report", position, letter.offset),
        department=letter.topic.removeprefix(_REPORTS),
        layout="unknown",
        submission=position,
        row=letter.offset + 1,
    )
    return ((origin, None),)


def rejection(
    rulebook: Rulebook, origin: Origin, refusal: Refusal, fields: dict[str, Any]
) -> ReportRejected:
    """Return the rejection (or quarantine) of a report."""
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
        fields=shortened_fields(
            mask_all(
                {name: value for name, value in fields.items() if name not in personal},
                rulebook.roles_of(origin.layout),
            )
        ),
    )


def _plain_digest(digest: str) -> str:
    """Return a digest as it is where it is a SHA-256; anything else may hold anything."""
    if _SHA256.fullmatch(digest):
        return digest
    return hashlib.sha256(digest.encode("utf-8", "surrogatepass")).hexdigest()
