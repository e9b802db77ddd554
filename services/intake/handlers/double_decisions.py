"""A person's decision whether two records are one, at their enterprise."""

from schemas.messages import DoubleDecided, Fact, ReportProcessed
from schemas.topics import REPORT_RECEIPTS
from services.chassis.processing.outcome import Outcome, Publication
from services.intake.domain.doubles.doubles import pair_key, pair_member
from services.intake.domain.doubles.name import Pair, double_named
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.state import IntakeState
from services.intake.translation.doubles import digest_of_decision, named_record, pair_decision
from services.intake.translation.receipts import unread_receipt
from services.intake.translation.reports import rejection

from .answers import rejection_messages
from .doubles import update_doubles


def decide_double(
    rulebook: Rulebook, state: IntakeState, fact: Fact[DoubleDecided]
) -> Outcome[IntakeState]:
    """Apply a person's decision whether two records are one; its sender gets a receipt."""
    body, doubles = fact.body, state.doubles
    name = double_named(body.double)
    if name is None:  # the first hop lets none through
        return Outcome(state=state)
    letters = pair_key(name.pair)
    before = doubles.decisions.get(letters)
    if state.records.has_seen(digest := digest_of_decision(fact)):
        return Outcome(state=state)
    both = all((each := doubles.compared.get(it)) and each.stands for it in name.pair)
    has_sender = not body.moved
    if both and has_sender and (refusal := _not_decidable(state, name.pair, body)) is not None:
        answer = rejection(rulebook, body.origin, refusal, {"identifier": body.double})
        receipt = unread_receipt(answer, body.reported_on)
        return Outcome(state=state, publish=rejection_messages(answer, receipt))
    if before is not None and before.known_at > fact.known_at:
        return Outcome(state=state, publish=_receipt(fact, "decided_later"))
    seen = state.over(state.records.with_seen(digest))
    after = seen.doubles.with_decision(name.pair, pair_decision(fact))
    known = [record for each in name.pair if (record := after.compared.get(each))]
    touched = {key for record in known for key in record.keys}
    result = update_doubles(
        rulebook.doubles, fact.subject, state.over(after), touched, set(name.pair)
    )
    return Outcome(
        state=result.state,
        publish=(
            *result.first,
            *result.last,
            *_receipt(fact, None if both else "double_unknown"),
        ),
    )


def _not_decidable(state: IntakeState, pair: Pair, body: DoubleDecided) -> Refusal | None:
    """Return why two records can't be one as it is decided: it has to be clear which counts."""
    if not body.one:
        return None
    doubles = state.doubles
    records = [named_record(doubles, each, state.records) for each in pair]
    kinds = {str(record.kind) for record in records}
    choices = "、".join(dict.fromkeys(each.document_number for each in records))
    if body.holds is None and len(kinds) > 1:
        choices = "、".join((choices, *sorted(kinds)))
        return Refusal("double_holds_missing", "holds", None, choices)
    if body.holds is not None and pair_member(doubles, pair, body.holds) is None:
        return Refusal("double_holds_unknown", "holds", body.holds, choices)
    return None


def _receipt(fact: Fact[DoubleDecided], reason: str | None) -> tuple[Publication, ...]:
    """Return the receipt of a decision; none where it was moved from another code."""
    if fact.body.moved:
        return ()
    body = ReportProcessed(
        origin=fact.body.origin,
        outcome="accepted",
        code=fact.subject,
        reason=reason,
        reported_on=fact.body.reported_on,
    )
    department = fact.body.origin.department
    return (Publication(topic=REPORT_RECEIPTS, subject=department, body=body),)
