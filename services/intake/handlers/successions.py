"""What goes from a code to its successor: the records that it has, and what comes later."""

from typing import Any

import msgspec

from schemas.messages import CodeSucceeded, Fact, RecordInherited
from schemas.topics import ADMISSIONS, SAFETY_RECORDS
from services.chassis.outcome import Outcome, Publication, Relay
from services.intake.domain.inheritance import inherit
from services.intake.domain.layout import Rulebook
from services.intake.domain.state import IntakeState
from services.intake.domain.succession import (
    Succession,
    refused,
    successor_in,
    with_succession,
)
from services.intake.translation.doubles import moved_decisions
from services.intake.translation.kept_findings import unpacked
from services.intake.translation.records import admitted, record_of
from services.intake.translation.successions import (
    followed,
    inherited,
    known_record,
    marked,
    registrations_in,
    sent_on,
    succession_of,
)

from .answers import refused_as_of_another
from .doubles import moved_away, moved_back, reconsidered
from .hearing import heard_in, reheard

Effects = list[Publication | Relay]


def succeed(
    rulebook: Rulebook, state: IntakeState, fact: Fact[CodeSucceeded]
) -> Outcome[IntakeState]:
    """Take that this code was succeeded, or follow a succession that leads through it."""
    if fact.body.passed:
        return _follow(rulebook, state, fact)
    after = with_succession(state.successions, succession_of(fact))
    return _changed(rulebook, state, fact, after)


def _follow(
    rulebook: Rulebook, state: IntakeState, fact: Fact[CodeSucceeded]
) -> Outcome[IntakeState]:
    """Follow a succession to where it ends; refuse the one of this code if that closes a ring."""
    here = successor_in(state.successions)
    if here is None:
        return Outcome(state=state)
    if here.successor in fact.body.passed:
        return _changed(rulebook, state, fact, refused(state.successions, here))
    body = followed(fact.body, fact.subject)
    going_on = Publication(topic=ADMISSIONS, subject=here.successor, body=body)
    return Outcome(state=state, publish=(going_on,))


def _changed(
    rulebook: Rulebook,
    state: IntakeState,
    fact: Fact[CodeSucceeded],
    successions: tuple[Succession, ...],
) -> Outcome[IntakeState]:
    """Tell of another successor (or none any more), and send it what is known here."""
    if successions is state.successions:
        return Outcome(state=state)
    before, now = successor_in(state.successions), successor_in(successions)
    after = msgspec.structs.replace(state, successions=successions)
    if (before and before.successor) == (now and now.successor):
        return Outcome(state=after)
    publish: Effects = []
    records = dict(state.records)
    for record_id, known, body in marked(fact, state.records, now):
        records[record_id] = known
        publish.append(Publication(topic=SAFETY_RECORDS, subject=fact.subject, body=body))
    if now is not None:
        # Its own registrations stay: they tell who succeeded it.
        own = {record_of(fact.subject, finding) for _, finding in registrations_in(records)}
        # The decisions go before the records, so that nothing counts twice on the way.
        decisions = moved_decisions(fact, state, now)
        publish.extend(Relay(topic=ADMISSIONS, fact=each) for each in decisions)
        for record_id, known in records.items():
            if record_id not in own:
                moved = inherited(fact, record_id, known, now)
                publish.append(Relay(topic=ADMISSIONS, fact=moved))
        probe = followed(msgspec.structs.replace(fact.body, passed=()), fact.subject)
        publish.append(Publication(topic=ADMISSIONS, subject=now.successor, body=probe))
    after = msgspec.structs.replace(after, records=records)
    asked = (moved_back if now is None else moved_away)(rulebook, fact.subject, after)
    return Outcome(state=asked.state, publish=(*publish, *asked.first, *asked.last))


def take_over(
    rulebook: Rulebook, state: IntakeState, fact: Fact[RecordInherited]
) -> Outcome[IntakeState]:
    """Admit a record that came over from a code which this one succeeded."""
    if (further := further_on(state, fact)) is not None:
        return further
    body, code = fact.body, fact.subject
    content, moved = body.said[0].finding.content, known_record(body)
    record_id = record_of(code, body.said[0].finding)
    heard = heard_in(code, state.records, state.doubles.same(), content)
    records, refused_words = inherit(state.records, record_id, moved, heard)
    if records is state.records:
        return Outcome(state=state)
    before, known = state.records.get(record_id), records[record_id]
    publish = [
        told
        for voice in refused_words
        for told in refused_as_of_another(rulebook, unpacked(voice.said), known)
    ]
    unheard = before is None and known.withdrawn  # nobody was told, so nothing is taken back
    told = not unheard and (before is None or before.revision < known.revision)
    after = msgspec.structs.replace(state, records=dict(records))
    said_at = max(voice.said_at for voice in known.voices)
    result = reconsidered(rulebook, code, after, record_id, said_at, already=told or unheard)
    after, same = result.state, result.state.doubles.same()
    if told:
        records, told_anew = reheard(code, after.records, same, content)
        after = msgspec.structs.replace(after, records=records)
        record = admitted(record_id, known, same_as=same.get(record_id))
        publish = [
            Publication(topic=SAFETY_RECORDS, subject=code, body=record),
            *told_anew,
            *publish,
        ]
    return Outcome(state=after, publish=(*result.first, *publish, *result.last))


def further_on(state: IntakeState, fact: Fact[Any]) -> Outcome[IntakeState] | None:
    """Return what comes to a code that was succeeded on its way to the successor."""
    succession = successor_in(state.successions)
    if succession is None:
        return None
    return Outcome(state=state, publish=(Relay(topic=ADMISSIONS, fact=sent_on(fact, succession)),))
