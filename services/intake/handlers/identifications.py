"""The second hop, at the identifier: findings go on to whose it is, wait, or are refused."""

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
from services.chassis.outcome import Outcome, Publication, Relay
from services.intake.domain.claims import Identification, Told
from services.intake.domain.identification import flaw_of
from services.intake.domain.layout import Rulebook
from services.intake.domain.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.identities import (
    claim_of,
    identified,
    keep_waiting,
    links_of,
    told_to_sender,
    waiting_fact,
)
from services.intake.translation.reports import rejection

from .answers import receipt_of, refused_finding, said
from .reports import linked

Effects = Iterator[Publication | Relay]


def identify(
    rulebook: Rulebook, state: IntakeState, fact: Fact[FindingNormalized]
) -> Outcome[IntakeState]:
    """Send a finding on where its identifier is known; keep it waiting where it is not."""
    before, identifier = state.identification, fact.subject
    told = before.told(identifier, fact.known_at)
    if told is not None:
        return Outcome(state=state, publish=tuple(_settled(rulebook, fact, told)))
    waiting = keep_waiting(fact)
    if waiting in before.waiting:
        return Outcome(state=state)
    if not before.has_room_for(waiting):
        full = Refusal("too_many_waiting", fact.body.identifier_field, identifier)
        body = rejection(rulebook, fact.body.origin, full, said(fact.body))
        return Outcome(state=state, publish=refused_finding(body, fact.body))
    choices = before.choices(identifier)
    nobodys = fact.body.placeholder
    refusal = Refusal(
        "code_placeholder" if nobodys else before.why_unknown(identifier),
        fact.body.identifier_field,
        nobodys or identifier.partition(":")[2],
        "、".join(choices) or None,
    )
    body = msgspec.structs.replace(
        rejection(rulebook, fact.body.origin, refusal, said(fact.body)),
        identifier=identifier,
        proposals=choices,
    )
    after = before.with_waiting((*before.waiting, waiting))
    return Outcome(state=_with(state, after), publish=refused_finding(body, fact.body))


def claim(
    state: IntakeState,
    fact: Fact[IdentifierLinked] | Fact[IdentifierRefused] | Fact[StatementDecided],
    go_on: Callable[[Fact[Any], Told], Effects],
) -> Outcome[IntakeState]:
    """Take what the registry or a person says, and let go on what waited for it."""
    before, identifier = state.identification, fact.subject
    after = before.with_claim(claim_of(fact))
    if after is before:
        return Outcome(state=state)
    if not before.waiting or after.told(identifier, fact.known_at) is None:
        return Outcome(state=_with(state, after))
    publish: list[Publication | Relay] = []
    still_waiting: list[bytes] = []
    for kept in before.waiting:
        finding = waiting_fact(kept)
        told = after.told(identifier, finding.known_at)
        if told is None:
            still_waiting.append(kept)
        else:
            publish.extend(go_on(finding, told))
    after = after.with_waiting(tuple(still_waiting))
    return Outcome(state=_with(state, after), publish=tuple(publish))


def build_go_on(rulebook: Rulebook) -> Callable[[Fact[FindingNormalized], Told], Effects]:
    """Return how a finding goes on once its identifier was decided."""
    return partial(_settled, rulebook)


def _settled(rulebook: Rulebook, fact: Fact[FindingNormalized], told: Told) -> Effects:
    """Yield a finding on its way to its enterprise, or what its sender is told.

    To a code that has a flaw it goes by what a person decided about that code, or waits there.
    """
    itself = f"code:{told.code}"
    if told.code is not None and itself != fact.subject and flaw_of(itself) is not None:
        yield Relay(topic=IDENTIFICATIONS, fact=identified(fact, itself, told))
        return
    if told.code is not None:
        yield Relay(topic=ADMISSIONS, fact=identified(fact, told.code, told))
        # A registration that itself had to be identified tells of other identifiers.
        yield from map(linked, links_of(told.code, fact.body.content))
        return
    value = fact.body.identifier.partition(":")[2]
    refusal = Refusal("identity_refused", fact.body.identifier_field, value, told.reason)
    body = rejection(rulebook, fact.body.origin, refusal, said(fact.body))
    for topic, answer in (
        (REPORT_REJECTIONS, body),
        (REPORT_RECEIPTS, receipt_of(body, fact.body)),
    ):
        yield Relay(topic=topic, fact=told_to_sender(fact, answer, told))


def _with(state: IntakeState, identification: Identification) -> IntakeState:
    return msgspec.structs.replace(state, identification=identification)
