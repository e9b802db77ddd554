"""What sanctions does with a standing, a record and a day: pure functions over the dossier."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from schemas.messages import Body, DayBegan, Fact, RecordAdmitted, StandingAssessed
from schemas.topics import ACT_ANSWERS, MEASURE_CHANGES, MEASURES, Topic
from schemas.vocabulary.rule_value import in_force
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.processing.stage import Handler, Wake
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.dossier_rows import Act, Filing, Stake
from services.sanctions.domain.orders.review import Reviewing, next_look
from services.sanctions.domain.orders.scope import FilingChange
from services.sanctions.domain.rules.edition import MeasuresEdition

from .translation import (
    act_answered,
    deadline_announced,
    measure_changed,
    measures_stated,
    standing_of,
)

Editions = Sequence[MeasuresEdition]


def build(editions: Editions) -> Mapping[type[Body], Handler[Dossier]]:
    """Return the handlers under these editions of the rules."""

    def on_standing(dossier: Dossier, fact: Fact[Any], today: date) -> Outcome[Dossier]:
        body: StandingAssessed = fact.body
        before = dossier.standing
        if before and body.number <= before.number:
            return _outcome(dossier, editions, today)  # told again after a restart
        today = _day(dossier, max(today, body.day))
        standing = standing_of(body, today, before, in_force(editions, today))
        after = msgspec.structs.replace(dossier, standing=standing)
        reviewing = Reviewing(
            code=fact.subject, editions=editions, today=today, revised_grades=body.revised_grades
        )
        return _outcome_of(reviewing, dossier, after, body.prompted_by)

    def on_record(dossier: Dossier, fact: Fact[Any], today: date) -> Outcome[Dossier]:
        body: RecordAdmitted = fact.body
        if not isinstance(body.content, Stake | Act):
            return _outcome(dossier, editions, today)
        filing = Filing(
            record_id=body.record_id,
            revision=body.revision,
            departments=body.sources,
            content=body.content,
            withdrawn=body.withdrawn,
            document_number=body.document_number,
        )
        after = dossier.with_filing(filing)
        if after is dossier:
            return _outcome(dossier, editions, today)
        change = FilingChange(dossier.filing(body.record_id), filing)
        reviewing = Reviewing(code=fact.subject, editions=editions, today=_day(dossier, today))
        return _outcome_of(reviewing, dossier, after, body.record_id, change)

    return {StandingAssessed: on_standing, RecordAdmitted: on_record}


def build_wake(editions: Editions) -> Wake[Dossier]:
    """Return what happens on a day on which a term is over or an edition begins."""

    def wake(dossier: Dossier, subject: str, began: Fact[DayBegan]) -> Outcome[Dossier]:
        today = _day(dossier, began.body.day)
        reviewing = Reviewing(code=subject, editions=editions, today=today, day_began=True)
        return _outcome_of(reviewing, dossier, dossier, None)

    return wake


def _day(dossier: Dossier, today: date) -> date:
    """Return the day of a review: none goes back behind the one before it."""
    return max(today, dossier.reviewed_on or today)


def _outcome_of(
    reviewing: Reviewing,
    before: Dossier,
    dossier: Dossier,
    prompted_by: str | None,
    change: FilingChange | None = None,
) -> Outcome[Dossier]:
    reviewed = reviewing.review(dossier, before=before, change=change)
    after, today = reviewed.dossier, reviewing.today
    standing = after.standing
    name = standing.name if standing else None
    messages: list[tuple[Topic, Body]] = []
    if standing is not None:  # without one no order takes a step
        messages += [
            (MEASURE_CHANGES, measure_changed(step, standing, today, prompted_by))
            for step in reviewed.steps
        ]
    messages += [
        (MEASURE_CHANGES, deadline_announced(term, name, today)) for term in reviewed.terms
    ]
    if reviewed.steps:
        messages.append((MEASURES, measures_stated(after, today)))
    for record_id, reason in reviewed.answers:
        filing = after.filing(record_id)
        if filing is not None:
            messages.append((ACT_ANSWERS, act_answered(filing, name, today, reason)))
    publish = tuple(
        Publication(topic=topic, subject=reviewing.code, body=body) for topic, body in messages
    )
    return _outcome(after, reviewing.editions, today, publish)


def _outcome(
    dossier: Dossier, editions: Editions, today: date, publish: tuple[Publication, ...] = ()
) -> Outcome[Dossier]:
    return Outcome(state=dossier, publish=publish, wake_on=next_look(dossier, editions, today))
