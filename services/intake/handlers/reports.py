"""The first hop: a report becomes a finding, or a decision, or its sender is told why not."""

from datetime import date

from schemas.messages import (
    Fact,
    FindingNormalized,
    IdentifierLinked,
    ReportSettled,
    ReportSubmitted,
)
from schemas.topics import ADMISSIONS, IDENTIFICATIONS, REPORT_RECEIPTS
from services.chassis.clock import day_of
from services.chassis.outcome import Publication
from services.intake.domain.completeness import Forms
from services.intake.domain.decision import read_decision
from services.intake.domain.double_decision import DoubleDecision
from services.intake.domain.layout import DECISION_LAYOUT, Rulebook
from services.intake.domain.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.doubles import decided_double
from services.intake.translation.identities import decided, links_of
from services.intake.translation.kept_findings import unpacked
from services.intake.translation.receipts import settled_unread
from services.intake.translation.records import digest_of, record_of
from services.intake.translation.reports import origin_of, rejection

from .answers import Published, refused
from .understanding import understand


def take_report(
    rulebook: Rulebook, forms: Forms, state: IntakeState, fact: Fact[ReportSubmitted]
) -> Published:
    """Return what follows from a report; `state` is that at the key which its sender gave it."""
    known_on = day_of(fact.known_at)
    try:
        if fact.body.layout == DECISION_LAYOUT:
            return _decided(rulebook, fact, known_on)
        return _normalized(rulebook, forms, state, fact, known_on)
    except Refusal as refusal:
        told = rejection(rulebook, origin_of(fact), refusal, fact.body.fields)
        return refused(told, settled_unread(told, known_on))


def _normalized(
    rulebook: Rulebook,
    forms: Forms,
    state: IntakeState,
    fact: Fact[ReportSubmitted],
    known_on: date,
) -> Published:
    going_on = understand(rulebook, forms, origin_of(fact), fact.body.fields, known_on, {})
    if going_on.topic is not ADMISSIONS or not isinstance(going_on.body, FindingNormalized):
        return (going_on,)
    return (going_on, *map(linked, _new_links(state, going_on.subject, going_on.body)))


def _new_links(state: IntakeState, code: str, finding: FindingNormalized) -> list[IdentifierLinked]:
    """Return a registration's links, without those of what is known of it already.

    These were published with the report that said so. As a rule a registry's rows have their codes
    as keys, so that the state here is the enterprise's; where it is another's, no record fits. A
    withdrawn registration may be one that was made for a succession, and had no links.
    """
    links = links_of(code, finding.content)
    known = state.records.get(record_of(code, finding)) if links else None
    if known is None or known.withdrawn:
        return links
    if known.holding.content == digest_of(finding):
        return []
    before = links_of(code, unpacked(known.holding.said).content)
    return [link for link in links if link not in before]


def _decided(rulebook: Rulebook, fact: Fact[ReportSubmitted], known_on: date) -> Published:
    """Send a person's decision to its identifier; its receipt says that it is taken."""
    decision = read_decision(rulebook, fact.body.department, fact.body.fields)
    if isinstance(decision, DoubleDecision):  # its receipt comes from where the records are
        body = decided_double(decision, origin_of(fact), fact.known_at)
        return (Publication(topic=ADMISSIONS, subject=decision.code, body=body),)
    receipt = ReportSettled(
        origin=origin_of(fact), outcome="accepted", code=decision.code, reported_on=known_on
    )
    return (
        Publication(topic=IDENTIFICATIONS, subject=decision.identifier, body=decided(decision)),
        Publication(topic=REPORT_RECEIPTS, subject=fact.body.department, body=receipt),
    )


def linked(link: IdentifierLinked) -> Publication:
    """Return a link on its way to its identifier."""
    return Publication(topic=IDENTIFICATIONS, subject=link.identifier, body=link)
