"""The third hop, at the enterprise: a finding is a new record, a correction, or a repeat."""

from collections.abc import Mapping

import msgspec

from schemas.messages import Fact, FindingNormalized
from schemas.messages.report_settled import ReportOutcome
from schemas.records import Registration
from schemas.topics import ADMISSIONS, REPORT_RECEIPTS, SAFETY_RECORDS
from services.chassis.outcome import Outcome, Publication
from services.intake.domain.admission import Verdict, admit
from services.intake.domain.layout import Rulebook
from services.intake.domain.reference import Remark, remark_on
from services.intake.domain.state import IntakeState
from services.intake.domain.succession import successor_in
from services.intake.translation.receipts import settled_finding
from services.intake.translation.records import (
    admitted,
    content_of,
    record_of,
    reported,
)
from services.intake.translation.successions import successions_of

from .answers import refused_as_of_another
from .doubles import other_of, reconsidered
from .hearing import finder, heard_in, reheard
from .successions import further_on

_OUTCOMES: Mapping[Verdict, ReportOutcome] = {
    "accepted": "accepted",
    "corrected": "corrected",
    "still_reported": "corrected",
}
# What was said is kept as its department says it.
_KEPT = frozenset({"accepted", "corrected", "repeated", "also_reported", "reported_otherwise"})


def admit_finding(
    rulebook: Rulebook, state: IntakeState, fact: Fact[FindingNormalized]
) -> Outcome[IntakeState]:
    """Admit a finding about the enterprise of this key."""
    finding, code = fact.body, fact.subject
    if not isinstance(finding.content, Registration):
        further = further_on(state, fact)
        if further is not None:
            return further
    record_id = record_of(code, finding)
    heard = heard_in(code, state.records, state.doubles.same(), finding.content)
    records, verdict = admit(state.records, record_id, reported(finding, fact.known_at), heard)
    if verdict == "known":
        return Outcome(state=state)
    known = records[record_id]
    if verdict == "of_another":
        after = msgspec.structs.replace(state, records=dict(records))
        return Outcome(state=after, publish=refused_as_of_another(rulebook, finding, known))
    before = state.records.get(record_id)
    told = before is None or before.revision < known.revision
    after = msgspec.structs.replace(state, records=dict(records))
    result = reconsidered(rulebook, code, after, record_id, fact.known_at, already=told)
    after, same = result.state, result.state.doubles.same()
    publish: list[Publication] = []
    if told:
        records, told_anew = reheard(code, after.records, same, finding.content)
        after = msgspec.structs.replace(after, records=records)
        record = admitted(record_id, known, successor_in(state.successions), same.get(record_id))
        publish = [Publication(topic=SAFETY_RECORDS, subject=code, body=record), *told_anew]
    publish = [*result.first, *publish, *result.last, _receipt(fact, verdict, record_id, after)]
    if told:
        publish.extend(
            Publication(topic=ADMISSIONS, subject=each.code, body=each)
            for each in successions_of(fact, state.records, after.records)
        )
    return Outcome(state=after, publish=tuple(publish))


def _remark(fact: Fact[FindingNormalized], state: IntakeState) -> Remark | None:
    finding = fact.body
    if finding.withdrawn:
        return None
    find = finder(fact.subject, state.records, state.doubles.same())
    return remark_on(finding.origin.department, finding.content, find, content_of)


def _receipt(
    fact: Fact[FindingNormalized], verdict: Verdict, record_id: str, state: IntakeState
) -> Publication:
    """Return what the sender of a finding is told that is taken, or says nothing new.

    That it has no effect goes first, as it can be mended; that it may be another record under a
    second number goes before that another department said it too.
    """
    outcome = _OUTCOMES.get(verdict, "repeated")
    remark = _remark(fact, state) if verdict in _KEPT else None
    finding = fact.body
    double = None
    if verdict in _KEPT and remark is None:
        double = other_of(state, finding.content, finding.document_number)
    reason: str | None = None if outcome == verdict else verdict
    if remark is not None:
        reason = remark.reason
    elif double is not None:
        reason = double[0]
    body = settled_finding(
        fact.body,
        outcome,
        reason,
        field=remark.field if remark else None,
        code=fact.subject,
        record_id=record_id,
        double=double[1] if double else None,
    )
    return Publication(topic=REPORT_RECEIPTS, subject=fact.body.origin.department, body=body)
