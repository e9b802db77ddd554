"""What sanctions does with a standing, a record and a day: pure functions over the dossier."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from schemas.messages import Body, DayBegan, Fact, RecordAdmitted, StandingAssessed
from schemas.topics import MEASURE_CHANGES
from services.chassis.outcome import Outcome, Publication
from services.chassis.stage import Handler, Wake

from .domain.dossier import Act, Dossier, Entry, Stake
from .domain.edition import MeasuresEdition, edition_on
from .domain.review import next_look, review
from .translation import measure_changed, standing_of

Editions = Sequence[MeasuresEdition]


def build(editions: Editions) -> Mapping[type[Body], Handler[Dossier]]:
    """Return the handlers under these editions of the rules."""

    def on_standing(dossier: Dossier, fact: Fact[Any], today: date) -> Outcome[Dossier]:
        body: StandingAssessed = fact.body
        before = dossier.standing
        if before and (
            body.day < before.day or (body.day == before.day and fact.id in before.seen)
        ):
            return _outcome(dossier)  # told again after a restart
        today = max(today, body.day)
        standing = standing_of(body, fact.id, today, before, edition_on(editions, today))
        after = msgspec.structs.replace(dossier, standing=standing)
        return _reviewed(fact.subject, after, editions, today, body.prompted_by)

    def on_record(dossier: Dossier, fact: Fact[Any], today: date) -> Outcome[Dossier]:
        body: RecordAdmitted = fact.body
        if not isinstance(body.content, Stake | Act):
            return _outcome(dossier)
        after = dossier.with_entry(
            Entry(
                record_id=body.record_id,
                revision=body.revision,
                departments=body.sources,
                content=body.content,
                withdrawn=body.withdrawn,
            )
        )
        if after is dossier:
            return _outcome(dossier)
        return _reviewed(fact.subject, after, editions, today, body.record_id)

    return {StandingAssessed: on_standing, RecordAdmitted: on_record}


def build_wake(editions: Editions) -> Wake[Dossier]:
    """Return what happens on a day on which a defence is over or an edition begins."""

    def wake(dossier: Dossier, subject: str, began: Fact[DayBegan]) -> Outcome[Dossier]:
        return _reviewed(subject, dossier, editions, began.body.day, None)

    return wake


def _reviewed(
    subject: str, dossier: Dossier, editions: Editions, today: date, prompted_by: str | None
) -> Outcome[Dossier]:
    after, steps = review(dossier, edition_on(editions, today), today)
    name = after.standing.name if after.standing else None
    publish = tuple(
        Publication(
            topic=MEASURE_CHANGES,
            subject=subject,
            body=measure_changed(step, name, today, prompted_by),
        )
        for step in steps
    )
    return _outcome(after, publish)


def _outcome(dossier: Dossier, publish: tuple[Publication, ...] = ()) -> Outcome[Dossier]:
    return Outcome(state=dossier, publish=publish, wake_on=next_look(dossier))
