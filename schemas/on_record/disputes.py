"""Objections and credit repair: which records count no more, and which are in dispute."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from schemas.records import (
    HiddenDanger,
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    RepairApplied,
    RepairGranted,
)
from schemas.records.base import Record
from schemas.records.penalty import Severity
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.department import lead
from schemas.vocabulary.periods import day_after, period_end

from .entry import LedgerEntry

# By severity and the day of the repair: how many months a penalty has to have been public.
MinimumMonths = Callable[[Severity, date], int]
RecordKey = tuple[str, str]  # a record's kind and the canonical form of its document number
_DISPUTE_RECORDS = (ObjectionFiled, ObjectionDecided, RepairGranted)


class Disputes(msgspec.Struct, frozen=True):
    """The records to which an objection was upheld, those that are in dispute, those repaired.

    `disputed` has the first day of each, `repaired` the days on which repair was granted.
    """

    upheld: frozenset[RecordKey] = frozenset()
    disputed: Mapping[RecordKey, date] = {}
    repaired: Mapping[RecordKey, tuple[date, ...]] = {}


NO_DISPUTES = Disputes()


def record_key(entry: LedgerEntry) -> RecordKey:
    """Return by what an objection or a repair names the record of an entry."""
    return kind_of(entry.content), canonical(entry.document_number)


def subject_key(
    content: ObjectionFiled | ObjectionDecided | RepairApplied | RepairGranted,
) -> RecordKey:
    """Return by what an objection or a repair names the record that it is about."""
    return str(content.record_kind), canonical(content.record_number)


def kind_of(content: Record | type[Record]) -> str:
    """Return the name of a record's kind, or of the kind itself."""
    return str(content.__struct_config__.tag)


def disputes_in(entries: Sequence[LedgerEntry]) -> Disputes:
    """Return what was objected to, and what was repaired.

    An objection is under way from the day on which it was filed until it is decided: by a decision
    that names it and the same record. Only who reported the record, or leads, decides about it; of
    several decisions the last holds.
    """
    entries_of_disputes = [
        entry for entry in entries if isinstance(entry.content, _DISPUTE_RECORDS)
    ]
    if not entries_of_disputes:
        return NO_DISPUTES
    competent = _competent_departments(entries)
    filed: dict[str, tuple[RecordKey, date]] = {}
    decided: set[tuple[str, RecordKey]] = set()
    decisions: dict[RecordKey, tuple[date, str, bool]] = {}
    repaired: dict[RecordKey, tuple[date, ...]] = {}
    for entry in entries_of_disputes:
        content = entry.content
        if isinstance(content, ObjectionFiled):
            subject = subject_key(content)
            filed[canonical(entry.document_number)] = (subject, content.filed_on)
        elif isinstance(content, ObjectionDecided):
            subject = subject_key(content)
            if not _decides(entry, competent.get(subject)):
                continue
            decided.add((canonical(content.objection_number), subject))
            decision = (content.decided_on, entry.record_id, content.outcome == "upheld")
            decisions[subject] = max(decision, decisions.get(subject, decision))
        elif isinstance(content, RepairGranted) and content.granted:
            subject = subject_key(content)
            if _decides(entry, competent.get(subject)):
                repaired[subject] = (*repaired.get(subject, ()), content.decided_on)
    disputed: dict[RecordKey, date] = {}
    for number, (subject, day) in filed.items():
        if (number, subject) not in decided:
            disputed[subject] = min(day, disputed.get(subject, date.max))
    upheld = frozenset(subject for subject, (_, _, is_upheld) in decisions.items() if is_upheld)
    return Disputes(upheld, disputed, repaired)


def _decides(entry: LedgerEntry, competent: set[str] | None) -> bool:
    return competent is not None and not competent.isdisjoint((entry.department, *entry.sources))


def _competent_departments(entries: Iterable[LedgerEntry]) -> dict[RecordKey, set[str]]:
    """Return of each record the departments that decide about it: its own, and the lead one."""
    competent: dict[RecordKey, set[str]] = {}
    for entry in entries:
        competent.setdefault(record_key(entry), {lead().code}).update(
            (entry.department, *entry.sources)
        )
    return competent


def repaired_on(
    entry: LedgerEntry, granted_on: Iterable[date], minimum: MinimumMonths
) -> date | None:
    """Return the day from which a repaired record has no effect any more; None: it has.

    A danger that is not removed is not repaired. A penalty has to have been public for a minimum of
    months, by the law in force when the repair was decided: no repair takes effect before they are
    over (3 months from 31 May are over with 31 August: it does from 1 September). Of several
    repairs the one that takes effect first holds.
    """
    if isinstance(entry.content, HiddenDanger) and entry.content.removed_on is None:
        return None
    return min((_takes_effect_on(entry, day, minimum) for day in granted_on), default=None)


def _takes_effect_on(entry: LedgerEntry, granted_on: date, minimum: MinimumMonths) -> date:
    content = entry.content
    if not isinstance(content, Penalty):
        return granted_on
    months = minimum(content.severity, granted_on)
    if not months:
        return granted_on
    return max(granted_on, day_after(period_end(content.decided_on, months=months)))
