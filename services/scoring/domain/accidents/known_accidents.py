"""The accidents on an enterprise's ledger, as they are now known."""

import msgspec

from schemas.on_record.disputes import disputes_in, record_key
from schemas.on_record.doubles import joined
from schemas.on_record.later_reports import with_later_reports
from schemas.records import Accident
from services.scoring.domain.records.ledger import Ledger


class KnownAccident(msgspec.Struct, frozen=True, array_like=True):
    """An accident as it is now known, with what was reported of it later."""

    department: str
    number: str
    content: Accident


class EnterpriseAccidents(msgspec.Struct, frozen=True, array_like=True):
    """The accidents of one enterprise, and the sector in which it is rated."""

    sector: str
    accidents: tuple[KnownAccident, ...]


def known_accidents(ledger: Ledger) -> tuple[KnownAccident, ...]:
    """Return the accidents on an enterprise's ledger, each once, as they are now known.

    None that was withdrawn or objected to with success; and none under a code that was succeeded,
    for there it is on record with the successor.
    """
    if ledger.succession() is not None:
        return ()
    current, _ = joined(ledger.current())
    upheld = disputes_in(current).upheld
    return tuple(
        KnownAccident(entry.department, entry.document_number, entry.content)
        for entry in with_later_reports(
            [each for each in current if record_key(each) not in upheld]
        )
        if isinstance(entry.content, Accident)
    )
