"""Which records can't be added one by one: those that change what others bring about."""

from collections.abc import Iterable

from schemas.on_record.disputes import RecordKey, record_key, subject_key
from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    AccidentFollowUp,
    ObjectionDecided,
    ObjectionFiled,
    RepairGranted,
    ResponsibilityDetermined,
)
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.record_kind import RecordKind
from services.scoring.domain.records.ledger import Suspicion

_ACCIDENT = str(RecordKind.ACCIDENT)
_ABOUT_ACCIDENTS = (AccidentFollowUp, ResponsibilityDetermined)
_ABOUT_RECORDS = (ObjectionDecided, ObjectionFiled, RepairGranted)


class Interdependence:
    """The records that others on record speak of: by number, or as the same as another one."""

    __slots__ = ("_ids", "_keys")

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        self._ids: set[str] = set()
        self._keys: set[RecordKey] = set()
        for entry in entries:
            content = entry.content
            if entry.same_as is not None:
                self._ids |= {entry.record_id, entry.same_as}
            if isinstance(content, _ABOUT_ACCIDENTS):
                self._keys.add((_ACCIDENT, canonical(content.accident_number)))
            elif isinstance(content, _ABOUT_RECORDS):
                self._keys.add(subject_key(content))

    def is_of_doubles(self, suspicion: Suspicion) -> bool:
        """Say whether a question is about a record that counts as another one, or as which one."""
        return not self._ids.isdisjoint(suspicion.record_ids)

    def has(self, entry: LedgerEntry) -> bool:
        """Say whether an entry speaks of another record, or another one of its own."""
        if entry.same_as is not None or entry.record_id in self._ids:
            return True
        if isinstance(entry.content, (*_ABOUT_ACCIDENTS, *_ABOUT_RECORDS)):
            return True
        return bool(self._keys) and record_key(entry) in self._keys
