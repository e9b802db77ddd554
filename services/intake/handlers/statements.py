"""At a statement's own key: reports wait for a person to read it, or go on with what it says."""

from collections.abc import Callable

import msgspec

from schemas.messages import Fact, FindingNormalized, ReportRejected, ReportUndecided
from schemas.topics import ADMISSIONS, REPORT_RECEIPTS, REPORT_REJECTIONS
from services.chassis.outcome import Outcome, Relay
from services.intake.domain.claims import Told
from services.intake.domain.completeness import Forms
from services.intake.domain.layout import Rulebook
from services.intake.domain.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.identities import keep_waiting, links_of, told_to_sender
from services.intake.translation.receipts import settled_unread
from services.intake.translation.reports import rejection
from services.intake.translation.statements import read_as

from .answers import refused
from .identifications import Effects
from .reports import linked
from .understanding import understand

GoOn = Callable[[Fact[ReportUndecided], Told], Effects]


def wait_for_reading(
    rulebook: Rulebook, go_on: GoOn, state: IntakeState, fact: Fact[ReportUndecided]
) -> Outcome[IntakeState]:
    """Send a report on where its statement was decided; keep it waiting where it was not."""
    before, body = state.identification, fact.body
    decision = before.told(fact.subject, fact.known_at)
    if decision is not None:
        return Outcome(state=state, publish=tuple(go_on(fact, decision)))
    waiting = keep_waiting(fact)
    if waiting in before.waiting:
        return Outcome(state=state)
    if before.has_room_for(waiting):
        after = before.with_waiting((*before.waiting, waiting))
        state = msgspec.structs.replace(state, identification=after)
        refusal = Refusal("value_ambiguous", body.field, body.sentence, "、".join(body.choices))
        answer = msgspec.structs.replace(
            rejection(rulebook, body.origin, refusal, body.fields),
            identifier=fact.subject,
            proposals=body.choices,
        )
    else:
        full = Refusal("too_many_waiting", body.field, fact.subject)
        answer = rejection(rulebook, body.origin, full, body.fields)
    return Outcome(state=state, publish=refused(answer, settled_unread(answer, body.reported_on)))


def build_go_on(rulebook: Rulebook, forms: Forms) -> GoOn:
    """Return how a report goes on once its statement was decided."""

    def go_on(fact: Fact[ReportUndecided], decision: Told) -> Effects:
        body = fact.body
        try:
            if decision.code is None:
                raise Refusal("statement_refused", body.field, body.sentence, decision.reason)
            decided = {**body.decided, body.statement: decision.code}
            going = understand(rulebook, forms, body.origin, body.fields, body.reported_on, decided)
        except Refusal as refusal:
            answer = rejection(rulebook, body.origin, refusal, body.fields)
            yield from _answered(fact, answer, decision)
            return
        yield Relay(topic=going.topic, fact=read_as(fact, going, decision))
        if going.topic is ADMISSIONS and isinstance(going.body, FindingNormalized):
            yield from map(linked, links_of(going.subject, going.body.content))

    return go_on


def _answered(fact: Fact[ReportUndecided], answer: ReportRejected, decision: Told) -> Effects:
    receipt = settled_unread(answer, fact.body.reported_on)
    for topic, body in ((REPORT_REJECTIONS, answer), (REPORT_RECEIPTS, receipt)):
        yield Relay(topic=topic, fact=told_to_sender(fact, body, decision))
