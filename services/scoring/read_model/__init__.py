"""The views of scoring, and the questions that are answered from them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from schemas.codec import to_json
from schemas.messages import Body, Decision, Fact, GradeChanged, SheetChanged, StandingAssessed
from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    Accident,
    AccidentFollowUp,
    Evaluation,
    ObjectionDecided,
    Registration,
    ResponsibilityDetermined,
)
from schemas.topics import GRADE_CHANGES, SHEET_CHANGES, STANDINGS, Topic
from services.chassis.processing.outcome import ViewWrite
from services.chassis.state.rows import rows_of
from services.chassis.views.store import Views
from services.chassis.views.stored_names import view_key
from services.scoring.domain.accidents.known_accidents import EnterpriseAccidents, known_accidents
from services.scoring.domain.issued_certificates import IssuedCertificate
from services.scoring.domain.live.sheet import sheet_of
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import ENTRY, SUSPICION, Ledger, LedgerRow, Suspicion
from services.scoring.domain.records.retention import NoLongerKept
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.domain.standing.assessment import assess
from services.scoring.translation import standing_assessed

from .certificates import certificate_write
from .sheets import sheet_writes

ACCIDENTS = "scoring:accidents"
GRADES = "scoring:grades"
CHANGES = "scoring:changes:"
LEDGER = "scoring:ledger:"
NO_LONGER_KEPT = "scoring:no-longer-kept:"
STANDING = "scoring:standing:"
_row_encoder = msgspec.json.Encoder(decimal_format="string")
_row_decoders: Mapping[str, msgspec.json.Decoder[Any]] = {
    ENTRY: msgspec.json.Decoder(LedgerEntry),
    SUSPICION: msgspec.json.Decoder(Suspicion),
}
_BEARING_ON_ACCIDENTS = (
    Accident,
    AccidentFollowUp,
    Evaluation,
    ObjectionDecided,
    Registration,
    ResponsibilityDetermined,
)
_accidents_decoder = msgspec.json.Decoder(EnterpriseAccidents)
_gone_decoder = msgspec.json.Decoder(NoLongerKept)
_standing_decoder = msgspec.json.Decoder(StandingAssessed)


class PublishedGrade(msgspec.Struct, frozen=True):
    """A grade change as it was published, and when that was known."""

    known_at: datetime
    body: GradeChanged


_change_decoder = msgspec.json.Decoder(PublishedGrade)


def view_of_fact(topic: Topic, fact: Fact[Body]) -> Iterable[ViewWrite]:
    """Keep each enterprise's latest standing, its place in the table of grades, and its changes.

    And its sheet, of which a line is a field.
    """
    body, code = fact.body, fact.subject
    if topic is GRADE_CHANGES and isinstance(body, GradeChanged):
        change = to_json(PublishedGrade(fact.known_at, body))
        return (ViewWrite(key=view_key(CHANGES, code), field=fact.id, value=change),)
    if topic is SHEET_CHANGES and isinstance(body, SheetChanged):
        return sheet_writes(code, body)
    if topic is not STANDINGS or not isinstance(body, StandingAssessed):
        return ()
    return (
        ViewWrite(key=view_key(STANDING, code), value=to_json(body)),
        ViewWrite(key=GRADES, field=code, value=f"{body.sector}|{body.grade}".encode()),
    )


def view_of_state(code: str, state: ScoringState) -> Iterable[ViewWrite]:
    """Keep each enterprise's ledger, for questions about other days; and its accidents, if any.

    And its certificates, each under its serial number. A row of the ledger that changed is a field
    that is written.
    """
    of_ledger: dict[str, LedgerRow | None] = {}
    for row_id, row in state.ledger.rows.changes.items():
        if row_id[0] in _row_decoders:
            of_ledger[row_id] = row
        elif isinstance(row, IssuedCertificate):
            yield certificate_write(code, row)
    yield from _ledger_writes(code, state, of_ledger)
    if (gone := state.retention.gone) is not None:
        yield ViewWrite(key=view_key(NO_LONGER_KEPT, code), value=_row_encoder.encode(gone))


def _ledger_writes(
    code: str, state: ScoringState, changes: Mapping[str, LedgerRow | None]
) -> Iterable[ViewWrite]:
    ended = any(row is None for row in changes.values())
    for row_id, row in changes.items():
        value = None if row is None else _row_encoder.encode(row)
        yield ViewWrite(key=view_key(LEDGER, code), field=row_id, value=value)
    if ended or (
        any(_bears_on_accidents(row) for row in changes.values())
        and any(isinstance(entry.content, Accident) for entry in state.ledger.entries)
    ):
        yield _accidents_write(code, state)


def _bears_on_accidents(row: LedgerRow | None) -> bool:
    """Say whether a row may change which accidents are known, or the sector that they are of."""
    if not isinstance(row, LedgerEntry):
        return False
    return row.same_as is not None or isinstance(row.content, _BEARING_ON_ACCIDENTS)


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
    value = views.get(view_key(STANDING, code))
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
    rows = views.fields(view_key(LEDGER, code))
    if not rows:
        return None
    return Ledger(
        rows_of({row_id: _row_decoders[row_id[0]].decode(value) for row_id, value in rows.items()})
    )


def no_longer_kept(views: Views, code: str, on: date) -> NoLongerKept | None:
    """Return what is kept no longer that may have had an effect on a day; None: nothing is."""
    value = views.get(view_key(NO_LONGER_KEPT, code))
    gone = None if value is None else _gone_decoder.decode(value)
    return gone if gone is not None and gone.bears_on(on) else None


def accidents(views: Views) -> list[EnterpriseAccidents]:
    """Return the accidents of every enterprise that has any on record."""
    return [_accidents_decoder.decode(value) for value in views.fields(ACCIDENTS).values()]


def assessed(
    ledger: Ledger, rulebooks: Rulebooks, on: date, as_known: datetime | date | None = None
) -> StandingAssessed:
    """Return what a ledger amounts to on a day, as it would be published."""
    standing = assess(ledger, rulebooks, on, as_known)
    return standing_assessed(standing, sheet_of(standing))


def changes(views: Views, code: str) -> list[PublishedGrade]:
    """Return the grade changes of an enterprise that were published, in their order."""
    published = [
        _change_decoder.decode(value) for value in views.fields(view_key(CHANGES, code)).values()
    ]
    return sorted(published, key=lambda each: (each.known_at, each.body.day))


def last_decision(views: Views, code: str) -> Decision | None:
    """Return number and hash of the enterprise's last grade change in the decision log."""
    published = changes(views, code)
    if not published:
        return None
    body = max((each.body for each in published), key=lambda body: body.number)
    return Decision(number=body.number, hash=body.hash)


def grade_table(views: Views) -> dict[str, dict[str, int]]:
    """Return how many enterprises of each sector have each grade."""
    table: dict[str, dict[str, int]] = {}
    for value in views.fields(GRADES).values():
        sector, _, grade = value.decode().partition("|")
        row = table.setdefault(sector, {})
        row[grade] = row.get(grade, 0) + 1
    return {sector: dict(sorted(row.items())) for sector, row in sorted(table.items())}
