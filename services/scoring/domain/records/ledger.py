"""The ledger: every revision of every record about an enterprise, and what held when.

A set in canonical order, so that the same records give the same ledger however they came.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from schemas.records import (
    AccidentFollowUp,
    BlacklistDecision,
    Content,
    CreditLine,
    Inspection,
    InterviewHeld,
    MeasureAct,
    ObjectionDecided,
    ObjectionFiled,
    Permit,
    ProjectApplication,
    PublicTip,
    RectificationChecked,
    Registration,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
    TaxRebate,
    Training,
    WageArrears,
)
from schemas.vocabulary.city_day import end_of

# Kept, because a ledger tells all that is known; but nobody is rated for them alone.
NOT_RATED_ALONE = (
    AccidentFollowUp,
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ObjectionDecided,
    ObjectionFiled,
    ProjectApplication,
    PublicTip,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
    TaxRebate,
    WageArrears,
)

# Of what nobody is rated alone for: what bears on the standing of who is rated.
AFFECTING = (
    AccidentFollowUp,
    ObjectionDecided,
    ObjectionFiled,
    PublicTip,
    RepairGranted,
    ResponsibilityDetermined,
)
# What sanctions needs too, in one order with the standings.
RELAYED = (
    *NOT_RATED_ALONE,
    BlacklistDecision,
    Inspection,
    Permit,
    RectificationChecked,
    Training,
)


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


class Ledger(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The entries in the order of record and revision, the suspicions in that of pair and revision.

    An entry that is the `same_as` another record counts as that one, as long as it is on record.
    """

    entries: tuple[LedgerEntry, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()

    def with_entry(self, entry: LedgerEntry) -> "Ledger":
        """Return the ledger with an entry: this very ledger where it holds that revision."""
        entries = self.entries
        index = bisect_left(entries, _entry_order(entry), key=_entry_order)
        if index < len(entries) and _entry_order(entries[index]) == _entry_order(entry):
            return self
        return Ledger((*entries[:index], entry, *entries[index:]), self.suspicions)

    def with_suspicion(self, suspicion: Suspicion) -> "Ledger":
        """Return the ledger with a suspicion: this very ledger where it holds that revision."""
        known = self.suspicions
        index = bisect_left(known, _suspicion_order(suspicion), key=_suspicion_order)
        if index < len(known) and _suspicion_order(known[index]) == _suspicion_order(suspicion):
            return self
        return Ledger(self.entries, (*known[:index], suspicion, *known[index:]))

    def suspected(self, as_known: datetime | date | None = None) -> list[Suspicion]:
        """Return the questions that were to be decided, as known at an instant or day's end."""
        bound = _bound(as_known)
        latest: dict[str, Suspicion] = {}
        for each in self.suspicions:
            if bound is None or each.known_at < bound:
                latest[each.double] = each
        return [each for each in latest.values() if each.open]

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


def ledger_from(entries: Iterable[LedgerEntry]) -> Ledger:
    """Return entries in any order as a ledger: of two of one revision the first given holds."""
    distinct: list[LedgerEntry] = []
    for entry in sorted(entries, key=_entry_order):
        if not distinct or _entry_order(distinct[-1]) != _entry_order(entry):
            distinct.append(entry)
    return Ledger(tuple(distinct))


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
