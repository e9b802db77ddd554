"""The records that count, each with what it brings about, and those that count together."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    BlacklistDecision,
    Commitment,
    Evaluation,
    Registration,
    StandardizationCertificate,
)
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StandingLine, StatusLine
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.records.listing import ListingPeriod, awaiting_publication, listed
from services.scoring.domain.standing.assessment import latest_registration
from services.scoring.domain.standing.base_score import EvaluationEntry
from services.scoring.domain.standing.budget import budget_line
from services.scoring.domain.standing.effects import Draw, Effects, effects_of_situations
from services.scoring.domain.standing.standardization import AccidentEntry
from services.scoring.domain.standing.validity import Validity

from .counted_group import CountedGroup
from .limited_sum import LimitedSum
from .live_certificates import LiveCertificates
from .recent_evidence import RecentEvidence
from .sources import BASE, SourceKey, Sources

RECORD, LISTINGS, LIMITED, COUNTED, BUDGET = "record", "listings", "limited", "counted", "budget"
ALL_LISTINGS, WITHOUT_LEVEL = (LISTINGS,), ("without level",)
_Dated = TypeVar("_Dated", PointsLine, OverrideLine, StatusLine)


class ContributingRecords:
    """Records come and go one by one; the sources that they bear on are touched."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        self._pack = pack
        self._sources = sources
        self._units: dict[str, tuple[LedgerEntry, Effects]] = {}
        self.evaluations: dict[str, EvaluationEntry] = {}
        self.registration: Registration | None = None  # the one that holds
        self._registrations: dict[str, tuple[LedgerEntry, Registration]] = {}
        self.evidence = RecentEvidence(pack.sufficiency)
        self.certificates = LiveCertificates(pack.certificate) if pack.certificate else None
        self.promised_on: list[date] = []
        self.not_promised = 0
        self.without_level: dict[str, tuple[OverrideLine, ...]] = {}
        self._decisions: dict[str, tuple[LedgerEntry, BlacklistDecision]] = {}
        self._overdue: dict[str, Effects] = {}
        self._events: dict[str, AccidentEntry] = {}
        self._limited: dict[str, LimitedSum] = {}
        self._counted: dict[tuple[str, str], CountedGroup] = {}
        self._effects: dict[str, Effects] = {}  # of records and listings that have lines
        self._draws: dict[tuple[str, str], dict[str, tuple[Draw, ...]]] = {}
        self._listings: list[tuple[ListingPeriod, Effects]] = []
        self._stale_listings = False
        self._stale_revocations = False

    def put(self, entry: LedgerEntry, effects: Effects) -> None:
        """Let a record count, of which no revision does."""
        self._units[entry.record_id] = (entry, effects)
        self.evidence.put(entry)
        self._put_effects(entry.record_id, effects)
        content = entry.content
        if isinstance(content, StandardizationCertificate) and self.certificates is not None:
            self.certificates.put(entry, content)
            self._sources.touch(BASE)
        elif isinstance(content, BlacklistDecision):
            self._decisions[entry.record_id] = (entry, content)
            self._stale_listings = True
        elif isinstance(content, Registration):
            self._registrations[entry.record_id] = (entry, content)
            self.registration = latest_registration(self._registrations.values())
        elif isinstance(content, Evaluation):
            self.evaluations[entry.record_id] = (entry, content)
            self._sources.touch(BASE)
        elif isinstance(content, Commitment):
            if content.made:
                insort(self.promised_on, content.made_on or entry.occurred_on)
            else:
                self.not_promised += 1

    def take_off(self, record_id: str) -> None:
        """Let a record count no more, if it does."""
        if record_id not in self._units:
            return
        entry, effects = self._units.pop(record_id)
        self.evidence.take_off(entry)
        self._take_effects_off(record_id, effects)
        content = entry.content
        if isinstance(content, StandardizationCertificate) and self.certificates is not None:
            self.certificates.take_off(record_id)
            self._sources.touch(BASE)
        elif isinstance(content, BlacklistDecision):
            del self._decisions[record_id]
            self._stale_listings = True
        elif isinstance(content, Registration):
            del self._registrations[record_id]
            self.registration = latest_registration(self._registrations.values())
        elif isinstance(content, Evaluation):
            del self.evaluations[record_id]
            self._sources.touch(BASE)
        elif isinstance(content, Commitment):
            if content.made:
                self.promised_on.remove(content.made_on or entry.occurred_on)
            else:
                self.not_promised -= 1

    def touch(self, record_ids: Iterable[str]) -> None:
        """Let the lines that may rest on these records be made anew."""
        for record_id in record_ids:
            self._sources.touch((RECORD, record_id))
        for rule in self._limited:
            self._sources.touch((LIMITED, rule))
        for key in self._counted:
            self._sources.touch((COUNTED, *key))
        for shared in (ALL_LISTINGS, WITHOUT_LEVEL, BASE):
            self._sources.touch(shared)

    def combine(self) -> None:
        """Bring up to date what follows from several: listings, and what revokes certificates."""
        if self._stale_listings:
            self._stale_listings = False
            self._list()
        if self._stale_revocations and self.certificates is not None and self.certificates.any:
            self._stale_revocations = False
            listings = [listing for listing, _ in self._listings]
            self.certificates.revoke_by(self._events.values(), listings)
            self._sources.touch(BASE)

    def lines_of(
        self, key: SourceKey, validity: Validity, is_marked: Callable[[Mapping[str, object]], bool]
    ) -> Iterator[StandingLine]:
        """Yield the lines of a source on a day, but for those that hang on the certificates.

        `is_marked` says of some records whether any is, so that a line has to name them all. It is
        not kept: its owner, who keeps this, would be freed by the garbage collector alone.
        """
        kind = key[0]
        if kind == RECORD:
            effects = self._effects.get(key[1])
            if effects is not None:
                yield from in_force(effects.lines, validity)
                yield from in_force(effects.overrides, validity)
                yield from in_force(effects.statuses, validity)
        elif kind == LIMITED:
            limit = self._pack.rules[key[1]].limit
            if limit is not None:
                yield from self._limited[key[1]].lines(limit.value, validity)
        elif kind == COUNTED:
            group = self._counted[key[1], key[2]]
            all_named = is_marked(group.records)
            yield from group.lines(validity, all_named=all_named)
        elif kind == BUDGET:
            draws = [
                draw for of_record in self._draws[key[1], key[2]].values() for draw in of_record
            ]
            line = budget_line(self._pack, (key[1], key[2]), draws, validity)
            if line is not None:
                yield line
        elif kind == LISTINGS:
            yield from self._lines_of_listings(validity)

    def _put_effects(self, owner: str, effects: Effects) -> None:
        self._touch_sources(owner, effects)
        if effects.lines or effects.overrides or effects.statuses:
            self._effects[owner] = effects
        if effects.event is not None:
            self._events[owner] = (self._units[owner][0], effects.event)
        for index, (rule, line) in enumerate(effects.limited):
            self._limited.setdefault(rule, LimitedSum()).put(index, line)
        for counted in effects.counted:
            key = (counted.rule, counted.group)
            if key not in self._counted:
                self._counted[key] = CountedGroup(key[0], self._pack.rules[key[0]])
            self._counted[key].put(owner, counted)
        for draw in effects.draws:
            drawn = self._draws.setdefault((draw.budget, draw.of), {})
            drawn[owner] = (*drawn.get(owner, ()), draw)
        if effects.overrides_without_level:
            self.without_level[owner] = effects.overrides_without_level
        if effects.overdue:
            self._overdue[owner] = effects

    def _take_effects_off(self, owner: str, effects: Effects) -> None:
        self._touch_sources(owner, effects)
        for of_owners in (self._effects, self._events, self.without_level, self._overdue):
            of_owners.pop(owner, None)
        for index, (rule, line) in enumerate(effects.limited):
            self._limited[rule].take_off(index, line)
        for counted in effects.counted:
            self._counted[counted.rule, counted.group].take_off(owner)
        for draw in effects.draws:
            self._draws[draw.budget, draw.of].pop(owner, None)

    def _touch_sources(self, owner: str, effects: Effects) -> None:
        """Let all that these effects bear on be asked again."""
        if effects.lines or effects.overrides or effects.statuses:
            self._sources.touch((RECORD, owner))
        for rule, _ in effects.limited:
            self._sources.touch((LIMITED, rule))
        for counted in effects.counted:
            self._sources.touch((COUNTED, counted.rule, counted.group))
        for draw in effects.draws:
            self._sources.touch((BUDGET, draw.budget, draw.of))
        if effects.overrides_without_level:
            self._sources.touch(WITHOUT_LEVEL)
        if effects.event is not None:
            self._stale_revocations = True
        if effects.overdue and self._decisions:
            self._stale_listings = True

    def _list(self) -> None:
        """Make the stretches of days on lists anew, and what follows from each."""
        for number, (_, effects) in enumerate(self._listings):
            self._take_effects_off(_owner(number), effects)
        self._listings = []
        if self._decisions and self._pack.lists:
            overdue = [danger for effects in self._overdue.values() for danger in effects.overdue]
            for listing in listed(self._decisions.values(), self._pack.lists, overdue):
                effects = effects_of_situations(listing.entry, (listing.situation,), self._pack)
                self._put_effects(_owner(len(self._listings)), effects)
                self._listings.append((listing, effects))
        self._stale_revocations = True
        self._sources.touch(ALL_LISTINGS)

    def _lines_of_listings(self, validity: Validity) -> Iterator[StandingLine]:
        for listing, _ in self._listings:
            if validity.in_force(listing.first_day, listing.last_day):
                yield listing.line()
        if self._pack.lists:
            awaiting = awaiting_publication(self._decisions.values(), self._pack.lists)
            yield from in_force(awaiting, validity)


def in_force(lines: Iterable[_Dated], validity: Validity) -> Iterator[_Dated]:
    """Yield the lines that are in force on a day."""
    for line in lines:
        if validity.in_force(line.first_day, line.last_day):
            yield line


def _owner(number: int) -> str:
    """Return what stands for a stretch of days on a list where else a record's id does."""
    return f"\0{number}"
