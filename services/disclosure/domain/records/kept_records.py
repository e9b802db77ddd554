"""The records that disclosure keeps about an enterprise, each a row.

A record that may become public itself is `current` until its publicity is over by the rules, and
`past` from then on: that is read only where an edition begins, or where it is named. Acts about a
record (an objection, a repair, what is reported later of an accident) lie beside it, by its number.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.on_record.disputes import RecordKey, kind_of, record_key, subject_key
from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    Accident,
    AccidentFollowUp,
    BlacklistDecision,
    Commitment,
    Content,
    HiddenDanger,
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    RepairApplied,
    RepairGranted,
    Reply,
    ResponsibilityDetermined,
)
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.state.rows import Rows

CURRENT, PAST, ACT, ACT_ROW, DOUBLE = "c", "p", "a", "i", "w"  # the first sign of a row's id
SUBJECTS = (Accident, BlacklistDecision, Commitment, HiddenDanger, Penalty, Reply)
ACTS = (
    AccidentFollowUp,
    ObjectionDecided,
    ObjectionFiled,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
)
_ACCIDENT = str(RecordKind.ACCIDENT)


class KeptRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The last revision of a record, and the day on which its first one was known."""

    entry: LedgerEntry
    first_known_on: date


class DoubleRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """That a record counts as another one: it lies beside that one."""

    record_id: str


class ActRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where the row of an act lies: an act whose subject is corrected moves."""

    row_id: str


ROW_TYPES: Mapping[str, type[Any]] = {
    CURRENT: KeptRecord,
    PAST: KeptRecord,
    ACT: KeptRecord,
    ACT_ROW: ActRow,
    DOUBLE: DoubleRow,
}


def is_kept(content: Content) -> bool:
    """Say whether a record bears on what is public."""
    return isinstance(content, (*SUBJECTS, *ACTS))


def with_revision(rows: Rows[Any], entry: LedgerEntry, known_on: date) -> Rows[Any]:
    """Return the rows with a revision of a record; where a later one is known that one holds."""
    before = find(rows, entry.record_id)
    held = None if before is None else before[1]
    first = known_on if held is None else min(known_on, held.first_known_on)
    if held is not None and held.entry.revision >= entry.revision:
        entry = held.entry
    if before is not None:
        rows = without(rows, entry.record_id)
    kept = KeptRecord(entry, first)
    if isinstance(entry.content, SUBJECTS):
        if entry.same_as is not None:
            row_id = _double_row(entry.same_as, entry.record_id)
            rows = rows.with_row(row_id, DoubleRow(entry.record_id))
        return rows.with_row(CURRENT + entry.record_id, kept)
    row_id = f"{ACT}{_about(entry.content)}\0{entry.record_id}"
    return rows.with_row(row_id, kept).with_row(ACT_ROW + entry.record_id, ActRow(row_id))


def without(rows: Rows[Any], record_id: str) -> Rows[Any]:
    """Return the rows without a record; what says that it was public stays."""
    held = find(rows, record_id)
    if held is None:
        return rows
    row_id, kept = held
    rows = rows.with_row(row_id, None)
    if row_id.startswith(ACT):
        return rows.with_row(ACT_ROW + record_id, None)
    root = kept.entry.same_as
    return rows if root is None else rows.with_row(_double_row(root, record_id), None)


def find(rows: Rows[Any], record_id: str) -> tuple[str, KeptRecord] | None:
    """Return the row of a record, and its id; None where it is not kept."""
    act: ActRow | None = rows.get(ACT_ROW + record_id)
    candidates = (CURRENT + record_id, PAST + record_id, *((act.row_id,) if act else ()))
    for row_id in candidates:
        kept: KeptRecord | None = rows.get(row_id)
        if kept is not None:
            return row_id, kept
    return None


def subjects(rows: Rows[Any], *, past: bool) -> dict[str, KeptRecord]:
    """Return the records that may be public, by their ids, with those that count as one of them.

    The `past` ones too where asked.
    """
    signs = (CURRENT, PAST) if past else (CURRENT,)
    kept = {each.entry.record_id: each for sign in signs for _, each in rows.items(sign)}
    waiting = list(kept)
    while waiting:
        for _, double in rows.items(f"{DOUBLE}{waiting.pop()}\0"):
            held = None if double.record_id in kept else find(rows, double.record_id)
            if held is not None:
                kept[double.record_id] = held[1]
                waiting.append(double.record_id)
    return kept


def acts_about(rows: Rows[Any], entry: LedgerEntry) -> Iterator[KeptRecord]:
    """Yield what is kept about a record, which is named by its kind and number."""
    kept: KeptRecord
    for _, kept in rows.items(f"{ACT}{_text(record_key(entry))}\0"):
        yield kept


def _double_row(root: str, record_id: str) -> str:
    return f"{DOUBLE}{root}\0{record_id}"


def _about(content: Content) -> str:
    if isinstance(content, AccidentFollowUp | ResponsibilityDetermined):
        return _text((_ACCIDENT, canonical(content.accident_number)))
    if isinstance(content, ObjectionFiled | ObjectionDecided | RepairApplied | RepairGranted):
        return _text(subject_key(content))
    raise TypeError(f"{kind_of(content)} is about no other record")


def _text(key: RecordKey) -> str:
    kind, number = key
    return f"{kind}\0{number}"
