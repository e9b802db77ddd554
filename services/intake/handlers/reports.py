"""The first hop: a report becomes a finding, a decision or a rejection."""

from datetime import date

from schemas.messages import (
    Fact,
    FindingNormalized,
    IdentifierLinked,
    ReportProcessed,
    ReportSubmitted,
)
from schemas.topics import ADMISSIONS, IDENTIFICATIONS, REPORT_RECEIPTS
from services.chassis.clock import day_of
from services.chassis.processing.outcome import Publication
from services.intake.domain.doubles.decision import DoubleDecision
from services.intake.domain.identities.decision import read_decision
from services.intake.domain.layouts.layout import DECISION_LAYOUT, Rulebook
from services.intake.domain.quality.completeness import FormFields
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.doubles import decided_double
from services.intake.translation.identities import decision_message, links_of
from services.intake.translation.packed_findings import unpacked
from services.intake.translation.receipts import unread_receipt
from services.intake.translation.records import content_digest, record_of
from services.intake.translation.reports import origin_of, rejection

from .answers import Publications, rejection_messages
from .next_hop import next_hop


def take_report(
    rulebook: Rulebook, forms: FormFields, state: IntakeState, fact: Fact[ReportSubmitted]
) -> Publications:
    """Return what follows from a report; `state` is that at the key which its sender gave it."""
    known_on = day_of(fact.known_at)
    try:
        if fact.body.layout == DECISION_LAYOUT:
            return _decision_publications(rulebook, fact, known_on)
        return _normalized(rulebook, forms, state, fact, known_on)
    except Refusal as refusal:
        rejected = rejection(rulebook, origin_of(fact), refusal, fact.body.fields)
        return rejection_messages(rejected, unread_receipt(rejected, known_on))


def _normalized(
    rulebook: Rulebook,
    forms: FormFields,
    state: IntakeState,
    fact: Fact[ReportSubmitted],
    known_on: date,
) -> Publications:
    publication = next_hop(rulebook, forms, origin_of(fact), fact.body.fields, known_on, {})
    if publication.topic is not ADMISSIONS or not isinstance(publication.body, FindingNormalized):
        return (publication,)
    return (publication, *map(linked, _new_links(state, publication.subject, publication.body)))


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
    if known.prevailing.content == content_digest(finding):
        return []
    before = links_of(code, unpacked(known.prevailing.packed_finding).content)
    return [link for link in links if link not in before]


def _decision_publications(
    rulebook: Rulebook, fact: Fact[ReportSubmitted], known_on: date
) -> Publications:
    """Send a person's decision to its identifier; its receipt says that it is taken."""
    decision = read_decision(rulebook, fact.body.department, fact.body.fields)
    if isinstance(decision, DoubleDecision):  # its receipt comes from where the records are
        body = decided_double(decision, origin_of(fact), fact.known_at)
        return (Publication(topic=ADMISSIONS, subject=decision.code, body=body),)
    receipt = ReportProcessed(
        origin=origin_of(fact), outcome="accepted", code=decision.code, reported_on=known_on
    )
    return (
        Publication(
            topic=IDENTIFICATIONS, subject=decision.identifier, body=decision_message(decision)
        ),
        Publication(topic=REPORT_RECEIPTS, subject=fact.body.department, body=receipt),
    )


def linked(link: IdentifierLinked) -> Publication:
    """Return a link on its way to its identifier."""
    return Publication(topic=IDENTIFICATIONS, subject=link.identifier, body=link)
