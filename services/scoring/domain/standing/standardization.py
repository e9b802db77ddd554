"""Standardization certificates: which holds on a day, and what revokes one."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.records import StandardizationCertificate
from schemas.vocabulary.note import Note
from schemas.vocabulary.periods import day_before, period_end, window_before
from services.scoring.domain.accidents.accident import AccidentPhases
from services.scoring.domain.packs.parts import (
    CertificateRules,
)
from services.scoring.domain.records.ledger import LedgerEntry
from services.scoring.domain.records.listing import ListingPeriod

from .validity import Validity

CertificateEntry = tuple[LedgerEntry, StandardizationCertificate]


class CertificateTerm(msgspec.Struct, frozen=True, gc=False):
    """A certificate with the last day on which it holds, and what ended it there."""

    entry: LedgerEntry
    level: int
    review_score: Decimal | None
    first_day: date
    last_day: date
    ended_by: Note


def revoking_days(
    accidents: Sequence[tuple[LedgerEntry, AccidentPhases]], rules: CertificateRules
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
    counting = [pair for pair in accidents if pair[1].content.responsibility in responsibilities]
    counting_accidents = [accident for _, accident in counting]
    for entry, accident in counting:
        for phase in accident.phases:
            injured, loss = _within_window(counting_accidents, phase.first_day, rules.window.value)
            if (
                phase.deaths >= rules.revoking_deaths.value
                or injured >= rules.revoking_serious_injuries.value
                or loss >= rules.revoking_loss.value
            ):
                days.append((phase.first_day, entry.document_number))
                break
    return sorted(days)


def _within_window(
    accidents: Iterable[AccidentPhases], day: date, months: int
) -> tuple[int, Decimal]:
    injured, loss = 0, Decimal()
    window = window_before(day, months=months)
    for accident in accidents:
        if window.contains(accident.day):
            counting = [phase for phase in accident.phases if phase.first_day <= day]
            injured += counting[-1].serious_injuries
            loss += accident.content.loss
    return injured, loss


def certificate_terms(
    certificates: Sequence[CertificateEntry],
    accidents: Sequence[tuple[LedgerEntry, AccidentPhases]],
    listings: Sequence[ListingPeriod],
    rules: CertificateRules,
) -> list[CertificateTerm]:
    """Return the certificates with the last day of each.

    One that is granted to an enterprise on a list never holds: who is listed can't be graded
    (应急〔2021〕83号).
    """
    if not certificates:
        return []
    by_accident = [
        (day, day, Note(kind="revoked_by_accident", document=document))
        for day, document in revoking_days(accidents, rules)
    ]
    by_listing = [
        (
            each.first_day,
            each.last_day,
            Note(kind="revoked_by_listing", document=each.entry.document_number),
        )
        for each in listings
        if each.rules.revokes_certificate and each.rules.revokes_certificate.value
    ]
    revocations: list[tuple[date, date | None, Note]] = [*by_accident, *by_listing]
    result = []
    for entry, certificate in certificates:
        granted = certificate.granted_on
        ends = [
            (certificate.valid_until, Note(kind="certificate_expired")),
            (
                period_end(granted, months=rules.validity.value),
                Note(kind="certificate_expired"),
            ),
        ]
        if certificate.revoked_on is not None:
            ends.append((day_before(certificate.revoked_on), Note(kind="certificate_revoked")))
        ends.extend(
            (day_before(max(first_day, granted)), why)
            for first_day, last_day, why in revocations
            if last_day is None or last_day >= granted
        )
        last_day, why = min(ends, key=lambda end: (end[0], end[1].kind, end[1].document or ""))
        result.append(
            CertificateTerm(
                entry, certificate.level, certificate.review_score, granted, last_day, why
            )
        )
    return result


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
