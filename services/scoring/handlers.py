"""What scoring does with each message: keep the ledger, assess, say what changed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.messages import Body, DayBegan, DoubleSuspected, Fact, RecordAdmitted, RetroactiveGrade
from schemas.records import ObjectionDecided
from schemas.topics import ASSESSMENTS, EARLY_WARNINGS, GRADE_CHANGES, STANDINGS
from services.chassis.processing.outcome import Outcome, Publication, Relay
from services.scoring.domain.memo import Memo
from services.scoring.domain.outlook.early_warning import EarlyWarning, warn, with_next_look
from services.scoring.domain.outlook.issued_warnings import IssuedWarnings
from services.scoring.domain.packs.early_warning_rules import EarlyWarningRules
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.records.rated_kinds import NOT_RATED_ALONE, RELAYED
from services.scoring.domain.records.recorded_situations import affects_standing
from services.scoring.domain.standing.assessment import Standing, assess
from services.scoring.domain.standing.difference import digest_of, equal_except_day
from services.scoring.domain.standing.grade_reasons import grade_reasons
from services.scoring.domain.standing.retroactive_grades import revised_grades

from .domain.scoring_state import Published, ScoringState, history_with
from .translation import (
    early_warning_raised,
    entry_of,
    grade_changed,
    logged,
    standing_assessed,
    suspicion_of,
    with_decision,
)

_RECENT_CHANGES = 24  # of a grade; what is older is not looked at again
_ON_STANDINGS = (ASSESSMENTS, STANDINGS)
_STANDINGS: Memo[Published, Standing] = Memo()  # that were published, while their states live
ScoringOutcome = Outcome[ScoringState]
Admit = Callable[[ScoringState, Fact[Any], date], ScoringOutcome]
Wake = Callable[[ScoringState, str, Fact[DayBegan]], ScoringOutcome]


class Rules(msgspec.Struct, frozen=True):
    """The packs, and the editions on early warnings in their order."""

    packs: Rulebooks
    early_warnings: tuple[EarlyWarningRules, ...]


def build(rules: Rules) -> Mapping[type[Body], Admit]:
    """Return the handlers under these rules."""

    def admit(state: ScoringState, fact: Fact[RecordAdmitted], today: date) -> ScoringOutcome:
        ledger = state.ledger.with_entry(entry_of(fact))
        if ledger is state.ledger:
            return Outcome(state=state, wake_on=state.wakes_on)
        after = ScoringState(ledger, state.published, state.warnings)
        relayed = isinstance(fact.body.content, RELAYED)
        relays = (Relay(topic=ASSESSMENTS, fact=fact),) if relayed else ()
        if ledger.succession() is not None:
            return _rated_no_more(
                rules.packs, state, after, fact.subject, fact.body.record_id, relays
            )
        not_rated_alone = isinstance(fact.body.content, NOT_RATED_ALONE)
        if not_rated_alone and (state.published is None or not affects_standing(fact.body.content)):
            return Outcome(state=after, publish=relays, wake_on=after.wakes_on)
        body = fact.body
        may_improve_past = body.withdrawn or bool(body.same_as)
        may_improve_past = may_improve_past or isinstance(body.content, ObjectionDecided)
        occasion = _Occasion(fact.subject, fact, today, fact.body.record_id, may_improve_past)
        return _assessed(rules, state, after, occasion, relays)

    def suspect(state: ScoringState, fact: Fact[DoubleSuspected], today: date) -> ScoringOutcome:
        """Keep the question whether two records are one: their lines are marked, and count."""
        ledger = state.ledger.with_suspicion(suspicion_of(fact))
        if ledger is state.ledger:
            return Outcome(state=state, wake_on=state.wakes_on)
        after = ScoringState(ledger, state.published, state.warnings)
        if state.published is None or ledger.succession() is not None:
            return Outcome(state=after, wake_on=after.wakes_on)
        prompted_by = fact.body.records[0].record_id
        return _assessed(rules, state, after, _Occasion(fact.subject, fact, today, prompted_by), ())

    return {RecordAdmitted: admit, DoubleSuspected: suspect}


def build_wake(rules: Rules) -> Wake:
    """Return what is done on a day on which a standing changes by itself or an edition begins.

    Also on one on which the enterprise is to be warned.
    """

    def wake(state: ScoringState, subject: str, began: Fact[DayBegan]) -> ScoringOutcome:
        # For acts and stakes alone nobody is rated, nor under a code that was succeeded.
        if state.published is None or state.ledger.succession() is not None:
            return Outcome(state=state)
        return _assessed(rules, state, state, _Occasion(subject, began, began.body.day), ())

    return wake


class _Occasion(msgspec.Struct, frozen=True):
    """Upon what an enterprise is assessed: a record, or the beginning of a day."""

    subject: str
    cause: Fact[Any]
    today: date
    prompted_by: str | None = None
    may_improve_past: bool = False


def _assessed(
    rules: Rules,
    before: ScoringState,
    after: ScoringState,
    occasion: _Occasion,
    relays: tuple[Relay, ...],
) -> ScoringOutcome:
    last, today, subject = before.published, occasion.today, occasion.subject
    rulebooks = rules.packs
    # A report that was long under way must not take a standing back to a day that is over.
    day, cached = today if last is None else max(today, last.day), _cached_standing(last)
    if cached is not None and after.ledger is before.ledger and _lasts(cached, day):
        standing = msgspec.structs.replace(cached, day=day)
    else:
        standing = assess(after.ledger, rulebooks, day)
    same = cached is not None and equal_except_day(standing, cached)
    digest = last.digest if last is not None and same else digest_of(standing)
    published = Published(
        standing.day,
        standing.sector,
        standing.grade,
        digest,
        standing.changes_next_on,
        last.changes if last else 0,
        last.last_hash if last else None,
        history_with(last, standing.day, standing.grade, _RECENT_CHANGES),
    )
    publish: list[Publication | Relay] = []
    revised = _revised_grades(rulebooks, after.ledger, last, standing, occasion)
    if last is None or last.digest != digest or revised:
        body = standing_assessed(standing, last.grade if last else None, occasion.prompted_by)
        body = msgspec.structs.replace(body, revised_grades=revised)
        if last is None or last.grade != standing.grade:
            reasons = grade_reasons(standing, _as_published(before, rulebooks))
            change = grade_changed(body, reasons)
            logged_change = logged(occasion.cause, subject, change, body, published)
            body = with_decision(body, logged_change.body)
            published = msgspec.structs.replace(
                published, changes=logged_change.body.number, last_hash=logged_change.body.hash
            )
            publish.append(Relay(topic=GRADE_CHANGES, fact=logged_change))
        publish[:0] = [
            Publication(topic=topic, subject=subject, body=body) for topic in _ON_STANDINGS
        ]
    _STANDINGS.keep(published, standing)
    issued, warnings = _warnings(rules, standing, after.ledger, before.warnings, occasion)
    publish += [
        Publication(
            topic=EARLY_WARNINGS, subject=subject, body=early_warning_raised(standing, each)
        )
        for each in warnings
    ]
    state = ScoringState(after.ledger, published, issued)
    return Outcome(state=state, publish=(*publish, *relays), wake_on=state.wakes_on)


def _lasts(standing: Standing, day: date) -> bool:
    return standing.changes_next_on is None or day < standing.changes_next_on


def _warnings(
    rules: Rules, standing: Standing, ledger: Ledger, issued: IssuedWarnings, occasion: _Occasion
) -> tuple[IssuedWarnings, tuple[EarlyWarning, ...]]:
    """Return what is told as a day begins; with a record nothing is."""
    packs, editions = rules.packs, rules.early_warnings
    if occasion.prompted_by is None:
        return warn(standing, ledger, packs, editions, issued)
    return with_next_look(standing, ledger, packs, editions, issued), ()


def _revised_grades(
    rulebooks: Rulebooks,
    ledger: Ledger,
    last: Published | None,
    standing: Standing,
    occasion: _Occasion,
) -> tuple[RetroactiveGrade, ...]:
    """Return the grades of the past by what is known now, where a record took some back.

    Who moved to another sector had its grades in the one before: that takes nothing back.
    """
    if last is None or occasion.prompted_by is None or last.sector != standing.sector:
        return ()
    everything = occasion.may_improve_past
    pack = rulebooks.at(standing.sector, standing.day)
    if not everything and not pack.is_better(standing.grade, last.grade):
        return ()  # what leaves the grade or makes it worse takes none back
    revised = revised_grades(ledger, rulebooks, last.history, standing.day, everything=everything)
    return tuple(RetroactiveGrade(first_day=day, grade=grade) for day, grade in revised)


def _rated_no_more(  # noqa: PLR0913, PLR0917 - as above
    rulebooks: Rulebooks,
    before: ScoringState,
    after: ScoringState,
    subject: str,
    prompted_by: str,
    relays: tuple[Relay, ...],
) -> ScoringOutcome:
    """Say the last standing of a code once more, with the code that succeeded it; then be quiet."""
    last = _as_published(before, rulebooks)
    registration = after.ledger.succession()
    if before.published is None or last is None or last.registration == registration:
        return Outcome(state=after, publish=relays)
    final = msgspec.structs.replace(last, registration=registration, changes_next_on=None)
    body = standing_assessed(final, final.grade, prompted_by)
    published = msgspec.structs.replace(
        before.published,
        day=final.day,
        sector=final.sector,
        grade=final.grade,
        digest=digest_of(final),
        changes_next_on=None,
    )
    messages = [Publication(topic=topic, subject=subject, body=body) for topic in _ON_STANDINGS]
    state = ScoringState(after.ledger, published, IssuedWarnings(after.warnings.subjects))
    return Outcome(state=state, publish=(*messages, *relays))


def _as_published(state: ScoringState, rulebooks: Rulebooks) -> Standing | None:
    """Return the standing that was last published: remembered, or else assessed once more.

    None where that gives another one, because the rules of that day were installed since.
    """
    last = state.published
    if last is None:
        return None
    again = _cached_standing(last) or assess(state.ledger, rulebooks, last.day)
    return again if digest_of(again) == last.digest else None


def _cached_standing(published: Published | None) -> Standing | None:
    return _STANDINGS.recall(published) if published else None
