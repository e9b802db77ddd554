"""One revision of a record, as it is kept with all else that is on record about an enterprise."""

from datetime import date, datetime

import msgspec

from schemas.records import Content


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True, weakref=True):
    """One revision of one record (they are counted), and the instant at which it became known.

    `assumed` are the fields of the content that no department states.
    """

    record_id: str
    known_at: datetime
    revision: int
    department: str
    document_number: str
    occurred_on: date
    content: Content
    withdrawn: bool = False
    sources: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    same_as: str | None = None
