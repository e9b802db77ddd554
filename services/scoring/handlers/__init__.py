"""What scoring does with each message: keep the ledger, assess, say what changed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.messages import Body, DayBegan, DoubleSuspected, Fact, RecordAdmitted
from schemas.on_record.admitted import entry_of
from schemas.on_record.entry import LedgerEntry
from schemas.records import ObjectionDecided
from schemas.topics import ASSESSMENTS
from services.chassis.processing.outcome import Outcome, Publication, Relay
from services.scoring.domain.live.published_assessment import as_published
from services.scoring.domain.records.rated_kinds import NOT_RATED_ALONE, RELAYED
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.translation import suspicion_of

from .assessments import AssessmentCause, Rules, ScoringOutcome, assessment_outcome, rated_no_more
from .endings import without_ended

Admit = Callable[[ScoringState, Fact[Any], date], ScoringOutcome]
Wake = Callable[[ScoringState, str, Fact[DayBegan]], ScoringOutcome]


def _begins_to_be_rated(state: ScoringState, entry: LedgerEntry, *, swept: bool) -> bool:
    """Say whether an enterprise that was not rated is now: by this record, if it is kept."""
    if isinstance(entry.content, NOT_RATED_ALONE):
        return False
    return not swept or state.ledger.is_rated()


def build(rules: Rules) -> Mapping[type[Body], Admit]:
    """Return the handlers under these rules."""

    def admit(state: ScoringState, fact: Fact[RecordAdmitted], today: date) -> ScoringOutcome:
        body = fact.body
        entry = entry_of(fact)
        ledger = state.ledger.with_entry(entry)
        if ledger is state.ledger:
            return Outcome(state=state, wake_on=state.wakes_on)
        retention = state.retention.with_entry(entry, rules.retention, today)
        after = msgspec.structs.replace(state, ledger=ledger, retention=retention)
        relayed = isinstance(body.content, RELAYED)
        relays: tuple[Relay | Publication, ...] = ()
        if relayed:
            relays = (Relay(topic=ASSESSMENTS, fact=fact),)
        if due := retention.is_due(today):  # a report of what is kept no longer
            after, endings = without_ended(after, rules.retention, fact.subject, today)
            relays += endings
        if state.published is None and not _begins_to_be_rated(after, entry, swept=due):
            return Outcome(state=after, publish=relays, wake_on=after.wakes_on)
        known = as_published(state, rules.packs)
        may_improve_past = body.withdrawn or bool(body.same_as)
        may_improve_past = may_improve_past or isinstance(body.content, ObjectionDecided)
        cause = AssessmentCause(
            fact.subject, fact, today, (entry,), body.record_id, may_improve_past, less=due
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
        after = msgspec.structs.replace(state, ledger=ledger)
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
    beginnings = frozenset(edition.effective_from for edition in rules.retention)

    def wake(state: ScoringState, subject: str, began: Fact[DayBegan]) -> ScoringOutcome:
        day, after = began.body.day, state
        endings: tuple[Publication, ...] = ()
        known = as_published(state, rules.packs)
        if state.retention.is_due(day) or day in beginnings:
            after, endings = without_ended(state, rules.retention, subject, day)
        less = after.ledger is not state.ledger
        if after.published is None:  # for acts and stakes alone nobody is rated
            return Outcome(state=after, publish=endings, wake_on=after.wakes_on)
        cause = AssessmentCause(subject, began, day, less=less)
        return assessment_outcome(rules, after, known, cause, endings)

    return wake
