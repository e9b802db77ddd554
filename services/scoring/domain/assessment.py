"""The assessment: from ledger and rules to the standing on a day, as known at an instant."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from schemas.records import (
    Accident,
    Commitment,
    Evaluation,
    HiddenDanger,
    Penalty,
    RectificationChecked,
    Registration,
    StandardizationCertificate,
    TrafficPoints,
)
from schemas.records.base import Record
from schemas.vocabulary.explanation import OverrideLine, PointsLine

from . import base_score, deduction, override
from .accident import happened
from .agenda import Agenda
from .grading import clamped, grade_of
from .ledger import Entry, Ledger
from .pack import SECTOR_OF_THE_EVALUATED, SECTOR_OF_THE_UNKNOWN, Pack, Rulebooks
from .traffic_credit import traffic_lines

R = TypeVar("R", bound=Record)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What an enterprise's ledger amounts to on a day. The first line is the base score."""

    day: date
    name: str | None
    sector: str
    score: Decimal
    grade: str
    level: int | None
    edition: str
    lines: tuple[PointsLine, ...]
    overrides: tuple[OverrideLine, ...]
    registration: Registration | None
    changes_next_on: date | None
    thin_data: bool


class _Records:
    """The current entries, by the kind of their content."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_kind: dict[type[Record], list[tuple[Entry, Record]]] = {}
        for entry in entries:
            self._by_kind.setdefault(type(entry.content), []).append((entry, entry.content))

    def of(self, kind: type[R]) -> list[tuple[Entry, R]]:
        """Return the entries of a kind, in the order of the ledger."""
        return self._by_kind.get(kind, [])  # type: ignore[return-value]  # keyed by that kind


def assess(
    ledger: Ledger,
    rulebooks: Rulebooks,
    on: date,
    as_known: datetime | date | None = None,
) -> Standing:
    """Return the standing on a day, as known at an instant or by a day's end (None: by now)."""
    records = _Records(ledger.current(as_known))
    registration = _registration(records)
    sector, thin_data = _sector(registration, records, rulebooks)
    pack = rulebooks.at(sector, on)
    agenda = Agenda(on)
    for other in rulebooks.by_sector[sector]:
        agenda.note(other.effective_from)
    level, lines, overrides = _explain(records, pack, agenda)
    score = clamped(sum((line.points for line in lines), Decimal()), pack)
    return Standing(
        day=on,
        name=registration.name if registration else _evaluated_name(records),
        sector=sector,
        score=score,
        grade=grade_of(score, overrides, pack),
        level=level,
        edition=pack.edition,
        lines=lines,
        overrides=overrides,
        registration=registration,
        changes_next_on=agenda.next_day,
        thin_data=thin_data,
    )


def _explain(
    records: _Records, pack: Pack, agenda: Agenda
) -> tuple[int | None, tuple[PointsLine, ...], tuple[OverrideLine, ...]]:
    """Return the level in force, the lines and the overrides."""
    rules = pack.deductions
    events = [happened(entry, found, pack.accidents) for entry, found in records.of(Accident)]
    certificates = records.of(StandardizationCertificate)
    revocations = base_score.revoking_days(events, pack.certificate) if certificates else []
    held = base_score.held(certificates, revocations, pack.certificate)
    best = base_score.best_held(held, agenda)
    base = base_score.base_line(pack, held, best, records.of(Evaluation), agenda)
    lines: list[PointsLine] = []
    overrides: list[OverrideLine] = []
    for event in events:
        lines.extend(deduction.accident(event, pack, agenda))
    if events:
        overrides.extend(override.of_accidents(events, pack, agenda))
    penalties = records.of(Penalty)
    for entry, penalty in penalties:
        lines.extend(deduction.penalty(entry, penalty, rules, agenda))
    overrides.extend(override.of_penalties(penalties, pack, agenda))
    for entry, danger in records.of(HiddenDanger):
        lines.extend(deduction.hidden_danger(entry, danger, rules, agenda))
        overrides.extend(override.of_danger(entry, danger, pack, agenda))
    for entry, commitment in records.of(Commitment):
        lines.extend(deduction.commitment(entry, commitment, rules, agenda))
        if best is None:
            overrides.extend(override.of_commitment(entry, commitment, pack, rules, agenda))
    for entry, check in records.of(RectificationChecked):
        lines.extend(deduction.rectification(entry, check, rules, agenda))
    traffic = records.of(TrafficPoints)
    if traffic and pack.traffic is not None:
        lines.extend(traffic_lines(traffic, pack.traffic, agenda))
    for entry, points in traffic:
        overrides.extend(override.of_crash(entry, points, pack, agenda))
    lines.sort(key=_line_order)
    overrides.sort(key=_override_order)
    return best.level if best else None, (base, *lines), tuple(overrides)


def _registration(records: _Records) -> Registration | None:
    known = records.of(Registration)
    if not known:
        return None
    return max(known, key=lambda pair: (pair[0].occurred_on, pair[0].record_id))[1]


def _sector(
    registration: Registration | None, records: _Records, rulebooks: Rulebooks
) -> tuple[str, bool]:
    """Return the sector, and whether it is only an assumption."""
    if registration is not None and registration.sector in rulebooks.by_sector:
        return registration.sector, False
    if records.of(Evaluation):
        return SECTOR_OF_THE_EVALUATED, True
    return SECTOR_OF_THE_UNKNOWN, True


def _evaluated_name(records: _Records) -> str | None:
    evaluations = records.of(Evaluation)
    if not evaluations:
        return None
    latest = max(evaluations, key=lambda pair: (pair[1].evaluated_on, pair[0].record_id))
    return latest[1].unit_name


def _line_order(line: PointsLine) -> tuple[date, str, str]:
    return (line.first_day, line.rule, line.record_id or "")


def _override_order(line: OverrideLine) -> tuple[date, str, tuple[str, ...]]:
    return (line.first_day, line.rule, line.record_ids)
