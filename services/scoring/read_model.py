"""The views of scoring, and the questions that are answered from them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from schemas.codec import to_json
from schemas.messages import Body, Fact, GradeChanged, StandingAssessed
from schemas.records import Accident
from schemas.topics import GRADE_CHANGES, STANDINGS, Topic
from services.chassis.processing.outcome import ViewWrite
from services.chassis.state.rows import rows_of
from services.chassis.views.store import Views
from services.scoring.domain.accidents.known_accidents import EnterpriseAccidents, known_accidents
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import (
    ENTRY,
    SUSPICION,
    Ledger,
    LedgerEntry,
    Suspicion,
)
from services.scoring.domain.standing.assessment import Standing, assess
from services.scoring.domain.standing.explanation import ExplanationSheet, explain

from .domain.scoring_state import ScoringState
from .translation import standing_assessed

ACCIDENTS = "scoring:accidents"
GRADES = "scoring:grades"
CHANGES = "scoring:changes:"
LEDGER = "scoring:ledger:"
_row_encoder = msgspec.json.Encoder(decimal_format="string")
_row_decoders: Mapping[str, msgspec.json.Decoder[Any]] = {
    ENTRY: msgspec.json.Decoder(LedgerEntry),
    SUSPICION: msgspec.json.Decoder(Suspicion),
}
_accidents_decoder = msgspec.json.Decoder(EnterpriseAccidents)
_standing_decoder = msgspec.json.Decoder(StandingAssessed)


class PublishedGrade(msgspec.Struct, frozen=True):
    """A grade change as it was published, and when that was known."""

    known_at: datetime
    body: GradeChanged


_change_decoder = msgspec.json.Decoder(PublishedGrade)


def view_of_fact(topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    """Keep each enterprise's latest standing, its place in the table of grades, and its changes."""
    if topic is GRADE_CHANGES and isinstance(fact.body, GradeChanged):
        change = to_json(PublishedGrade(fact.known_at, fact.body))
        return (ViewWrite(key=f"{CHANGES}{fact.subject}", field=fact.id, value=change),)
    if topic is not STANDINGS or not isinstance(fact.body, StandingAssessed):
        return ()
    body, code = fact.body, fact.subject
    return (
        ViewWrite(key=f"scoring:standing:{code}", value=to_json(body)),
        ViewWrite(key=GRADES, field=code, value=f"{body.sector}|{body.grade}".encode()),
    )


def view_of_state(code: str, state: ScoringState) -> Iterable[ViewWrite]:
    """Keep each enterprise's ledger, for questions about other days; and its accidents, if any.

    A row that changed is a field that is written.
    """
    for row_id, row in state.ledger.rows.changes.items():
        value = None if row is None else _row_encoder.encode(row)
        yield ViewWrite(key=f"{LEDGER}{code}", field=row_id, value=value)
    if any(isinstance(entry.content, Accident) for entry in state.ledger.entries):
        yield _accidents_write(code, state)


def _accidents_write(code: str, state: ScoringState) -> ViewWrite:
    """Return the write for the accidents of an enterprise: none are left where all were withdrawn.

    Who has one that counts is rated, and so has a sector.
    """
    known = known_accidents(state.ledger)
    value = None
    if known and state.published is not None:
        value = _row_encoder.encode(EnterpriseAccidents(state.published.sector, known))
    return ViewWrite(key=ACCIDENTS, field=code, value=value)


def standing(views: Views, code: str) -> StandingAssessed | None:
    """Return the latest standing of an enterprise."""
    value = views.get(f"scoring:standing:{code}")
    return None if value is None else _standing_decoder.decode(value)


def standing_on(
    views: Views,
    rulebooks: Rulebooks,
    code: str,
    on: date,
    as_known: datetime | date | None = None,
) -> StandingAssessed | None:
    """Return the standing on any day, as known at an instant or by a day's end (None: by now)."""
    ledger = ledger_of(views, code)
    if ledger is None or not ledger.is_rated(as_known):
        return None
    return assessed(ledger, rulebooks, on, as_known)


def ledger_of(views: Views, code: str) -> Ledger | None:
    """Return all that is on record about an enterprise."""
    rows = views.fields(f"{LEDGER}{code}")
    if not rows:
        return None
    return Ledger(
        rows_of({row_id: _row_decoders[row_id[0]].decode(value) for row_id, value in rows.items()})
    )


def accidents(views: Views) -> list[EnterpriseAccidents]:
    """Return the accidents of every enterprise that has any on record."""
    return [_accidents_decoder.decode(value) for value in views.fields(ACCIDENTS).values()]


def assessed(
    ledger: Ledger, rulebooks: Rulebooks, on: date, as_known: datetime | date | None = None
) -> StandingAssessed:
    """Return what a ledger amounts to on a day, as it would be published."""
    return standing_assessed(assess(ledger, rulebooks, on, as_known), None, None)


def changes(views: Views, code: str) -> list[PublishedGrade]:
    """Return the grade changes of an enterprise that were published, in their order."""
    published = [
        _change_decoder.decode(value) for value in views.fields(f"{CHANGES}{code}").values()
    ]
    return sorted(published, key=lambda each: (each.known_at, each.body.day))


def last_decision(views: Views, code: str) -> dict[str, int | str] | None:
    """Return number and hash of the enterprise's last grade change in the decision log."""
    published = changes(views, code)
    if not published:
        return None
    body = max((each.body for each in published), key=lambda body: body.number)
    return {"number": body.number, "hash": body.hash}


def grade_table(views: Views) -> dict[str, dict[str, int]]:
    """Return how many enterprises of each sector have each grade."""
    table: dict[str, dict[str, int]] = {}
    for value in views.fields(GRADES).values():
        sector, _, grade = value.decode().partition("|")
        row = table.setdefault(sector, {})
        row[grade] = row.get(grade, 0) + 1
    return {sector: dict(sorted(row.items())) for sector, row in sorted(table.items())}


def explanation(value: StandingAssessed, code: str, rulebooks: Rulebooks) -> ExplanationSheet:
    """Return the explanation sheet of a published standing; `rulebooks` name its sector."""
    return explain(_standing_of(value), code, rulebooks.name(value.sector))


def _standing_of(value: StandingAssessed) -> Standing:
    return Standing(
        day=value.day,
        name=value.name,
        sector=value.sector,
        score=value.score,
        grade=value.grade,
        base_grade=value.base_grade,
        level=value.level,
        edition=value.edition,
        lines=value.lines,
        overrides=value.overrides,
        registration=value.registration,
        changes_next_on=value.changes_next_on,
        thin_data=value.thin_data,
        statuses=value.statuses,
        budgets=value.budgets,
    )
