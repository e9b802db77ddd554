"""Between what goes from a code to its successor, and the domain's own values."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from schemas.messages import (
    Body,
    CodeSucceeded,
    Fact,
    FindingNormalized,
    RecordAdmitted,
    RecordInherited,
    SourceSaid,
)
from schemas.records import Registration
from services.chassis.clock import day_of
from services.chassis.identity import derived_id
from services.intake.domain.admission import KnownRecord, Records, Voice, first_of
from services.intake.domain.succession import Succession, predecessors

from .kept_findings import is_registration, unpacked
from .passing_on import SOURCE, passed_on
from .records import admitted, record_of, reported, voice_of

MOST_DIGESTS = 5_000  # of repeats that go over with a record: a message has to be small enough


def registrations_in(records: Records) -> Iterator[tuple[KnownRecord, FindingNormalized]]:
    """Yield the enterprise's own registrations (as a rule, one), the withdrawn too."""
    for known in records.values():
        if is_registration(known.holding.said):
            yield known, unpacked(known.holding.said)


def succeeded_in(records: Records, code: str) -> tuple[str, ...]:
    """Return the codes that the enterprise succeeded, by all its registrations."""
    codes: dict[str, None] = {}
    for known, finding in registrations_in(records):
        if not known.withdrawn:
            codes.update(dict.fromkeys(predecessors(finding.content)))
    codes.pop(code, None)
    return tuple(codes)


def successions_of(
    fact: Fact[FindingNormalized], before: Records, after: Records
) -> list[CodeSucceeded]:
    """Return what a registration says anew of other codes, and what it no longer says."""
    content, code = fact.body.content, fact.subject
    if not isinstance(content, Registration):
        return []
    if not predecessors(content) and not any(registrations_in(before)):
        return []
    now, then = succeeded_in(after, code), succeeded_in(before, code)
    revision = sum(known.revision for known, _ in registrations_in(after))

    def said(other: str, ended: bool) -> CodeSucceeded:
        return CodeSucceeded(
            code=other,
            successor=code,
            revision=revision,
            registration=content,
            origin=fact.body.origin,
            ended=ended,
        )

    return [
        *(said(other, False) for other in now if other not in then),
        *(said(other, True) for other in then if other not in now),
    ]


def succession_of(fact: Fact[CodeSucceeded]) -> Succession:
    """Return what a fact says of its code."""
    body = fact.body
    return Succession(body.successor, body.revision, fact.known_at, body.ended)


def sent_on(fact: Fact[Any], succession: Succession) -> Fact[Body]:
    """Return what came to a code as the fact that goes on to its successor."""
    identity = derived_id("succeeded", fact.id, succession.successor)
    return passed_on(fact, identity, succession.successor, succession.known_at, fact.body)


def inherited(
    fact: Fact[CodeSucceeded], record_id: str, known: KnownRecord, succession: Succession
) -> Fact[Body]:
    """Return a record of a code as the fact that goes over to its successor.

    Of what was taken back also who did so, but not who was refused because it never said it.
    """
    voices = [voice for voice in known.voices if not voice.refused]
    said = [(voice, unpacked(voice.said)) for voice in voices]
    return Fact(
        id=derived_id("inherited", fact.id, record_id, known.revision, succession.successor),
        source=SOURCE,
        subject=succession.successor,
        known_at=max(succession.known_at, *(voice.said_at for voice in voices)),
        occurred_at=fact.occurred_at,
        correlation_id=said[0][1].origin.report_id,
        causation_id=fact.id,
        body=RecordInherited(
            from_code=fact.subject,
            said=tuple(
                SourceSaid(
                    finding=finding,
                    said_at=voice.said_at,
                    submission=voice.submission,
                    row=voice.row,
                )
                for voice, finding in said
            ),
            revision=known.revision,
            reports=known.reports[-MOST_DIGESTS:],
            sheet_rows=known.sheet_rows[-MOST_DIGESTS:],
        ),
    )


def known_record(body: RecordInherited) -> KnownRecord:
    """Return a record that came over as admission knows it."""
    return KnownRecord(
        revision=body.revision,
        voices=tuple(map(_voice, body.said)),
        reports=body.reports,
        sheet_rows=body.sheet_rows,
    )


def _voice(said: SourceSaid) -> Voice:
    voice = voice_of(said.finding, said.said_at)
    return msgspec.structs.replace(voice, submission=said.submission, row=said.row)


def marked(
    fact: Fact[CodeSucceeded], records: Records, succession: Succession | None
) -> Iterable[tuple[str, KnownRecord, RecordAdmitted]]:
    """Yield the registrations of a code as they are to be known and told from now on.

    Where only other records are known, one is made of the successor's: it says of nobody but who
    succeeded the code, and is as if withdrawn when the succession ends.
    """
    own = {record_of(fact.subject, finding): known for known, finding in registrations_in(records)}
    if not own and records and succession is not None:
        known = _made_of(fact)
        own = {record_of(fact.subject, unpacked(known.holding.said)): known}
    for record_id, known in own.items():
        revision = known.revision + (record_id in records)
        raised = msgspec.structs.replace(known, revision=revision)
        yield record_id, raised, admitted(record_id, raised, succession)


def _made_of(fact: Fact[CodeSucceeded]) -> KnownRecord:
    content = msgspec.structs.replace(fact.body.registration, former_codes=(), absorbed_codes=())
    finding = FindingNormalized(
        origin=fact.body.origin,
        identifier=f"code:{fact.subject}",
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
    return first_of(reported(finding, fact.known_at))


def followed(body: CodeSucceeded, code: str) -> CodeSucceeded:
    """Return a succession as it is followed on from a code."""
    return msgspec.structs.replace(body, passed=(*body.passed, code))
