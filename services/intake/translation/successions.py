"""Conversion of successions, and of the records that go from a code to its successor."""

from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any

import msgspec

from schemas.codec import to_json
from schemas.messages import (
    Body,
    CodeSucceeded,
    Fact,
    FindingNormalized,
    RecordAdmitted,
    RecordInherited,
    ReportsInherited,
    SourceVersion,
)
from schemas.records import Registration
from services.chassis.clock import day_of
from services.chassis.processing.identity import derived_id
from services.intake.domain.identities.identifier import code_identifier
from services.intake.domain.identities.succession import Succession, predecessors
from services.intake.domain.records.admission import new_record
from services.intake.domain.records.known_records import (
    DepartmentVersion,
    EnterpriseRecords,
    KnownRecord,
)

from .digests import digest_of
from .forwarding import SOURCE, forwarded
from .packed_findings import unpacked
from .records import admitted, content_digest, content_of, incoming_report, record_of, version_of

MOST_DIGESTS = 1_000  # in a message


def succeeded_in(records: EnterpriseRecords, code: str) -> tuple[str, ...]:
    """Return the codes that the enterprise succeeded, by all its registrations."""
    codes: dict[str, None] = {}
    for _, known in records.registrations():
        if not known.withdrawn:
            codes.update(dict.fromkeys(predecessors(content_of(known))))
    codes.pop(code, None)
    return tuple(codes)


def successions_of(
    fact: Fact[FindingNormalized], before: EnterpriseRecords, after: EnterpriseRecords
) -> list[CodeSucceeded]:
    """Return the successions that a registration begins, and those that it ends."""
    content, code = fact.body.content, fact.subject
    if not isinstance(content, Registration):
        return []
    if not predecessors(content) and not any(before.registrations()):
        return []
    current, previous = succeeded_in(after, code), succeeded_in(before, code)
    revision = sum(known.revision for _, known in after.registrations())

    def code_succeeded(other: str, ended: bool) -> CodeSucceeded:
        return CodeSucceeded(
            code=other,
            successor=code,
            revision=revision,
            registration=content,
            origin=fact.body.origin,
            ended=ended,
        )

    return [
        *(code_succeeded(other, False) for other in current if other not in previous),
        *(code_succeeded(other, True) for other in previous if other not in current),
    ]


def succession_of(fact: Fact[CodeSucceeded]) -> Succession:
    """Return what a fact says of its code."""
    body = fact.body
    return Succession(body.successor, body.revision, fact.known_at, body.ended)


def forwarded_to_successor(fact: Fact[Any], succession: Succession) -> Fact[Body]:
    """Return what came to a code as the fact that goes on to its successor."""
    identity = derived_id("succeeded", fact.id, succession.successor)
    return forwarded(fact, identity, succession.successor, succession.known_at, fact.body)


def inherited_record(
    fact: Fact[CodeSucceeded], record_id: str, known: KnownRecord, succession: Succession
) -> Fact[Body]:
    """Return a record of a code as the fact that goes over to its successor.

    Withdrawn versions go over too; refused ones do not.
    """
    versions = [version for version in known.versions if not version.refused]
    version_findings = [(version, unpacked(version.packed_finding)) for version in versions]
    return Fact(
        id=derived_id("inherited", fact.id, record_id, known.revision, succession.successor),
        source=SOURCE,
        subject=succession.successor,
        known_at=max(succession.known_at, *(version.known_at for version in versions)),
        occurred_at=fact.occurred_at,
        correlation_id=version_findings[0][1].origin.report_id,
        causation_id=fact.id,
        body=RecordInherited(
            from_code=fact.subject,
            versions=tuple(
                SourceVersion(
                    finding=finding,
                    reported_at=version.known_at,
                    submission=version.submission,
                    row=version.row,
                )
                for version, finding in version_findings
            ),
            revision=known.revision,
            report=known.report,
            sheet_row=known.sheet_row,
        ),
    )


def moved_digests(
    fact: Fact[CodeSucceeded], records: EnterpriseRecords, succession: Succession
) -> Iterator[Fact[Body]]:
    """Yield the digests of what was seen at a code as the facts that go over to its successor."""
    digests = records.seen()
    for number in count():
        page = tuple(islice(digests, MOST_DIGESTS))
        if not page:
            return
        yield forwarded(
            fact,
            derived_id("digests", fact.id, number, succession.successor),
            succession.successor,
            succession.known_at,
            ReportsInherited(from_code=fact.subject, digests=page),
        )


def digest_of_move(code: str, body: RecordInherited) -> bytes:
    """Return the digest of a record as it came over to a code, by whatever way."""
    value = code.encode() + to_json(msgspec.structs.replace(body, from_code=""))
    return digest_of(value)


def moved_record(body: RecordInherited) -> KnownRecord:
    """Return a record that came over as admission knows it."""
    return KnownRecord(
        revision=body.revision,
        versions=tuple(map(_moved_version, body.versions)),
        report=body.report,
        sheet_row=body.sheet_row,
    )


def _moved_version(source: SourceVersion) -> DepartmentVersion:
    version = version_of(source.finding, source.reported_at, content_digest(source.finding))
    return msgspec.structs.replace(version, submission=source.submission, row=source.row)


def succession_records(
    fact: Fact[CodeSucceeded], records: EnterpriseRecords, succession: Succession | None
) -> Iterable[tuple[str, KnownRecord, RecordAdmitted]]:
    """Yield the registrations of a code as they are stored and published from now on.

    Where only other records are known, one is made of the successor's: it says of nobody but who
    succeeded the code, and is as if withdrawn when the succession ends.
    """
    registrations = dict(records.registrations())
    if not registrations and records and succession is not None:
        known = _empty_registration(fact)
        registrations = {record_of(fact.subject, unpacked(known.prevailing.packed_finding)): known}
    for record_id, known in registrations.items():
        revision = known.revision + (record_id in records)
        raised = msgspec.structs.replace(known, revision=revision)
        yield record_id, raised, admitted(record_id, raised, succession)


def _empty_registration(fact: Fact[CodeSucceeded]) -> KnownRecord:
    content = msgspec.structs.replace(fact.body.registration, former_codes=(), absorbed_codes=())
    finding = FindingNormalized(
        origin=fact.body.origin,
        identifier=code_identifier(fact.subject),
        name=content.name,
        document_number=fact.subject,
        occurred_on=day_of(fact.known_at),
        content=content,
        withdrawn=True,
        day_stated=False,
        reported_on=day_of(fact.known_at),
        fields_filled=0,
        fields_expected=0,
    )
    return new_record(incoming_report(finding, fact.known_at))


def with_passed_code(body: CodeSucceeded, code: str) -> CodeSucceeded:
    """Return a succession as it is followed on from a code."""
    return msgspec.structs.replace(body, passed=(*body.passed, code))
