"""What the records of a ledger bring about, before it is put together."""

from collections.abc import Sequence
from datetime import date

from schemas.records import (
    BlacklistDecision,
    Commitment,
    Evaluation,
    Registration,
    StandardizationCertificate,
)
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine

from .accident import Happened
from .agenda import Agenda
from .effects import Counted, Draw, Effects, brought_by, effects_of
from .ledger import Entry
from .limited_points import Limited
from .listing import Listed, awaiting_publication, listed
from .objection import NO_DISPUTES, Disputes, named, repaired_on
from .pack import Pack
from .situation import Situation


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

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.registrations: list[tuple[Entry, Registration]] = []
        self.certificates: list[tuple[Entry, StandardizationCertificate]] = []
        self.evaluations: list[tuple[Entry, Evaluation]] = []
        self.decisions: list[tuple[Entry, BlacklistDecision]] = []
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


class Found:
    """What the records bring about one by one, and those of them that count together."""

    __slots__ = (
        "agenda",
        "counted",
        "draws",
        "events",
        "limited",
        "lines",
        "listings",
        "overdue",
        "overrides",
        "statuses",
        "without_level",
    )

    def __init__(self, records: Records, disputes: Disputes, pack: Pack, agenda: Agenda) -> None:
        self.agenda = agenda
        self.lines: list[PointsLine] = []
        self.limited: list[Limited] = []
        self.overrides: list[OverrideLine] = []
        self.without_level: list[OverrideLine] = []
        self.statuses: list[StatusLine] = []
        self.counted: list[Counted] = []
        self.draws: list[Draw] = []
        self.overdue: list[Situation] = []
        self.events: list[tuple[Entry, Happened]] = []
        for entry in records.entries:
            effects = effects_of(entry, pack, _over_on(entry, records, disputes, pack))
            self._take(effects)
            if effects.event is not None:
                self.events.append((entry, effects.event))
        self.listings: list[Listed] = []
        if records.decisions and pack.lists:
            self.listings = listed(records.decisions, pack.lists, self.overdue)
            for each in self.listings:
                self._take(brought_by(each.entry, (each.situation,), pack))
                if agenda.in_force(each.first_day, each.last_day):
                    self.statuses.append(each.line())
            for line in awaiting_publication(records.decisions, pack.lists):
                if agenda.in_force(line.first_day, line.last_day):
                    self.statuses.append(line)

    def _take(self, effects: Effects) -> None:
        in_force = self.agenda.in_force
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


def _over_on(entry: Entry, records: Records, disputes: Disputes, pack: Pack) -> date | None:
    """Return the day from which a record has no effect: what was not promised is, or repaired."""
    if records.promised_on and isinstance(entry.content, Commitment) and not entry.content.made:
        return min((day for day in records.promised_on if day > entry.occurred_on), default=None)
    if disputes is NO_DISPUTES:
        return None
    granted_on = disputes.repaired.get(named(entry))
    return None if granted_on is None else repaired_on(entry, granted_on, pack.repair)
