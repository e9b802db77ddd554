"""The end of records: what is kept no longer by law leaves the ledger, and that is said.

Records that bear on each other (an objection and what it is about, two that are one, an accident
and its follow-ups) end together, with the last of them: else what was taken back would count again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    Accident,
    AccidentFollowUp,
    BlacklistDecision,
    Commitment,
    HiddenDanger,
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
)
from schemas.vocabulary.periods import day_after, day_before, period_end
from schemas.vocabulary.rule_value import in_force
from services.scoring.domain.packs.retention_rules import RetentionRules, months_of

from .ledger import Ledger, Suspicion

_ABOUT_A_RECORD = (ObjectionFiled, ObjectionDecided, RepairApplied, RepairGranted)
_ABOUT_AN_ACCIDENT = (AccidentFollowUp, ResponsibilityDetermined)


class NoLongerKept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many records have ended, the first day of any, and the last on which one was kept."""

    records: int
    first_day: date
    last_day: date

    def bears_on(self, day: date) -> bool:
        """Say whether one of them may have had an effect on a day."""
        return self.first_day <= day <= self.last_day


class Retention(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The day on which a record of an enterprise may end next, and what has ended."""

    looks_next_on: date | None = None
    gone: NoLongerKept | None = None

    def with_entry(
        self, entry: LedgerEntry, rules: Sequence[RetentionRules], on: date
    ) -> "Retention":
        """Return it with a record more."""
        last = _last_day(entry, in_force(rules, on))
        if last is None:
            return self
        day = day_after(last)
        if self.looks_next_on is not None and self.looks_next_on <= day:
            return self
        return Retention(day, self.gone)

    def is_due(self, on: date) -> bool:
        """Say whether a record may end on a day."""
        return self.looks_next_on is not None and self.looks_next_on <= on


class EndedRecord(msgspec.Struct, frozen=True):
    """A record that ended: its last revision, the last day on which it was kept, and the rule."""

    entry: LedgerEntry
    kept_until: date
    edition: str
    article: str


class Sweep(NamedTuple):
    """The ledger without what ended, what ended, and the retention after it."""

    ledger: Ledger
    ended: tuple[EndedRecord, ...]
    retention: Retention


def swept(
    ledger: Ledger, retention: Retention, editions: Sequence[RetentionRules], on: date
) -> Sweep:
    """Return the ledger on a day without the records whose time is over."""
    rules = in_force(editions, on)
    if rules is None:
        return Sweep(ledger, (), Retention(None, retention.gone))
    latest = {entry.record_id: entry for entry in ledger.entries}  # of each the last revision
    listed_until = _listed_until(latest.values(), rules, on)
    next_days: list[date] = []
    ended: list[EndedRecord] = []
    for group in _groups(latest, ledger.suspicions):
        last_days = [_last_day(entry, rules) for entry in group]
        if None in last_days:
            continue
        last = max(day for day in last_days if day is not None)
        kept_until = last if listed_until is None else max(last, listed_until)
        if kept_until >= on:
            next_days.append(day_after(kept_until))
        else:
            ended += (_ended(entry, kept_until, rules) for entry in group)
    next_on = min(next_days, default=None)
    if not ended:
        return Sweep(ledger, (), Retention(next_on, retention.gone))
    ended.sort(key=lambda each: each.entry.record_id)
    without = ledger.without({each.entry.record_id for each in ended})
    return Sweep(without, tuple(ended), Retention(next_on, _gone(retention.gone, ended)))


def _ended(entry: LedgerEntry, kept_until: date, rules: RetentionRules) -> EndedRecord:
    rule = rules.rule_for(entry.content)
    return EndedRecord(entry, kept_until, rules.edition, rule.article if rule else "")


def _gone(before: NoLongerKept | None, ended: Sequence[EndedRecord]) -> NoLongerKept:
    first = min(each.entry.occurred_on for each in ended)
    last = max(each.kept_until for each in ended)
    if before is None:
        return NoLongerKept(len(ended), first, last)
    return NoLongerKept(
        before.records + len(ended), min(before.first_day, first), max(before.last_day, last)
    )


def _last_day(entry: LedgerEntry, rules: RetentionRules | None) -> date | None:
    """Return the last day on which a record is kept by itself; None: there is none."""
    rule = None if rules is None else rules.rule_for(entry.content)
    begins_on = None if rule is None else _begins_on(entry)
    return (
        None if rule is None or begins_on is None else period_end(begins_on, months=months_of(rule))
    )


def _begins_on(entry: LedgerEntry) -> date | None:
    """Return the day from which a record's time is reckoned; None: it is not over yet."""
    match entry.content:
        case _ if entry.withdrawn:
            return entry.occurred_on
        case Penalty(decided_on=day) | BlacklistDecision(decided_on=day):
            return day
        case Accident(determined_on=day):
            return max(entry.occurred_on, day or entry.occurred_on)
        case HiddenDanger(removed_on=day):
            return day
        case Commitment(made=made, broken_on=day):
            return day or (None if made else entry.occurred_on)
        case _:
            return entry.occurred_on


def _listed_until(entries: Iterable[LedgerEntry], rules: RetentionRules, on: date) -> date | None:
    """Return the last day on which an enterprise that is on a list on a day stays there."""
    ends = [
        end
        for entry in entries
        if isinstance(entry.content, BlacklistDecision) and not entry.withdrawn
        for first, end in [_listing(entry.content, rules)]
        if first <= on <= end
    ]
    return max(ends, default=None)


def _listing(decision: BlacklistDecision, rules: RetentionRules) -> tuple[date, date]:
    first = decision.published_on or decision.decided_on
    if decision.removed_on is not None and decision.removal_revoked_on is None:
        return first, day_before(decision.removed_on)
    term = period_end(first, months=months_of(rules.listing_term))
    return first, decision.listed_until or term


def _groups(
    latest: Mapping[str, LedgerEntry], suspicions: Iterable[Suspicion]
) -> Iterator[list[LedgerEntry]]:
    """Yield the records in groups of those that bear on each other."""
    named: dict[tuple[str, str], list[str]] = {}
    for entry in latest.values():
        named.setdefault((_kind(entry), entry.document_number), []).append(entry.record_id)
    group_of = {record_id: [record_id] for record_id in latest}
    for one, other in _bonds(latest, named, suspicions):
        first, second = group_of[one], group_of[other]
        if first is not second:
            first += second
            for record_id in second:
                group_of[record_id] = first
    for record_id, group in group_of.items():
        if group[0] == record_id:
            yield [latest[each] for each in group]


def _bonds(
    latest: Mapping[str, LedgerEntry],
    named: Mapping[tuple[str, str], list[str]],
    suspicions: Iterable[Suspicion],
) -> Iterator[tuple[str, str]]:
    for entry in latest.values():
        content, others = entry.content, list[str]()
        if entry.same_as in latest:
            others.append(str(entry.same_as))
        if isinstance(content, _ABOUT_A_RECORD):
            others += named.get((str(content.record_kind.value), content.record_number), ())
        if isinstance(content, ObjectionDecided):
            others += named.get(("objection_filed", content.objection_number), ())
        if isinstance(content, _ABOUT_AN_ACCIDENT):
            others += named.get(("accident", content.accident_number), ())
        for other in others:
            yield entry.record_id, other
    for suspicion in suspicions:
        one, other = suspicion.record_ids
        if one in latest and other in latest:
            yield one, other


def _kind(entry: LedgerEntry) -> str:
    return str(entry.content.__struct_config__.tag)
