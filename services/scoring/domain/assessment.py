"""The assessment: from ledger and rules to the standing on a day, as known at an instant."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from schemas.records import (
    Accident,
    Commitment,
    Evaluation,
    HiddenDanger,
    Penalty,
    Registration,
    StandardizationCertificate,
    TrafficPoints,
)
from schemas.vocabulary.explanation import OverrideLine, PointsLine
from schemas.vocabulary.thin_data import ThinData

from .accident import Happened
from .accident_reports import with_later_reports
from .agenda import Agenda
from .base_score import base_line, best_held, certificates_held
from .effects import effects_of
from .grading import clamped, grade_of
from .ledger import Entry, Ledger
from .pack import SECTOR_OF_THE_EVALUATED, SECTOR_OF_THE_UNKNOWN, Pack, Rulebooks
from .repetition import repeated
from .thin_data import too_little_recorded
from .traffic_credit import traffic_lines

_ALONE = (Accident, Commitment, HiddenDanger, Penalty)  # need no look at the others' content


class Standing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an enterprise's ledger amounts to on a day. The first line is the base score."""

    day: date
    name: str | None
    sector: str
    score: Decimal
    grade: str
    base_grade: str
    level: int | None
    edition: str
    lines: tuple[PointsLine, ...]
    overrides: tuple[OverrideLine, ...]
    registration: Registration | None
    changes_next_on: date | None
    thin_data: tuple[ThinData, ...]


class _Records:
    """The current entries, and those of the kinds that bear on each other."""

    __slots__ = ("certificates", "entries", "evaluations", "registrations", "traffic")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.registrations: list[tuple[Entry, Registration]] = []
        self.certificates: list[tuple[Entry, StandardizationCertificate]] = []
        self.evaluations: list[tuple[Entry, Evaluation]] = []
        self.traffic: list[tuple[Entry, TrafficPoints]] = []
        for entry in entries:
            content = entry.content
            if isinstance(content, _ALONE):
                continue
            if isinstance(content, TrafficPoints):
                self.traffic.append((entry, content))
            elif isinstance(content, Registration):
                self.registrations.append((entry, content))
            elif isinstance(content, StandardizationCertificate):
                self.certificates.append((entry, content))
            elif isinstance(content, Evaluation):
                self.evaluations.append((entry, content))


def assess(
    ledger: Ledger,
    rulebooks: Rulebooks,
    on: date,
    as_known: datetime | date | None = None,
) -> Standing:
    """Return the standing on a day, as known at an instant or by a day's end (None: by now)."""
    records = _Records(with_later_reports(ledger.current(as_known)))
    registration = _registration(records)
    sector, assumed = _sector(registration, records, rulebooks)
    pack = rulebooks.at(sector, on)
    agenda = Agenda(on)
    for other in rulebooks.by_sector[sector]:
        agenda.note(other.effective_from)
    level, lines, overrides = _explain(records, pack, agenda)
    few = too_little_recorded(records.entries, pack.sufficiency, agenda)
    score = clamped(sum((line.points for line in lines), Decimal()), pack)
    return Standing(
        day=on,
        name=registration.name if registration else _evaluated_name(records),
        sector=sector,
        score=score,
        grade=grade_of(score, overrides, pack),
        base_grade=grade_of(clamped(lines[0].points, pack), (), pack),
        level=level,
        edition=pack.edition,
        lines=lines,
        overrides=overrides,
        registration=registration,
        changes_next_on=agenda.next_day,
        thin_data=assumed + few,
    )


class _Found:
    """What the records bring about one by one, and those of them that count together."""

    __slots__ = ("events", "lines", "overrides", "penalties", "without_level")

    def __init__(self, entries: Sequence[Entry], pack: Pack, agenda: Agenda) -> None:
        self.lines: list[PointsLine] = []
        self.overrides: list[OverrideLine] = []
        self.without_level: list[OverrideLine] = []
        self.penalties: list[tuple[date, Entry]] = []
        self.events: list[tuple[Entry, Happened]] = []
        in_force = agenda.in_force
        for entry in entries:
            effects = effects_of(entry, pack)
            for line in effects.lines:
                if in_force(line.first_day, line.last_day):
                    self.lines.append(line)
            for override in effects.overrides:
                if in_force(override.first_day, override.last_day):
                    self.overrides.append(override)
            if effects.penalized_on is not None:
                self.penalties.append((effects.penalized_on, entry))
            elif effects.event is not None:
                self.events.append((entry, effects.event))
            elif effects.overrides_without_level:
                self.without_level.extend(effects.overrides_without_level)


def _explain(
    records: _Records, pack: Pack, agenda: Agenda
) -> tuple[int | None, tuple[PointsLine, ...], tuple[OverrideLine, ...]]:
    """Return the level in force, the lines and the overrides."""
    found = _Found(records.entries, pack, agenda)
    lines, overrides, rules = found.lines, found.overrides, pack.overrides
    held = certificates_held(records.certificates, found.events, pack.certificate)
    best = best_held(held, agenda)
    base = base_line(pack, held, best, records.evaluations, agenda)
    if records.traffic and pack.traffic is not None:
        lines += traffic_lines(records.traffic, pack.traffic, agenda)
    if best is None:
        overrides += [x for x in found.without_level if agenda.in_force(x.first_day, x.last_day)]
    if found.events:
        attributed = [(event.day, entry) for entry, event in found.events if event.is_attributed]
        overrides += repeated("repeated_accidents", attributed, rules.repeated_accidents, agenda)
    if found.penalties:
        dated, rule = found.penalties, rules.repeated_penalties
        overrides += repeated("repeated_penalties", dated, rule, agenda)
    lines.sort(key=_line_order)
    overrides.sort(key=_override_order)
    return best.level if best else None, (base, *lines), tuple(overrides)


def _registration(records: _Records) -> Registration | None:
    known = records.registrations
    if not known:
        return None
    return max(known, key=lambda pair: (pair[0].occurred_on, pair[0].record_id))[1]


def _sector(
    registration: Registration | None, records: _Records, rulebooks: Rulebooks
) -> tuple[str, tuple[ThinData, ...]]:
    """Return the sector, and why it is only an assumption, if it is."""
    if registration is not None and registration.sector in rulebooks.by_sector:
        return registration.sector, ()
    assumed = SECTOR_OF_THE_EVALUATED if records.evaluations else SECTOR_OF_THE_UNKNOWN
    if registration is None:
        return assumed, (ThinData.NO_REGISTRATION,)
    return assumed, (ThinData.SECTOR_WITHOUT_RULES,)


def _evaluated_name(records: _Records) -> str | None:
    evaluations = records.evaluations
    if not evaluations:
        return None
    latest = max(evaluations, key=lambda pair: (pair[1].evaluated_on, pair[0].record_id))
    return latest[1].unit_name


def _line_order(line: PointsLine) -> tuple[date, str, str]:
    return (line.first_day, line.rule, line.record_id or "")


def _override_order(line: OverrideLine) -> tuple[date, str, tuple[str, ...]]:
    return (line.first_day, line.rule, line.record_ids)
