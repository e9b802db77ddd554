"""Successions: a code's records go to its successor, and so does what comes later."""

from datetime import date
from typing import Any

import msgspec

from schemas.messages import CodeSucceeded, Fact, RecordInherited, ReportsInherited
from schemas.topics import ADMISSIONS, SAFETY_RECORDS
from services.chassis.processing.outcome import Outcome, Publication, Relay
from services.intake.domain.identities.inheritance import inherit
from services.intake.domain.identities.succession import Succession
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.state import IntakeState
from services.intake.translation.doubles import moved_decisions
from services.intake.translation.packed_findings import unpacked
from services.intake.translation.records import record_of, with_index
from services.intake.translation.successions import (
    digest_of_move,
    forwarded_to_successor,
    inherited_record,
    moved_digests,
    moved_record,
    succession_of,
    succession_records,
    with_passed_code,
)

from .admitted_records import published_record
from .answers import other_department_messages
from .authorization import authorization_for
from .doubles import close_doubles, reopen_doubles, update_after_record

Effects = list[Publication | Relay]


def succeed(
    rulebook: Rulebook, state: IntakeState, fact: Fact[CodeSucceeded]
) -> Outcome[IntakeState]:
    """Record that this code was succeeded, or follow a succession that leads through it."""
    if fact.body.passed:
        return _follow(rulebook, state, fact)
    new = succession_of(fact)
    if state.successions.knows(new):
        return Outcome(state=state)
    return _changed(rulebook, state, fact, new)


def _follow(
    rulebook: Rulebook, state: IntakeState, fact: Fact[CodeSucceeded]
) -> Outcome[IntakeState]:
    """Follow a succession to where it ends; refuse the one of this code if that closes a ring."""
    here = state.succession
    if here is None:
        return Outcome(state=state)
    if here.successor in fact.body.passed:
        ring = msgspec.structs.replace(here, ended=True)
        return _changed(rulebook, state, fact, ring)
    body = with_passed_code(fact.body, fact.subject)
    publication = Publication(topic=ADMISSIONS, subject=here.successor, body=body)
    return Outcome(state=state, publish=(publication,))


def _changed(
    rulebook: Rulebook,
    state: IntakeState,
    fact: Fact[CodeSucceeded],
    succession: Succession,
) -> Outcome[IntakeState]:
    """Publish another successor (or none any more), and send the records there."""
    after = state.with_succession(succession)
    before, now = state.succession, after.succession
    if (before and before.successor) == (now and now.successor):
        return Outcome(state=after)
    publish: Effects = []
    records = after.records
    for record_id, known, body in succession_records(fact, state.records, now):
        records = with_index(records.with_row(record_id, known), record_id, body.content)
        publish.append(Publication(topic=SAFETY_RECORDS, subject=fact.subject, body=body))
    if now is not None:
        # Its own registrations stay: they name the successor.
        own = {record_id for record_id, _ in records.registrations()}
        # The decisions go before the records, so that nothing counts twice on the way.
        decisions = moved_decisions(fact, state, now)
        publish.extend(Relay(topic=ADMISSIONS, fact=each) for each in decisions)
        publish.extend(
            Relay(topic=ADMISSIONS, fact=each) for each in moved_digests(fact, records, now)
        )
        for record_id, known in records.items():
            if record_id not in own:
                moved = inherited_record(fact, record_id, known, now)
                publish.append(Relay(topic=ADMISSIONS, fact=moved))
        probe = with_passed_code(msgspec.structs.replace(fact.body, passed=()), fact.subject)
        publish.append(Publication(topic=ADMISSIONS, subject=now.successor, body=probe))
    after = after.over(records)
    update = (reopen_doubles if now is None else close_doubles)(rulebook, fact.subject, after)
    return Outcome(state=update.state, publish=(*publish, *update.first, *update.last))


def take_over(
    rulebook: Rulebook, state: IntakeState, fact: Fact[RecordInherited]
) -> Outcome[IntakeState]:
    """Admit a record that came over from a code which this one succeeded."""
    if (forwarding := forward_to_successor(state, fact)) is not None:
        return forwarding
    body, code = fact.body, fact.subject
    content, moved = body.versions[0].finding.content, moved_record(body)
    record_id = record_of(code, body.versions[0].finding)
    authorized = authorization_for(code, state, content)
    records, refused_versions = inherit(
        state.records, record_id, moved, digest_of_move(code, body), authorized
    )
    if records is state.records:
        return Outcome(state=state)
    before, known = state.records.get(record_id), records[record_id]
    for version in body.versions:
        records = with_index(records, record_id, version.finding.content)
    publish = [
        message
        for version in refused_versions
        for message in other_department_messages(rulebook, unpacked(version.packed_finding), known)
    ]
    # A record that was withdrawn before it was ever published here needs no withdrawal.
    never_published = before is None and known.withdrawn
    is_published = not never_published and (before is None or before.revision < known.revision)
    after = state.over(records)
    latest_known_at = max(version.known_at for version in known.versions)
    result = update_after_record(
        rulebook,
        code,
        after,
        record_id,
        latest_known_at,
        already_published=is_published or never_published,
    )
    after = result.state
    if is_published:
        after, publications = published_record(
            code, after, record_id, known, body.versions[0].finding
        )
        publish = [*publications, *publish]
    return Outcome(state=after, publish=(*result.first, *publish, *result.last))


def take_digests(
    state: IntakeState, fact: Fact[ReportsInherited], _today: date
) -> Outcome[IntakeState]:
    """Take over the digests by which repeats are recognised."""
    if (forwarding := forward_to_successor(state, fact)) is not None:
        return forwarding
    return Outcome(state=state.over(state.records.with_seen(*fact.body.digests)))


def forward_to_successor(state: IntakeState, fact: Fact[Any]) -> Outcome[IntakeState] | None:
    """Return the outcome that forwards a fact to the successor, or None if there is none."""
    succession = state.succession
    if succession is None:
        return None
    return Outcome(
        state=state,
        publish=(Relay(topic=ADMISSIONS, fact=forwarded_to_successor(fact, succession)),),
    )
