"""What the records of a ledger bring about, before it is put together."""

from collections.abc import Iterable, Sequence
from datetime import date

from schemas.on_record.disputes import NO_DISPUTES, Disputes, record_key
from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    BlacklistDecision,
    Commitment,
    Evaluation,
    Registration,
    StandardizationCertificate,
)
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine
from services.scoring.domain.accidents.accident import AccidentPhases
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.records.listing import ListingPeriod, awaiting_publication, listed
from services.scoring.domain.records.repair import repaired_on
from services.scoring.domain.records.situation import Situation

from .effects import Counted, Draw, Effects, effects_of, effects_of_situations
from .limited_points import Limited
from .spent_events import spent_events
from .validity import Validity


class Records:
    """The current entries, and those of the kinds that bear on each other."""

    __slots__ = (
        "certificates",
        "decisions",
        "entries",
        "evaluations",
        "promised_on",
        "registrations",
    )

    def __init__(self, entries: Sequence[LedgerEntry]) -> None:
        self.entries = entries
        self.registrations: list[tuple[LedgerEntry, Registration]] = []
        self.certificates: list[tuple[LedgerEntry, StandardizationCertificate]] = []
        self.evaluations: list[tuple[LedgerEntry, Evaluation]] = []
        self.decisions: list[tuple[LedgerEntry, BlacklistDecision]] = []
        self.promised_on: list[date] = []
        for entry in entries:
            content = entry.content
            if isinstance(content, Registration):
                self.registrations.append((entry, content))
            elif isinstance(content, StandardizationCertificate):
                self.certificates.append((entry, content))
            elif isinstance(content, Evaluation):
                self.evaluations.append((entry, content))
            elif isinstance(content, BlacklistDecision):
                self.decisions.append((entry, content))
            elif isinstance(content, Commitment) and content.made:
                self.promised_on.append(content.made_on or entry.occurred_on)


class Contributions:
    """What the records bring about one by one, and those of them that count together."""

    __slots__ = (
        "counted",
        "draws",
        "events",
        "limited",
        "lines",
        "listings",
        "overdue",
        "overrides",
        "statuses",
        "validity",
        "without_level",
    )

    def __init__(
        self, records: Records, disputes: Disputes, pack: Pack, validity: Validity
    ) -> None:
        self.validity = validity
        self.lines: list[PointsLine] = []
        self.limited: list[Limited] = []
        self.overrides: list[OverrideLine] = []
        self.without_level: list[OverrideLine] = []
        self.statuses: list[StatusLine] = []
        self.counted: list[Counted] = []
        self.draws: list[Draw] = []
        self.overdue: list[Situation] = []
        self.events: list[tuple[LedgerEntry, AccidentPhases]] = []
        spent = spent_events(pack, validity.on)
        for entry in records.entries:
            event = spent.get(type(entry.content))
            if event is not None and event[0](entry.content) < event[1]:
                continue
            over_on = without_effect_from(entry, records.promised_on, disputes, pack)
            effects = effects_of(entry, pack, over_on)
            self._add(effects)
            if effects.event is not None:
                self.events.append((entry, effects.event))
        self.listings: list[ListingPeriod] = []
        if records.decisions and pack.lists:
            self.listings = listed(records.decisions, pack.lists, self.overdue)
            for each in self.listings:
                self._add(effects_of_situations(each.entry, (each.situation,), pack))
                if validity.in_force(each.first_day, each.last_day):
                    self.statuses.append(each.line())
            for line in awaiting_publication(records.decisions, pack.lists):
                if validity.in_force(line.first_day, line.last_day):
                    self.statuses.append(line)

    def _add(self, effects: Effects) -> None:
        in_force = self.validity.in_force
        for line in effects.lines:
            if in_force(line.first_day, line.last_day):
                self.lines.append(line)
        for override in effects.overrides:
            if in_force(override.first_day, override.last_day):
                self.overrides.append(override)
        if effects.rest:
            self.limited.extend(effects.limited)
            self.without_level.extend(effects.overrides_without_level)
            self.counted.extend(effects.counted)
            self.draws.extend(effects.draws)
            self.overdue.extend(effects.overdue)
            for status in effects.statuses:
                if in_force(status.first_day, status.last_day):
                    self.statuses.append(status)


def without_effect_from(
    entry: LedgerEntry, promised_on: Iterable[date], disputes: Disputes, pack: Pack
) -> date | None:
    """Return the day from which a record has no effect: what was not promised is, or repaired."""
    days = []
    if isinstance(entry.content, Commitment) and not entry.content.made:
        days += [day for day in promised_on if day > entry.occurred_on]
    if disputes is not NO_DISPUTES and (granted_on := disputes.repaired.get(record_key(entry))):
        repaired = repaired_on(entry, granted_on, pack.repair)
        days += [] if repaired is None else [repaired]
    return min(days, default=None)
