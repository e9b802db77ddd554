"""Records that were decided to be one.

A double counts as the record that it is the same as: it is a further source of it, and what names
its document number is about it.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from schemas.records import (
    AccidentFollowUp,
    Content,
    ObjectionDecided,
    ObjectionFiled,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
)
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.record_kind import RecordKind

from .disputes import RecordKey, record_key, subject_key
from .entry import LedgerEntry

_ACCIDENT = str(RecordKind.ACCIDENT)


class Double(msgspec.Struct, frozen=True):
    """A record that counts as another one."""

    entry: LedgerEntry
    counts: LedgerEntry


def joined(entries: Sequence[LedgerEntry]) -> tuple[Sequence[LedgerEntry], tuple[Double, ...]]:
    """Return the entries that count, and those that count as one of them."""
    if not any(entry.same_as for entry in entries):
        return entries, ()
    by_id = {entry.record_id: entry for entry in entries}
    roots = {entry.record_id: _root(entry.record_id, by_id) for entry in entries if entry.same_as}
    roots = {record_id: root for record_id, root in roots.items() if record_id != root}
    sources: dict[str, list[str]] = {}
    renamed: dict[RecordKey, RecordKey] = {}
    for record_id, root in roots.items():
        double = by_id[record_id]
        sources.setdefault(root, []).extend((double.department, *double.sources))
        renamed[record_key(double)] = record_key(by_id[root])
    counting = {
        entry.record_id: _with_sources(entry, sources.get(entry.record_id, ()), renamed)
        for entry in entries
        if entry.record_id not in roots
    }
    doubles = tuple(Double(by_id[each], counting[root]) for each, root in roots.items())
    return list(counting.values()), doubles


def _root(record_id: str, by_id: Mapping[str, LedgerEntry]) -> str:
    """Return what a record counts as: itself, where the other is not on record.

    Where two records change over, each names the other for the instant between: the first holds.
    """
    passed = [record_id]
    while (other := by_id[passed[-1]].same_as) is not None and other in by_id:
        if other in passed:
            return min(passed[passed.index(other) :])
        passed.append(other)
    return passed[-1]


def _with_sources(
    entry: LedgerEntry, more: Iterable[str], renamed: Mapping[RecordKey, RecordKey]
) -> LedgerEntry:
    content = _about(entry.content, renamed)
    sources = tuple(dict.fromkeys((*entry.sources, *more)))
    if content is entry.content and sources == entry.sources:
        return entry
    return msgspec.structs.replace(entry, content=content, sources=sources)


def _about(content: Content, renamed: Mapping[RecordKey, RecordKey]) -> Content:
    """Return a record that names a double as one that names what the double counts as."""
    if isinstance(content, AccidentFollowUp | ResponsibilityDetermined):
        kind, number = renamed.get((_ACCIDENT, canonical(content.accident_number)), ("", ""))
        if kind == _ACCIDENT:
            return msgspec.structs.replace(content, accident_number=number)
    elif isinstance(content, ObjectionFiled | ObjectionDecided | RepairApplied | RepairGranted):
        subject = renamed.get(subject_key(content))
        if subject is not None:
            return msgspec.structs.replace(
                content, record_kind=RecordKind(subject[0]), record_number=subject[1]
            )
    return content
