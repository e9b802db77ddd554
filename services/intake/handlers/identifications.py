"""The second hop, at the identifier: findings go on to its enterprise, wait, or are refused."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec

from schemas.messages import (
    Fact,
    FindingNormalized,
    IdentifierLinked,
    IdentifierRefused,
    StatementDecided,
)
from schemas.topics import ADMISSIONS, IDENTIFICATIONS, REPORT_RECEIPTS, REPORT_REJECTIONS
from services.chassis.processing.outcome import Outcome, Publication, Relay
from services.intake.domain.identities.identification import flaw_of
from services.intake.domain.identities.identifier import code_identifier, identifier_in
from services.intake.domain.identities.identifier_links import IdentifierOwner
from services.intake.domain.identities.waiting import WaitingFact, summary_of, summary_with
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.identities import (
    decode_waiting,
    identified,
    link_of,
    links_of,
    sender_answer,
    waiting_fact,
)
from services.intake.translation.reports import rejection

from .answers import finding_fields, finding_rejection_messages, rejection_receipt
from .reports import linked

Effects = Iterator[Publication | Relay]


def identify(
    rulebook: Rulebook, state: IntakeState, fact: Fact[FindingNormalized]
) -> Outcome[IntakeState]:
    """Send a finding on where its identifier is known; keep it waiting where it is not."""
    before, identifier = state.identification, fact.subject
    owner = before.owner_at(identifier, fact.known_at)
    if owner is not None:
        return Outcome(state=state, publish=tuple(_identified(rulebook, fact, owner)))
    waiting = waiting_fact(fact)
    if state.records.has_seen(waiting.digest):
        return Outcome(state=state)
    if not before.has_room_for(waiting.fact):
        full = Refusal("too_many_waiting", fact.body.identifier_field, identifier)
        body = rejection(rulebook, fact.body.origin, full, finding_fields(fact.body))
        return Outcome(state=state, publish=finding_rejection_messages(body, fact.body))
    choices = before.choices(identifier)
    placeholder = fact.body.placeholder
    refusal = Refusal(
        "code_placeholder" if placeholder else before.waiting_reason(identifier),
        fact.body.identifier_field,
        placeholder or identifier_in(identifier).value,
        "、".join(choices) or None,
    )
    body = msgspec.structs.replace(
        rejection(rulebook, fact.body.origin, refusal, finding_fields(fact.body)),
        identifier=identifier,
        proposals=choices,
    )
    after = with_waiting(state, waiting)
    return Outcome(state=after, publish=finding_rejection_messages(body, fact.body))


def with_waiting(state: IntakeState, waiting: WaitingFact) -> IntakeState:
    """Return the state with one more fact waiting."""
    summary = summary_with(state.identification.waiting, waiting)
    after = state.over(state.records.with_seen(waiting.digest))
    after = after.over(after.waiting.with_one(state.identification.waited, waiting.fact))
    return after.with_identification(state.identification.with_one_waiting(summary))


def take_link(
    state: IntakeState,
    fact: Fact[IdentifierLinked] | Fact[IdentifierRefused] | Fact[StatementDecided],
    go_on: Callable[[Fact[Any], IdentifierOwner], Effects],
) -> Outcome[IntakeState]:
    """Take a link from the registry or a person, and send on the facts that waited for it."""
    before, identifier = state.identification, fact.subject
    after = before.with_link(link_of(fact))
    if after is before:
        return Outcome(state=state)
    if not before.waiting or after.owner_at(identifier, fact.known_at) is None:
        return Outcome(state=state.with_identification(after))
    publish: list[Publication | Relay] = []
    waiting, still_waiting = state.waiting, list[WaitingFact]()
    for name, value in waiting.items():
        finding = decode_waiting(value)
        owner = after.owner_at(identifier, finding.known_at)
        if owner is None:
            still_waiting.append(waiting_fact(finding))
        else:
            publish.extend(go_on(finding, owner))
            waiting = waiting.with_row(name, None)
    after = after.with_left_waiting(summary_of(still_waiting))
    return Outcome(state=state.over(waiting).with_identification(after), publish=tuple(publish))


def build_go_on(
    rulebook: Rulebook,
) -> Callable[[Fact[FindingNormalized], IdentifierOwner], Effects]:
    """Return the function that sends on a finding once its identifier is linked."""
    return partial(_identified, rulebook)


def _identified(
    rulebook: Rulebook, fact: Fact[FindingNormalized], owner: IdentifierOwner
) -> Effects:
    """Yield a finding on its way to its enterprise, or its rejection.

    To a code that has a flaw it goes by what a person decided about that code, or waits there.
    """
    if owner.code is not None:
        itself = code_identifier(owner.code)
        if itself != fact.subject and flaw_of(itself) is not None:
            yield Relay(topic=IDENTIFICATIONS, fact=identified(fact, itself, owner))
            return
        yield Relay(topic=ADMISSIONS, fact=identified(fact, owner.code, owner))
        # A registration that itself had to be identified tells of other identifiers.
        yield from map(linked, links_of(owner.code, fact.body.content))
        return
    value = identifier_in(fact.body.identifier).value
    refusal = Refusal("identity_refused", fact.body.identifier_field, value, owner.reason)
    body = rejection(rulebook, fact.body.origin, refusal, finding_fields(fact.body))
    for topic, answer in (
        (REPORT_REJECTIONS, body),
        (REPORT_RECEIPTS, rejection_receipt(body, fact.body)),
    ):
        yield Relay(topic=topic, fact=sender_answer(fact, answer, owner))
