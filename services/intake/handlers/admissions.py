"""The third hop, at the enterprise: a finding is a new record, a correction, or a repeat."""

from collections.abc import Mapping

from schemas.messages import Fact, FindingNormalized
from schemas.messages.report_processed import ReportOutcome
from schemas.records import Registration
from schemas.topics import ADMISSIONS, REPORT_RECEIPTS
from services.chassis.processing.outcome import Outcome, Publication
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.records.admission import Verdict, admit
from services.intake.domain.records.reference import NAMING, Remark, remark_on
from services.intake.domain.state import IntakeState
from services.intake.translation.receipts import finding_receipt
from services.intake.translation.records import (
    content_of,
    incoming_report,
    record_of,
    with_index,
)
from services.intake.translation.successions import successions_of

from .admitted_records import published_record
from .answers import other_department_messages
from .authorization import authorization_for, record_finder
from .doubles import possible_double, update_after_record
from .successions import forward_to_successor

_OUTCOMES: Mapping[Verdict, ReportOutcome] = {
    "accepted": "accepted",
    "corrected": "corrected",
    "still_reported": "corrected",
}
# Verdicts on which the department's version is stored.
_VERSION_STORED = frozenset(
    {"accepted", "corrected", "repeated", "also_reported", "reported_otherwise"}
)


def admit_finding(
    rulebook: Rulebook, state: IntakeState, fact: Fact[FindingNormalized]
) -> Outcome[IntakeState]:
    """Admit a finding about the enterprise of this key."""
    finding, code = fact.body, fact.subject
    if not isinstance(finding.content, Registration):
        forwarding = forward_to_successor(state, fact)
        if forwarding is not None:
            return forwarding
    record_id = record_of(code, finding)
    authorized = authorization_for(code, state, finding.content)
    records, verdict = admit(
        state.records, record_id, incoming_report(finding, fact.known_at), authorized
    )
    if verdict == "known":
        return Outcome(state=state)
    known = records[record_id]
    if verdict == "of_another":
        after = state.over(records)
        return Outcome(state=after, publish=other_department_messages(rulebook, finding, known))
    before = state.records.get(record_id)
    is_published = before is None or before.revision < known.revision
    after = state.over(with_index(records, record_id, finding.content))
    result = update_after_record(
        rulebook, code, after, record_id, fact.known_at, already_published=is_published
    )
    after = result.state
    publish: list[Publication] = []
    if is_published:
        after, publications = published_record(code, after, record_id, known, finding)
        publish.extend(publications)
    publish = [*result.first, *publish, *result.last, _receipt(fact, verdict, record_id, after)]
    if is_published:
        publish.extend(
            Publication(topic=ADMISSIONS, subject=each.code, body=each)
            for each in successions_of(fact, state.records, after.records)
        )
    return Outcome(state=after, publish=tuple(publish))


def _remark(fact: Fact[FindingNormalized], state: IntakeState) -> Remark | None:
    finding = fact.body
    if finding.withdrawn or not isinstance(finding.content, NAMING):
        return None
    find = record_finder(fact.subject, state)
    return remark_on(finding.origin.department, finding.content, find, content_of)


def _receipt(
    fact: Fact[FindingNormalized], verdict: Verdict, record_id: str, state: IntakeState
) -> Publication:
    """Return the receipt of a finding that was admitted or repeated.

    Of several reasons the receipt has the first: it has no effect yet (it can be corrected); it may
    be another record under a second number; another department reported it too.
    """
    outcome = _OUTCOMES.get(verdict, "repeated")
    remark = _remark(fact, state) if verdict in _VERSION_STORED else None
    finding = fact.body
    double = None
    if verdict in _VERSION_STORED and remark is None:
        double = possible_double(state, finding.content, finding.document_number)
    reason: str | None = None if outcome == verdict else verdict
    if remark is not None:
        reason = remark.reason
    elif double is not None:
        reason = double[0]
    body = finding_receipt(
        fact.body,
        outcome,
        reason,
        field=remark.field if remark else None,
        code=fact.subject,
        record_id=record_id,
        double=double[1] if double else None,
    )
    return Publication(topic=REPORT_RECEIPTS, subject=fact.body.origin.department, body=body)
