"""What comes of an assessment: what is published of it, and the state after it."""

from datetime import date
from typing import Any

import msgspec

from schemas.messages import Body, Fact, RetroactiveGrade, SheetChanged, StandingAssessed
from schemas.records import Registration
from schemas.topics import (
    ASSESSMENTS,
    EARLY_WARNINGS,
    GRADE_CHANGES,
    SHEET_CHANGES,
    STANDINGS,
    Topic,
)
from services.chassis.processing.outcome import Outcome, Publication, Relay
from services.scoring.domain.live.live_assessment import LiveAssessment
from services.scoring.domain.live.rating_digest import digest_of
from services.scoring.domain.live.retroactive_grades import revised_grades
from services.scoring.domain.outlook.early_warning import EarlyWarning, warn, with_next_look
from services.scoring.domain.outlook.issued_warnings import IssuedWarnings
from services.scoring.domain.packs.early_warning_rules import EarlyWarningRules
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.packs.retention_rules import RetentionRules
from services.scoring.domain.records.ledger import Ledger, LedgerRow
from services.scoring.domain.scoring_state import Published, ScoringState, history_with
from services.scoring.domain.standing.assessment import Rating
from services.scoring.domain.standing.grade_reasons import grade_reasons
from services.scoring.translation import (
    PublicationContext,
    early_warning_raised,
    grade_changed,
    logged,
    standing_assessed,
    with_decision,
)
from services.scoring.translation.sheets import sheet_changes

_RECENT_CHANGES = 24  # of a grade; what is older is not looked at again
_REVISED_GRADES = 240  # that a message has, the latest
_ON_STANDINGS = (ASSESSMENTS, STANDINGS)
ScoringOutcome = Outcome[ScoringState]


class Rules(msgspec.Struct, frozen=True):
    """The packs, and the editions on early warnings and on retention in their order."""

    packs: Rulebooks
    early_warnings: tuple[EarlyWarningRules, ...]
    retention: tuple[RetentionRules, ...]


class AssessmentCause(msgspec.Struct, frozen=True):
    """Upon what an enterprise is assessed: a record, or the beginning of a day.

    `rows` are what its ledger has more by that; `less`: it has lost others.
    """

    subject: str
    fact: Fact[Any]
    today: date
    rows: tuple[LedgerRow, ...] = ()
    prompted_by: str | None = None
    may_improve_past: bool = False
    less: bool = False


def assessment_outcome(
    rules: Rules,
    after: ScoringState,
    known: LiveAssessment | None,
    cause: AssessmentCause,
    relays: tuple[Relay | Publication, ...],
) -> ScoringOutcome:
    """Assess, and publish what is new; `known` is what was published, if that is known."""
    last, ledger = after.published, after.ledger
    # A report that was long under way must not take a standing back to a day that is over.
    day = cause.today if last is None else max(cause.today, last.day)
    if known is None:
        live = LiveAssessment(ledger, rules.packs, day)
    else:
        live = known.followed(ledger, cause.rows, day, less=cause.less)
    if live.succession is not None:  # nobody is rated under a code that was succeeded
        return Outcome(state=after, publish=relays, wake_on=after.wakes_on)
    rating, sheet = live.rating, live.sheet
    digest = digest_of(rating, sheet.digest)
    number, sheet_hash = (last.standings, last.sheet_hash) if last else (0, None)
    changes, last_hash = (last.changes, last.last_hash) if last else (0, None)
    publish: list[Publication | Relay] = []
    revised = _revised_grades(rules.packs, ledger, last, rating, cause)
    if last is None or last.digest != digest or revised:
        restated = last is not None and known is None
        pages = sheet_changes(sheet, day, sheet_hash, restated=restated)
        number += 1
        sheet_hash = pages[-1].hash if pages else sheet_hash
        context = PublicationContext(
            number=number,
            sheet_hash=sheet_hash,
            previous_grade=last.grade if last else None,
            prompted_by=cause.prompted_by,
            revised_grades=revised,
        )
        body = standing_assessed(rating, sheet, context)
        if last is None or last.grade != rating.grade:
            change = grade_changed(body, grade_reasons(sheet.began(), sheet.ended()))
            logged_change = logged(cause.fact, cause.subject, change, body, last)
            body = with_decision(body, logged_change.body)
            changes, last_hash = logged_change.body.number, logged_change.body.hash
            publish.append(Relay(topic=GRADE_CHANGES, fact=logged_change))
        publish[:0] = _publications(cause.subject, pages, body)
    sheet.mark_published()
    issued, warnings = _warnings(rules, live, rating, after, cause)
    publish += [
        Publication(
            topic=EARLY_WARNINGS,
            subject=cause.subject,
            body=early_warning_raised(rating, each),
        )
        for each in warnings
    ]
    ledger.keep(live)
    published = Published(
        day,
        rating.sector,
        rating.grade,
        digest,
        rating.changes_next_on,
        changes,
        last_hash,
        history_with(last, day, rating.grade, _RECENT_CHANGES),
        number,
        sheet_hash,
    )
    state = ScoringState(ledger, published, issued, after.retention)
    return Outcome(state=state, publish=(*publish, *relays), wake_on=state.wakes_on)


def _publications(
    subject: str, changes: list[SheetChanged], body: StandingAssessed
) -> list[Publication]:
    """Return the changes of the sheet, and the standing that they lead to."""
    messages: list[tuple[Topic, Body]] = [(SHEET_CHANGES, each) for each in changes]
    messages += [(topic, body) for topic in _ON_STANDINGS]
    return [Publication(topic=topic, subject=subject, body=each) for topic, each in messages]


def _warnings(
    rules: Rules,
    live: LiveAssessment,
    rating: Rating,
    after: ScoringState,
    cause: AssessmentCause,
) -> tuple[IssuedWarnings, tuple[EarlyWarning, ...]]:
    """Return what is told as a day begins; with a record nothing is."""
    editions, issued = rules.early_warnings, after.warnings
    if cause.prompted_by is None:
        return warn(live, rating, after.ledger, editions, issued)
    return with_next_look(live, rating, editions, issued), ()


def _revised_grades(
    rulebooks: Rulebooks,
    ledger: Ledger,
    last: Published | None,
    rating: Rating,
    cause: AssessmentCause,
) -> tuple[RetroactiveGrade, ...]:
    """Return the grades of the past by what is known now, where a record took some back.

    Who moved to another sector had its grades in the one before: that takes nothing back.
    """
    if last is None or cause.prompted_by is None or last.sector != rating.sector:
        return ()
    everything = cause.may_improve_past
    pack = rulebooks.at(rating.sector, rating.day)
    if not everything and not pack.is_better(rating.grade, last.grade):
        return ()  # what leaves the grade or makes it worse takes none back
    revised = revised_grades(ledger, rulebooks, last.history, rating.day, everything=everything)
    latest = revised[-_REVISED_GRADES:]
    return tuple(RetroactiveGrade(first_day=day, grade=grade) for day, grade in latest)


def rated_no_more(
    known: LiveAssessment,
    successor: Registration,
    after: ScoringState,
    cause: AssessmentCause,
    relays: tuple[Relay | Publication, ...],
) -> ScoringOutcome:
    """Say the last standing of a code once more, with the code that succeeded it; then be quiet."""
    last = after.published
    if last is None or known.succession == successor:
        return Outcome(state=after, publish=relays, wake_on=after.wakes_on)
    rating = msgspec.structs.replace(known.rating, registration=successor, changes_next_on=None)
    number = last.standings + 1
    context = PublicationContext(
        number=number,
        sheet_hash=last.sheet_hash,
        previous_grade=rating.grade,
        prompted_by=cause.prompted_by,
    )
    body = standing_assessed(rating, known.sheet, context)
    published = msgspec.structs.replace(
        last,
        day=rating.day,
        sector=rating.sector,
        grade=rating.grade,
        digest=digest_of(rating, known.sheet.digest),
        changes_next_on=None,
        standings=number,
    )
    messages = _publications(cause.subject, [], body)
    warnings = IssuedWarnings(after.warnings.subjects)
    state = ScoringState(after.ledger, published, warnings, after.retention)
    return Outcome(state=state, publish=(*messages, *relays), wake_on=state.wakes_on)
