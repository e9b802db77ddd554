"""The first hop: a report becomes a finding, or a decision, or its sender is told why not."""

from datetime import date

from schemas.messages import Fact, IdentifierLinked, ReportSettled, ReportSubmitted
from schemas.topics import ADMISSIONS, IDENTIFICATIONS, REPORT_RECEIPTS
from services.chassis.clock import day_of, start_of
from services.chassis.outcome import Publication
from services.intake.domain.completeness import Forms
from services.intake.domain.decision import read_decision
from services.intake.domain.layout import DECISION_LAYOUT, Rulebook
from services.intake.domain.normalization import normalize
from services.intake.domain.refusal import Refusal
from services.intake.translation.identities import decided, links_of
from services.intake.translation.receipts import settled_unread
from services.intake.translation.records import to_message
from services.intake.translation.reports import origin_of, rejection

from .answers import Published, refused


def take_report(rulebook: Rulebook, forms: Forms, fact: Fact[ReportSubmitted]) -> Published:
    """Return what follows from a report."""
    known_on = day_of(fact.known_at)
    try:
        if fact.body.layout == DECISION_LAYOUT:
            return _decided(rulebook, fact, known_on)
        return _normalized(rulebook, forms, fact, known_on)
    except Refusal as refusal:
        told = rejection(rulebook, origin_of(fact), refusal, fact.body.fields)
        return refused(told, settled_unread(told, known_on))


def _normalized(
    rulebook: Rulebook, forms: Forms, fact: Fact[ReportSubmitted], known_on: date
) -> Published:
    report = fact.body
    finding = normalize(rulebook, report.layout, report.department, report.fields, known_on)
    filling = forms.filling(report.layout, report.fields, finding)
    to_identify = finding.code is None
    going_on = Publication(
        topic=IDENTIFICATIONS if to_identify else ADMISSIONS,
        subject=finding.code or finding.identifier,
        body=to_message(finding, origin_of(fact), known_on, filling),
        occurred_at=start_of(finding.occurred_on),
    )
    links = [] if finding.code is None else links_of(finding.code, finding.content)
    return (going_on, *map(linked, links))


def _decided(rulebook: Rulebook, fact: Fact[ReportSubmitted], known_on: date) -> Published:
    """Send a person's decision to its identifier; its receipt says that it is taken."""
    decision = read_decision(rulebook, fact.body.department, fact.body.fields)
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
