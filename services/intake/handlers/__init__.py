"""What intake does with each message. Pure: a state and a fact in, an outcome out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.messages import (
    Body,
    Fact,
    FindingNormalized,
    IdentifierLinked,
    MessageDeadLettered,
    ReportRejected,
    ReportSettled,
    ReportSubmitted,
)
from schemas.messages.report_settled import ReportOutcome
from schemas.topics import (
    ADMISSIONS,
    IDENTIFICATIONS,
    REPORT_RECEIPTS,
    REPORT_REJECTIONS,
    SAFETY_RECORDS,
)
from services.chassis.clock import day_of, start_of
from services.chassis.outcome import Outcome, Publication, Relay
from services.chassis.stage import Handler
from services.intake.domain.admission import Verdict, admit
from services.intake.domain.completeness import Forms
from services.intake.domain.identification import Identification
from services.intake.domain.layout import Rulebook
from services.intake.domain.normalization import normalize
from services.intake.domain.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.identities import keep_waiting, links_of, released
from services.intake.translation.receipts import settled_finding, settled_unread
from services.intake.translation.records import admitted, record_of, reported, to_message
from services.intake.translation.reports import origin_of, origin_of_letter, rejection

from .silence import build_pulse

Published = tuple[Publication, ...]
_OUTCOMES: Mapping[Verdict, ReportOutcome] = {"accepted": "accepted", "corrected": "corrected"}
Answer = Callable[[MessageDeadLettered, Fact[Any] | None], Published]


def build(rulebook: Rulebook) -> Mapping[type[Body], Handler[IntakeState]]:
    """Return the handlers over some data files."""
    forms = Forms(rulebook)

    def on_report(
        state: IntakeState, fact: Fact[ReportSubmitted], _today: date
    ) -> Outcome[IntakeState]:
        return Outcome(state=state, publish=_normalized(rulebook, forms, fact))

    def on_finding(
        state: IntakeState, fact: Fact[FindingNormalized], _today: date
    ) -> Outcome[IntakeState]:
        if fact.subject == fact.body.identifier:
            return _identify(rulebook, state, fact)
        return _admit(rulebook, state, fact)

    return {
        ReportSubmitted: on_report,
        IdentifierLinked: _link,
        FindingNormalized: on_finding,
        ReportSettled: build_pulse(rulebook),
    }


def build_answer(rulebook: Rulebook) -> Answer:
    """Return what the sender of a message that was set aside is told."""

    def answer(letter: MessageDeadLettered, fact: Fact[Any] | None) -> Published:
        origin = origin_of_letter(letter, fact)
        if origin is None:
            return ()
        reason = "message_unreadable" if fact is None else "set_aside"
        place = f"{letter.topic}/{letter.partition}/{letter.offset}"
        refusal = Refusal(reason, None, f"{letter.reason}: {letter.detail}", place)
        told = rejection(rulebook, origin, refusal, {})
        if fact is None:
            return _refused(told, settled_unread(told, None))
        if isinstance(fact.body, FindingNormalized):
            return _refused_finding(told, fact.body)
        return _refused(told, settled_unread(told, day_of(fact.known_at)))

    return answer


def _normalized(rulebook: Rulebook, forms: Forms, fact: Fact[ReportSubmitted]) -> Published:
    report, origin = fact.body, origin_of(fact)
    known_on = day_of(fact.known_at)
    try:
        finding = normalize(rulebook, report.layout, report.department, report.fields, known_on)
    except Refusal as refusal:
        told = rejection(rulebook, origin, refusal, report.fields)
        return _refused(told, settled_unread(told, known_on))
    filling = forms.filling(report.layout, report.fields, finding)
    to_identify = finding.code is None
    going_on = Publication(
        topic=IDENTIFICATIONS if to_identify else ADMISSIONS,
        subject=finding.code or finding.identifier,
        body=to_message(finding, origin, known_on, filling),
        occurred_at=start_of(finding.occurred_on),
    )
    links = [] if finding.code is None else links_of(finding.code, finding.content)
    return (going_on, *(_linked(link) for link in links))


def _refused(told: ReportRejected, settled: ReportSettled) -> Published:
    department = told.origin.department
    return (
        Publication(topic=REPORT_REJECTIONS, subject=department, body=told),
        Publication(topic=REPORT_RECEIPTS, subject=department, body=settled),
    )


def _refused_finding(told: ReportRejected, finding: FindingNormalized) -> Published:
    return _refused(told, settled_finding(finding, told.outcome, told.reason, field=told.field))


def _linked(link: IdentifierLinked) -> Publication:
    return Publication(topic=IDENTIFICATIONS, subject=link.identifier, body=link)


def _identify(
    rulebook: Rulebook, state: IntakeState, fact: Fact[FindingNormalized]
) -> Outcome[IntakeState]:
    """Send a finding on where its identifier is known; keep it waiting where it is not."""
    before, identifier = state.identification, fact.subject
    code = before.code(identifier)
    if code is not None:
        going_on = Publication(topic=ADMISSIONS, subject=code, body=fact.body)
        return Outcome(state=state, publish=(going_on, *map(_linked, _links(code, fact))))
    waiting = keep_waiting(fact)
    if waiting in before.waiting:
        return Outcome(state=state)
    if not before.has_room_for(waiting):
        full = Refusal("too_many_waiting", fact.body.identifier_field, identifier)
        told = rejection(rulebook, fact.body.origin, full, _said(fact.body))
        return Outcome(state=state, publish=_refused_finding(told, fact.body))
    choices = before.choices(identifier)
    refusal = Refusal(
        before.why_unknown(identifier),
        fact.body.identifier_field,
        identifier.partition(":")[2],
        "、".join(choices) or None,
    )
    body = msgspec.structs.replace(
        rejection(rulebook, fact.body.origin, refusal, _said(fact.body)),
        identifier=identifier,
        proposals=choices,
    )
    after = msgspec.structs.replace(before, waiting=(*before.waiting, waiting))
    return Outcome(state=_with(state, after), publish=_refused_finding(body, fact.body))


def _said(finding: FindingNormalized) -> dict[str, Any]:
    """Return what a finding says, for the person who has to decide about it."""
    content: dict[str, Any] = msgspec.to_builtins(finding.content)
    return {"name": finding.name, "document_number": finding.document_number, **content}


def _link(state: IntakeState, fact: Fact[IdentifierLinked], _today: date) -> Outcome[IntakeState]:
    """Take a link, and release what waited for it."""
    before, identifier = state.identification, fact.subject
    after = before.linked(fact.body.code, fact.body.linked_by == "person")
    code = after.code(identifier)
    publish: list[Publication | Relay] = []
    if code is not None and before.waiting:
        after = msgspec.structs.replace(after, waiting=())
        for waiting in before.waiting:
            going_on = released(waiting, code, fact)
            publish.append(Relay(topic=ADMISSIONS, fact=going_on))
            publish.extend(map(_linked, _links(code, going_on)))
    if after == before:
        return Outcome(state=state)
    return Outcome(state=_with(state, after), publish=tuple(publish))


def _links(code: str, fact: Fact[Any]) -> list[IdentifierLinked]:
    """Return the links of a registration that itself had to be identified first."""
    return links_of(code, fact.body.content)


def _with(state: IntakeState, identification: Identification) -> IntakeState:
    return msgspec.structs.replace(state, identification=identification)


def _admit(
    rulebook: Rulebook, state: IntakeState, fact: Fact[FindingNormalized]
) -> Outcome[IntakeState]:
    finding, code = fact.body, fact.subject
    record_id = record_of(code, finding)
    records, verdict = admit(state.records, record_id, reported(finding))
    if verdict == "known":
        return Outcome(state=state)
    after = msgspec.structs.replace(state, records=dict(records))
    known = records[record_id]
    if verdict == "of_another":
        refusal = Refusal(
            "record_of_another", "document_number", finding.document_number, known.department
        )
        told = rejection(rulebook, finding.origin, refusal, _said(finding))
        return Outcome(state=after, publish=_refused_finding(told, finding))
    publish = [_receipt(fact, verdict, record_id)]
    before = state.records.get(record_id)
    if before is None or before.revision < known.revision:
        body = admitted(record_id, known)
        publish.insert(0, Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return Outcome(state=after, publish=tuple(publish))


def _receipt(fact: Fact[FindingNormalized], verdict: Verdict, record_id: str) -> Publication:
    """Return what the sender of a finding is told that counts, or says nothing new."""
    outcome = _OUTCOMES.get(verdict, "repeated")
    reason = None if outcome == verdict else verdict
    body = settled_finding(fact.body, outcome, reason, code=fact.subject, record_id=record_id)
    return Publication(topic=REPORT_RECEIPTS, subject=fact.body.origin.department, body=body)
