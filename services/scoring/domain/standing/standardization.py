"""Standardization certificates: which holds on a day, and what revokes one."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import StandardizationCertificate
from schemas.vocabulary.note import Note
from schemas.vocabulary.periods import day_before, period_end, window_before
from services.scoring.domain.accidents.accident import AccidentPhases
from services.scoring.domain.packs.parts import (
    CertificateRules,
)
from services.scoring.domain.records.listing import ListingPeriod

from .validity import Validity

AccidentEntry = tuple[LedgerEntry, AccidentPhases]


class CertificateTerm(msgspec.Struct, frozen=True, gc=False):
    """A certificate with the last day on which it holds, and what ended it there."""

    entry: LedgerEntry
    level: int
    review_score: Decimal | None
    first_day: date
    last_day: date
    ended_by: Note


class Revocations:
    """What revokes certificates: accidents from a day on, and the listings.

    One that is granted to an enterprise on a list never holds: who is listed can't be graded
    (应急〔2021〕83号).
    """

    __slots__ = ("_accident_days", "_accidents", "_listings", "_validity_months")

    def __init__(
        self,
        accidents: Sequence[AccidentEntry],
        listings: Sequence[ListingPeriod],
        rules: CertificateRules,
    ) -> None:
        self._accidents = revoking_days(accidents, rules)
        self._accident_days = [day for day, _ in self._accidents]
        self._listings = [
            each
            for each in listings
            if each.rules.revokes_certificate and each.rules.revokes_certificate.value
        ]
        self._validity_months = rules.validity.value

    def added_to(self, before: "Revocations") -> list[date] | None:
        """Return the days of the accidents that revoke and did not before.

        None where anything else is not as it was.
        """
        if self._listings != before._listings:
            return None
        added, gone = list[date](), Counter(before._accidents)
        for each in self._accidents:
            if gone[each]:
                gone[each] -= 1
            else:
                added.append(each[0])
        return None if any(gone.values()) else added

    def term_of(
        self, entry: LedgerEntry, certificate: StandardizationCertificate
    ) -> CertificateTerm:
        """Return a certificate with the last day on which it holds."""
        granted = certificate.granted_on
        ends = [
            (certificate.valid_until, Note(kind="certificate_expired")),
            (
                period_end(granted, months=self._validity_months),
                Note(kind="certificate_expired"),
            ),
        ]
        if certificate.revoked_on is not None:
            ends.append((day_before(certificate.revoked_on), Note(kind="certificate_revoked")))
        first = bisect_left(self._accident_days, granted)
        for day, document in self._accidents[first:]:
            if day > self._accident_days[first]:
                break  # the certificate was revoked before
            ends.append((day_before(day), Note(kind="revoked_by_accident", document=document)))
        ends.extend(
            (
                day_before(max(each.first_day, granted)),
                Note(kind="revoked_by_listing", document=each.entry.document_number),
            )
            for each in self._listings
            if each.last_day is None or each.last_day >= granted
        )
        last_day, why = min(ends, key=lambda end: (end[0], end[1].kind, end[1].document or ""))
        return CertificateTerm(
            entry, certificate.level, certificate.review_score, granted, last_day, why
        )


def revoking_days(
    accidents: Sequence[AccidentEntry], rules: CertificateRules
) -> list[tuple[date, str]]:
    """Return the days from which certificates granted until then no longer hold, and why.

    The day of the accident (or of the report that made it so grave) is taken as the day of
    revocation: the ledger holds no other, and the rules let the base fall at once. A concealment
    revokes on the day on which it was determined. The seriously injured and the loss of all
    accidents that count in the window are summed.
    """
    days = [
        (accident.counts_from, entry.document_number)
        for entry, accident in accidents
        if accident.content.concealed
    ]
    responsibilities = rules.revoking_responsibility.value
    counting = sorted(
        (pair for pair in accidents if pair[1].content.responsibility in responsibilities),
        key=_happened_on,
    )
    happened = [accident.day for _, accident in counting]
    for entry, accident in counting:
        for phase in accident.phases:
            if phase.deaths >= rules.revoking_deaths.value:
                days.append((phase.first_day, entry.document_number))
                break
            window = window_before(phase.first_day, months=rules.window.value)
            within = counting[
                bisect_right(happened, window.after) : bisect_right(happened, window.until)
            ]
            injured, loss = _toll(within, phase.first_day)
            if (
                injured >= rules.revoking_serious_injuries.value
                or loss >= rules.revoking_loss.value
            ):
                days.append((phase.first_day, entry.document_number))
                break
    return sorted(days)


def _happened_on(pair: AccidentEntry) -> date:
    return pair[1].day


def _toll(accidents: Iterable[AccidentEntry], day: date) -> tuple[int, Decimal]:
    """Return the seriously injured and the loss of accidents, as they count on a day."""
    injured, loss = 0, Decimal()
    for _, accident in accidents:
        counting = [phase for phase in accident.phases if phase.first_day <= day]
        injured += counting[-1].serious_injuries
        loss += accident.content.loss
    return injured, loss


def best_certificate(
    certificates: Iterable[CertificateTerm], validity: Validity
) -> CertificateTerm | None:
    """Return the certificate of the best level in force (of equals the one that lasts longest)."""
    in_force = [each for each in certificates if validity.in_force(each.first_day, each.last_day)]
    return min(
        in_force,
        key=lambda each: (each.level, -each.last_day.toordinal(), each.entry.record_id),
        default=None,
    )
