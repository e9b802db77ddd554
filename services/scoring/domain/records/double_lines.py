"""Records that were decided to be one, and those that may be.

A double counts as the record that it is the same as: it is a further source of it, what names its
document number is about it, and of its own it has lines without points.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from schemas.records import (
    AccidentFollowUp,
    BlacklistDecision,
    Content,
    ObjectionDecided,
    ObjectionFiled,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
)
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine
from schemas.vocabulary.record_kind import RecordKind
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.standing.effects import Effects, effects_of, effects_of_situations
from services.scoring.domain.standing.lines import NOTHING

from .ledger import LedgerEntry
from .listing import listed
from .objection import Disputes, RecordKey, record_key, repaired_on, subject_key

AnyLine = TypeVar("AnyLine", bound=PointsLine | OverrideLine | StatusLine)
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


def lines_of(doubles: Iterable[Double], disputes: Disputes, pack: Pack) -> Iterator[PointsLine]:
    """Yield the lines of doubles: as the rules would give them, whenever, and without points.

    None where what they count as was never so, because an objection to it was upheld.
    """
    for double in doubles:
        if record_key(double.counts) not in disputes.upheld:
            lines = _lines_without_points(_effects(double, disputes, pack), double.entry)
            for line in lines:
                yield msgspec.structs.replace(
                    line, points=NOTHING, counted_as=double.counts.document_number
                )


def _effects(double: Double, disputes: Disputes, pack: Pack) -> list[Effects]:
    entry = double.entry
    if isinstance(entry.content, BlacklistDecision):
        stretches = listed([(entry, entry.content)], pack.lists, ())
        return [effects_of_situations(entry, (each.situation,), pack) for each in stretches]
    granted_on = disputes.repaired.get(record_key(double.counts))
    over_on = None if granted_on is None else repaired_on(entry, granted_on, pack.repair)
    return [effects_of(entry, pack, over_on)]


def _lines_without_points(effects: Iterable[Effects], entry: LedgerEntry) -> list[PointsLine]:
    """Return a line for each that gives points, or else for each that does anything."""
    points, others = list[PointsLine](), list[OverrideLine | StatusLine]()
    for each in effects:
        points += (*each.lines, *(line for _, line in each.limited))
        others += (*each.overrides, *each.overrides_without_level, *each.statuses)
    return points or [
        PointsLine(
            rule=line.rule,
            chinese=line.chinese,
            english=line.english,
            points=NOTHING,
            article=line.article,
            mark=line.mark,
            record_id=entry.record_id,
            document_number=entry.document_number,
            departments=entry.sources,
            first_day=line.first_day,
            last_day=line.last_day,
        )
        for line in others
    ]


def marked(line: AnyLine, partners: Mapping[str, tuple[str, ...]]) -> AnyLine:
    """Return a line with the documents that its records may be the same as."""
    records = (line.record_id,) if isinstance(line, PointsLine) else line.record_ids
    documents = {each for record_id in records for each in partners.get(record_id or "", ())}
    if not documents:
        return line
    return msgspec.structs.replace(line, possibly_same_as=tuple(sorted(documents)))
