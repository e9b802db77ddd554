"""What if: the ledger with records that are not there, and without some that are."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.vocabulary.canonical_text import canonical
from services.scoring.domain.packs.worked_case import CaseRecord, entry_of
from services.scoring.domain.records.ledger import Ledger, ledger_from

SUPPOSED = "supposed"  # where its record id would stand


class NoSuchRecordError(ValueError):
    """The ledger has no record of a document number or id."""


def supposed(
    ledger: Ledger, with_: Sequence[CaseRecord], without: Iterable[str], known_at: datetime
) -> Ledger:
    """Return the ledger with some records more, known at an instant, and without some others.

    These are named by document number or record id. Raises NoSuchRecordError for one that is not
    there, msgspec.ValidationError for a record that can't be.
    """
    left_out = {canonical(name): name for name in without}
    named = {name for each in ledger.entries for name in _names(each)}
    if missing := sorted(name for compared, name in left_out.items() if compared not in named):
        raise NoSuchRecordError(f"no record {', '.join(map(ascii, missing))} in the ledger")
    changed = ledger_from(
        (entry for entry in ledger.entries if left_out.keys().isdisjoint(_names(entry))),
        ledger.suspicions,
    )
    for number, record in enumerate(with_):
        entry = _entry(record, f"{SUPPOSED}-{number}", known_at)
        changed = changed.with_entry(entry)
    return changed


def _names(entry: LedgerEntry) -> tuple[str, str]:
    return canonical(entry.document_number), canonical(entry.record_id)


def _entry(record: CaseRecord, record_id: str, known_at: datetime) -> LedgerEntry:
    return msgspec.structs.replace(entry_of(record), record_id=record_id, known_at=known_at)
