"""What sanctions does with a standing, a record and a day: pure functions over the dossier."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from schemas.messages import Body, DayBegan, Fact, RecordAdmitted, StandingAssessed
from schemas.topics import ACT_ANSWERS, MEASURE_CHANGES, MEASURES, Topic
from schemas.vocabulary.retroactive_grade import RetroactiveGrade
from schemas.vocabulary.rule_value import in_force
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.processing.stage import Handler, Wake
from services.sanctions.domain.orders.dossier import Act, Dossier, Filing, Stake
from services.sanctions.domain.orders.review import next_look, review
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
        today = max(today, body.day)
        standing = standing_of(body, today, before, in_force(editions, today))
        after = msgspec.structs.replace(dossier, standing=standing)
        return _reviewed(
            fact.subject,
            after,
            editions,
            today,
            body.prompted_by,
            revised_grades=body.revised_grades,
        )

    def on_record(dossier: Dossier, fact: Fact[Any], today: date) -> Outcome[Dossier]:
        body: RecordAdmitted = fact.body
        if not isinstance(body.content, Stake | Act):
            return _outcome(dossier, editions, today)
        after = dossier.with_entry(
            Filing(
                record_id=body.record_id,
                revision=body.revision,
                departments=body.sources,
                content=body.content,
                withdrawn=body.withdrawn,
                document_number=body.document_number,
            )
        )
        if after is dossier:
            return _outcome(dossier, editions, today)
        return _reviewed(fact.subject, after, editions, today, body.record_id)

    return {StandingAssessed: on_standing, RecordAdmitted: on_record}


def build_wake(editions: Editions) -> Wake[Dossier]:
    """Return what happens on a day on which a term is over or an edition begins."""

    def wake(dossier: Dossier, subject: str, began: Fact[DayBegan]) -> Outcome[Dossier]:
        return _reviewed(subject, dossier, editions, began.body.day, None, day_began=True)

    return wake


def _reviewed(  # noqa: PLR0913 - a review hangs on all of these
    subject: str,
    dossier: Dossier,
    editions: Editions,
    today: date,
    prompted_by: str | None,
    *,
    revised_grades: tuple[RetroactiveGrade, ...] = (),
    day_began: bool = False,
) -> Outcome[Dossier]:
    reviewed = review(
        dossier, subject, editions, today, revised_grades=revised_grades, day_began=day_began
    )
    after = reviewed.dossier
    standing = after.standing
    name = standing.name if standing else None
    entries = {entry.record_id: entry for entry in after.entries}
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
    messages += [
        (ACT_ANSWERS, act_answered(entries[record_id], name, today, reason))
        for record_id, reason in reviewed.answers
    ]
    publish = tuple(
        Publication(topic=topic, subject=subject, body=body) for topic, body in messages
    )
    return _outcome(after, editions, today, publish)


def _outcome(
    dossier: Dossier, editions: Editions, today: date, publish: tuple[Publication, ...] = ()
) -> Outcome[Dossier]:
    return Outcome(state=dossier, publish=publish, wake_on=next_look(dossier, editions, today))
