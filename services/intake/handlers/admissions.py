"""The third hop, at the enterprise: a finding is a new record, a correction, or a repeat."""

from collections.abc import Mapping

import msgspec

from schemas.messages import Fact, FindingNormalized
from schemas.messages.report_settled import ReportOutcome
from schemas.records import Registration
from schemas.topics import ADMISSIONS, REPORT_RECEIPTS, SAFETY_RECORDS
from services.chassis.outcome import Outcome, Publication
from services.intake.domain.admission import Records, Verdict, admit
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
    heard = heard_in(code, state.records, finding.content)
    records, verdict = admit(state.records, record_id, reported(finding, fact.known_at), heard)
    if verdict == "known":
        return Outcome(state=state)
    known = records[record_id]
    if verdict == "of_another":
        after = msgspec.structs.replace(state, records=dict(records))
        return Outcome(state=after, publish=refused_as_of_another(rulebook, finding, known))
    publish = [_receipt(fact, verdict, record_id, _remark(fact, records))]
    before = state.records.get(record_id)
    if before is None or before.revision < known.revision:
        records, told_anew = reheard(code, records, finding.content)
        record = admitted(record_id, known, successor_in(state.successions))
        told = Publication(topic=SAFETY_RECORDS, subject=code, body=record)
        publish = [told, *told_anew, *publish]
        publish.extend(
            Publication(topic=ADMISSIONS, subject=each.code, body=each)
            for each in successions_of(fact, state.records, records)
        )
    after = msgspec.structs.replace(state, records=dict(records))
    return Outcome(state=after, publish=tuple(publish))


def _remark(fact: Fact[FindingNormalized], records: Records) -> Remark | None:
    finding = fact.body
    if finding.withdrawn:
        return None
    find = finder(fact.subject, records)
    return remark_on(finding.origin.department, finding.content, find, content_of)


def _receipt(
    fact: Fact[FindingNormalized], verdict: Verdict, record_id: str, remark: Remark | None
) -> Publication:
    """Return what the sender of a finding is told that is taken, or says nothing new.

    That it has no effect goes before that another department said it too: it can be mended.
    """
    outcome = _OUTCOMES.get(verdict, "repeated")
    told = remark if verdict in _KEPT else None
    body = settled_finding(
        fact.body,
        outcome,
        told.reason if told else None if outcome == verdict else verdict,
        field=told.field if told else None,
        code=fact.subject,
        record_id=record_id,
    )
    return Publication(topic=REPORT_RECEIPTS, subject=fact.body.origin.department, body=body)
