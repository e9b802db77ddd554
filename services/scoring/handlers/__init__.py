"""What scoring does with each message: keep the ledger, assess, say what changed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from schemas.messages import Body, DayBegan, DoubleSuspected, Fact, RecordAdmitted
from schemas.records import ObjectionDecided
from schemas.topics import ASSESSMENTS
from services.chassis.processing.outcome import Outcome, Relay
from services.scoring.domain.live.published_assessment import as_published
from services.scoring.domain.records.rated_kinds import NOT_RATED_ALONE, RELAYED
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.translation import entry_of, suspicion_of

from .assessments import AssessmentCause, Rules, ScoringOutcome, assessment_outcome, rated_no_more

Admit = Callable[[ScoringState, Fact[Any], date], ScoringOutcome]
Wake = Callable[[ScoringState, str, Fact[DayBegan]], ScoringOutcome]


def build(rules: Rules) -> Mapping[type[Body], Admit]:
    """Return the handlers under these rules."""

    def admit(state: ScoringState, fact: Fact[RecordAdmitted], today: date) -> ScoringOutcome:
        body = fact.body
        entry = entry_of(fact)
        ledger = state.ledger.with_entry(entry)
        if ledger is state.ledger:
            return Outcome(state=state, wake_on=state.wakes_on)
        after = ScoringState(ledger, state.published, state.warnings)
        relayed = isinstance(body.content, RELAYED)
        relays = (Relay(topic=ASSESSMENTS, fact=fact),) if relayed else ()
        if state.published is None and isinstance(body.content, NOT_RATED_ALONE):
            return Outcome(state=after, publish=relays, wake_on=after.wakes_on)
        known = as_published(state, rules.packs)
        may_improve_past = body.withdrawn or bool(body.same_as)
        may_improve_past = may_improve_past or isinstance(body.content, ObjectionDecided)
        cause = AssessmentCause(
            fact.subject, fact, today, (entry,), body.record_id, may_improve_past
        )
        if known is not None and (successor := known.succession_with(entry)) is not None:
            return rated_no_more(known, successor, after, cause, relays)
        return assessment_outcome(rules, after, known, cause, relays)

    def suspect(state: ScoringState, fact: Fact[DoubleSuspected], today: date) -> ScoringOutcome:
        """Keep the question whether two records are one: their lines are marked, and count."""
        suspicion = suspicion_of(fact)
        ledger = state.ledger.with_suspicion(suspicion)
        if ledger is state.ledger:
            return Outcome(state=state, wake_on=state.wakes_on)
        after = ScoringState(ledger, state.published, state.warnings)
        if state.published is None:
            return Outcome(state=after, wake_on=after.wakes_on)
        prompted_by = fact.body.records[0].record_id
        cause = AssessmentCause(fact.subject, fact, today, (suspicion,), prompted_by)
        known = as_published(state, rules.packs)
        return assessment_outcome(rules, after, known, cause, ())

    return {RecordAdmitted: admit, DoubleSuspected: suspect}


def build_wake(rules: Rules) -> Wake:
    """Return what is done on a day on which a standing changes by itself or an edition begins.

    Also on one on which the enterprise is to be warned.
    """

    def wake(state: ScoringState, subject: str, began: Fact[DayBegan]) -> ScoringOutcome:
        if state.published is None:  # for acts and stakes alone nobody is rated
            return Outcome(state=state)
        cause = AssessmentCause(subject, began, began.body.day)
        return assessment_outcome(rules, state, as_published(state, rules.packs), cause, ())

    return wake
