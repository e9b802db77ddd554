"""The ledger: every revision of every record about an enterprise, and what held when.

A set in canonical order, so that the same records give the same ledger however they came.
"""

from bisect import bisect_left
from collections.abc import Iterable, Set
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import Content, Registration
from schemas.vocabulary.city_day import end_of
from services.chassis.state.rows import Rows

from .rated_kinds import NOT_RATED_ALONE


class Suspicion(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One revision of the question whether two records are one; `open`: it is to be decided.

    `differing`: it was decided that they are, and they have been corrected since.
    """

    double: str
    known_at: datetime
    revision: int
    open: bool
    differing: bool
    record_ids: tuple[str, str]


LedgerRow = LedgerEntry | Suspicion
ENTRY, SUSPICION = "e", "s"  # the first sign of a row's id


class Derived(Protocol):
    """What was derived from a ledger and is kept up in place: `version` counts how often."""

    version: int


class Ledger:
    """The entries in the order of record and revision, the suspicions in that of pair and revision.

    Each is a row of its own; of other rows that are kept with them it knows nothing. An entry that
    is the `same_as` another record counts as that one, as long as it is on record. What was derived
    from it can be kept with it: it is no part of the value.
    """

    __slots__ = ("_derived", "_entries", "_suspicions", "rows")

    def __init__(
        self,
        rows: Rows[Any] | None = None,
        entries: tuple[LedgerEntry, ...] | None = None,
        suspicions: tuple[Suspicion, ...] | None = None,
    ) -> None:
        self.rows: Rows[Any] = Rows() if rows is None else rows
        self._entries, self._suspicions = entries, suspicions
        self._derived: tuple[Derived, int] | None = None

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """Return all entries: they are read once."""
        if self._entries is None:
            rows = [row for _, row in self.rows.items(ENTRY) if isinstance(row, LedgerEntry)]
            self._entries = tuple(sorted(rows, key=_entry_order))
        return self._entries

    @property
    def suspicions(self) -> tuple[Suspicion, ...]:
        """Return all suspicions: they are read once."""
        if self._suspicions is None:
            rows = [row for _, row in self.rows.items(SUSPICION) if isinstance(row, Suspicion)]
            self._suspicions = tuple(sorted(rows, key=_suspicion_order))
        return self._suspicions

    def __eq__(self, other: object) -> bool:
        """Say whether another ledger has the same entries and suspicions."""
        if not isinstance(other, Ledger):
            return NotImplemented
        return self.entries == other.entries and self.suspicions == other.suspicions

    __hash__ = None  # type: ignore[assignment]  # it is compared by what it holds

    def with_entry(self, entry: LedgerEntry) -> "Ledger":
        """Return the ledger with an entry: this very ledger where it holds that revision."""
        row_id = _entry_id(entry)
        if self.rows.get(row_id) is not None:
            return self
        entries = None if self._derived is not None else self._entries
        if entries is not None:
            index = bisect_left(entries, _entry_order(entry), key=_entry_order)
            entries = (*entries[:index], entry, *entries[index:])
        return Ledger(self.rows.with_row(row_id, entry), entries, self._suspicions)

    def with_suspicion(self, suspicion: Suspicion) -> "Ledger":
        """Return the ledger with a suspicion: this very ledger where it holds that revision."""
        row_id = _suspicion_id(suspicion)
        if self.rows.get(row_id) is not None:
            return self
        suspicions = self._suspicions
        if suspicions is not None:
            index = bisect_left(suspicions, _suspicion_order(suspicion), key=_suspicion_order)
            suspicions = (*suspicions[:index], suspicion, *suspicions[index:])
        return Ledger(self.rows.with_row(row_id, suspicion), self._entries, suspicions)

    def without(self, record_ids: Set[str]) -> "Ledger":
        """Return the ledger without any revision of these records, and without their questions."""
        rows = self.rows
        for entry in self.entries:
            if entry.record_id in record_ids:
                rows = rows.with_row(_entry_id(entry), None)
        for suspicion in self.suspicions:
            if not record_ids.isdisjoint(suspicion.record_ids):
                rows = rows.with_row(_suspicion_id(suspicion), None)
        return Ledger(rows)

    def over(self, rows: Rows[Any]) -> "Ledger":
        """Return this ledger over rows that hold the same."""
        ledger = Ledger(rows, self._entries, self._suspicions)
        ledger._derived = self._derived
        return ledger

    def keep(self, derived: Derived) -> None:
        """Keep what was derived from this ledger."""
        self._derived = (derived, derived.version)

    @property
    def derived(self) -> Derived | None:
        """What was derived from this ledger; None where it went on to be of another one."""
        if self._derived is None or self._derived[0].version != self._derived[1]:
            return None
        return self._derived[0]

    def last_suspicions(self, as_known: datetime | date | None = None) -> list[Suspicion]:
        """Return each question's last revision of those known at an instant or by a day's end."""
        bound = _bound(as_known)
        latest: dict[str, Suspicion] = {}
        for each in self.suspicions:
            if bound is None or each.known_at < bound:
                latest[each.double] = each
        return list(latest.values())

    def current(self, as_known: datetime | date | None = None) -> list[LedgerEntry]:
        """Return each record's last revision of those known at an instant or by a day's end.

        A withdrawn record counts as never having been.
        """
        bound = _bound(as_known)
        latest: dict[str, LedgerEntry] = {}
        for entry in self.entries:
            if bound is None or entry.known_at < bound:
                latest[entry.record_id] = entry
        return [entry for entry in latest.values() if not entry.withdrawn]

    def is_rated(self, as_known: datetime | date | None = None) -> bool:
        """Say whether anything was on record that an enterprise is rated for.

        Nobody is under a code that another one succeeded.
        """
        if self.succession(as_known) is not None:
            return False
        return any(
            not isinstance(entry.content, NOT_RATED_ALONE) for entry in self.current(as_known)
        )

    def succession(self, as_known: datetime | date | None = None) -> Registration | None:
        """Return the registration that says which code succeeded this one, if one does."""
        if not any(_names_successor(entry.content) for entry in self.entries):
            return None
        for entry in self.current(as_known):
            if isinstance(entry.content, Registration) and entry.content.succeeded_by:
                return entry.content
        return None


def ledger_from(entries: Iterable[LedgerEntry], suspicions: Iterable[Suspicion] = ()) -> Ledger:
    """Return entries in any order as a ledger: of two of one revision the first given holds."""
    rows: dict[str, LedgerRow] = {}
    for entry in entries:
        rows.setdefault(_entry_id(entry), entry)
    for suspicion in suspicions:
        rows.setdefault(_suspicion_id(suspicion), suspicion)
    return Ledger(Rows(changes=rows))


def _entry_id(entry: LedgerEntry) -> str:
    return f"{ENTRY}{entry.record_id}\0{entry.revision}"


def _suspicion_id(suspicion: Suspicion) -> str:
    return f"{SUSPICION}{suspicion.double}\0{suspicion.revision}"


def _names_successor(content: Content) -> bool:
    return isinstance(content, Registration) and content.succeeded_by is not None


def _entry_order(entry: LedgerEntry) -> tuple[str, int]:
    return (entry.record_id, entry.revision)


def _suspicion_order(suspicion: Suspicion) -> tuple[str, int]:
    return (suspicion.double, suspicion.revision)


def _bound(as_known: datetime | date | None) -> datetime | None:
    if as_known is None:
        return None
    if isinstance(as_known, datetime):
        return as_known + timedelta(microseconds=1)
    return end_of(as_known)
