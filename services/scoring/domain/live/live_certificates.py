"""The certificates of an enterprise, with what revokes them, as they come and go."""

from collections.abc import Iterable
from datetime import date

from schemas.on_record.entry import LedgerEntry
from schemas.records import StandardizationCertificate
from schemas.vocabulary.periods import day_before
from services.scoring.domain.packs.parts import CertificateRules
from services.scoring.domain.records.listing import ListingPeriod
from services.scoring.domain.standing.standardization import (
    AccidentEntry,
    CertificateTerm,
    Revocations,
)


class LiveCertificates:
    """The terms that are not over, and of those that are the one that ended last.

    A base line needs no more of them (`standing.base_score`).
    """

    __slots__ = ("_certificates", "_last_ended", "_revocations", "_rules", "_terms")

    def __init__(self, rules: CertificateRules) -> None:
        self._rules = rules
        self._certificates: dict[str, tuple[LedgerEntry, StandardizationCertificate]] = {}
        self._revocations = Revocations((), (), rules)
        self._terms: list[CertificateTerm] = []
        self._last_ended: CertificateTerm | None = None

    @property
    def any(self) -> bool:
        """Whether there is any certificate."""
        return bool(self._certificates)

    def put(self, entry: LedgerEntry, certificate: StandardizationCertificate) -> None:
        """Add a certificate."""
        self._certificates[entry.record_id] = (entry, certificate)
        self._terms.append(self._revocations.term_of(entry, certificate))

    def take_off(self, record_id: str) -> None:
        """Take a certificate away."""
        del self._certificates[record_id]
        if self._last_ended is not None and self._last_ended.entry.record_id == record_id:
            self._begin_again()
        else:
            self._terms = [each for each in self._terms if each.entry.record_id != record_id]

    def revoke_by(
        self, accidents: Iterable[AccidentEntry], listings: Iterable[ListingPeriod]
    ) -> None:
        """Let these be what revokes certificates."""
        before = self._revocations
        self._revocations = Revocations(tuple(accidents), tuple(listings), self._rules)
        added = self._revocations.added_to(before)
        if added is None:
            self._begin_again()
        elif added:
            first = day_before(min(added))
            if self._last_ended is not None and self._last_ended.last_day >= first:
                self._begin_again()
            else:  # what ended before was not revoked by these
                kept = [self._certificates[each.entry.record_id] for each in self._terms]
                self._terms = [self._revocations.term_of(*pair) for pair in kept]

    def terms(self, on: date) -> list[CertificateTerm]:
        """Return the terms that bear on a day: none is before an earlier one that was asked for."""
        over = [each for each in self._terms if each.last_day < on]
        if over:
            self._terms = [each for each in self._terms if each.last_day >= on]
            held = [each for each in over if each.first_day <= each.last_day]
            known = () if self._last_ended is None else (self._last_ended,)
            self._last_ended = max((*known, *held), key=_ended_last, default=None)
        return self._terms if self._last_ended is None else [*self._terms, self._last_ended]

    def _begin_again(self) -> None:
        self._last_ended = None
        self._terms = [self._revocations.term_of(*pair) for pair in self._certificates.values()]


def _ended_last(term: CertificateTerm) -> tuple[date, str]:
    return term.last_day, term.entry.record_id
