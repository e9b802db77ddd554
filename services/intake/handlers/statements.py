"""The hop at a statement: reports wait until a person decides it, or go on with the decision."""

from collections.abc import Callable

import msgspec

from schemas.messages import Fact, FindingNormalized, ReportRejected, ReportUndecided
from schemas.topics import ADMISSIONS, REPORT_RECEIPTS, REPORT_REJECTIONS
from services.chassis.processing.outcome import Outcome, Relay
from services.intake.domain.identities.identifier_links import IdentifierOwner
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.quality.completeness import FormFields
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.identities import (
    links_of,
    sender_answer,
    waiting_fact,
)
from services.intake.translation.receipts import unread_receipt
from services.intake.translation.reports import rejection
from services.intake.translation.statements import read_report

from .answers import rejection_messages
from .identifications import Effects, with_waiting
from .next_hop import next_hop
from .reports import linked

GoOn = Callable[[Fact[ReportUndecided], IdentifierOwner], Effects]


def wait_for_reading(
    rulebook: Rulebook, go_on: GoOn, state: IntakeState, fact: Fact[ReportUndecided]
) -> Outcome[IntakeState]:
    """Send a report on where its statement was decided; keep it waiting where it was not."""
    before, body = state.identification, fact.body
    decision = before.owner_at(fact.subject, fact.known_at)
    if decision is not None:
        return Outcome(state=state, publish=tuple(go_on(fact, decision)))
    waiting = waiting_fact(fact)
    if state.records.has_seen(waiting.digest):
        return Outcome(state=state)
    if before.has_room_for(waiting.fact):
        state = with_waiting(state, waiting)
        refusal = Refusal("value_ambiguous", body.field, body.sentence, "、".join(body.choices))
        answer = msgspec.structs.replace(
            rejection(rulebook, body.origin, refusal, body.fields),
            identifier=fact.subject,
            proposals=body.choices,
        )
    else:
        full = Refusal("too_many_waiting", body.field, fact.subject)
        answer = rejection(rulebook, body.origin, full, body.fields)
    return Outcome(
        state=state, publish=rejection_messages(answer, unread_receipt(answer, body.reported_on))
    )


def build_go_on(rulebook: Rulebook, forms: FormFields) -> GoOn:
    """Return the function that sends on a report once its statement was decided."""

    def go_on(fact: Fact[ReportUndecided], decision: IdentifierOwner) -> Effects:
        body = fact.body
        try:
            if decision.code is None:
                raise Refusal("statement_refused", body.field, body.sentence, decision.reason)
            decided = {**body.decided, body.statement: decision.code}
            publication = next_hop(
                rulebook, forms, body.origin, body.fields, body.reported_on, decided
            )
        except Refusal as refusal:
            answer = rejection(rulebook, body.origin, refusal, body.fields)
            yield from _refused(fact, answer, decision)
            return
        yield Relay(topic=publication.topic, fact=read_report(fact, publication, decision))
        if publication.topic is ADMISSIONS and isinstance(publication.body, FindingNormalized):
            yield from map(linked, links_of(publication.subject, publication.body.content))

    return go_on


def _refused(
    fact: Fact[ReportUndecided], answer: ReportRejected, decision: IdentifierOwner
) -> Effects:
    receipt = unread_receipt(answer, fact.body.reported_on)
    for topic, body in ((REPORT_REJECTIONS, answer), (REPORT_RECEIPTS, receipt)):
        yield Relay(topic=topic, fact=sender_answer(fact, body, decision))
