"""The base score, and the standardization level in force."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.records import Evaluation, StandardizationCertificate
from schemas.vocabulary.explanation import PointsLine
from schemas.vocabulary.periods import day_after, day_before, period_end, window_before

from .accident import Happened
from .agenda import Agenda
from .ledger import Entry
from .listing import Listed
from .pack import Pack
from .pack_parts import Amount, BaseByEvaluation, BaseByLevel, Certificate
from .titles import LEVEL, base_title

Certified = tuple[Entry, StandardizationCertificate]
Evaluated = tuple[Entry, Evaluation]


class Held(msgspec.Struct, frozen=True, gc=False):
    """A certificate with the last day on which it holds, and what ended it there."""

    entry: Entry
    level: int
    review_score: Decimal | None
    first_day: date
    last_day: date
    ended_by: str


def revoking_days(
    accidents: Sequence[tuple[Entry, Happened]], rules: Certificate
) -> list[tuple[date, str]]:
    """Return the days from which certificates granted until then no longer hold, and why.

    The day of the accident (or of the report that made it so grave) is taken as the day of
    revocation: the ledger holds no other, and the rules let the base fall at once. A concealment
    revokes on the day on which it was determined. The seriously injured and the loss of all
    accidents that count in the window are summed.
    """
    found = [
        (accident.counts_from, entry.document_number)
        for entry, accident in accidents
        if accident.content.concealed
    ]
    responsibilities = rules.revoking_responsibility.value
    counting = [pair for pair in accidents if pair[1].content.responsibility in responsibilities]
    happened = [accident for _, accident in counting]
    for entry, accident in counting:
        for phase in accident.phases:
            injured, loss = _within_window(happened, phase.first_day, rules.window.value)
            if (
                phase.deaths >= rules.revoking_deaths.value
                or injured >= rules.revoking_serious_injuries.value
                or loss >= rules.revoking_loss.value
            ):
                found.append((phase.first_day, entry.document_number))
                break
    return sorted(found)


def _within_window(accidents: Iterable[Happened], day: date, months: int) -> tuple[int, Decimal]:
    injured, loss = 0, Decimal()
    window = window_before(day, months=months)
    for accident in accidents:
        if window.contains(accident.day):
            counting = [phase for phase in accident.phases if phase.first_day <= day]
            injured += counting[-1].serious_injuries
            loss += accident.content.loss
    return injured, loss


def certificates_held(
    certificates: Sequence[Certified],
    accidents: Sequence[tuple[Entry, Happened]],
    listings: Sequence[Listed],
    rules: Certificate,
) -> list[Held]:
    """Return the certificates with the last day of each.

    One that is granted to an enterprise on a list never holds: who is listed can't be graded
    (应急〔2021〕83号).
    """
    if not certificates:
        return []
    by_accident = [
        (day, day, f"revoked_by_accident:{document}")
        for day, document in revoking_days(accidents, rules)
    ]
    by_listing = [
        (each.first_day, each.last_day, f"revoked_by_listing:{each.entry.document_number}")
        for each in listings
        if each.rules.revokes_certificate and each.rules.revokes_certificate.value
    ]
    revocations: list[tuple[date, date | None, str]] = [*by_accident, *by_listing]
    result = []
    for entry, certificate in certificates:
        granted = certificate.granted_on
        ends = [
            (certificate.valid_until, "certificate_expired"),
            (period_end(granted, months=rules.validity.value), "certificate_expired"),
        ]
        if certificate.revoked_on is not None:
            ends.append((day_before(certificate.revoked_on), "certificate_revoked"))
        ends.extend(
            (day_before(max(first_day, granted)), why)
            for first_day, last_day, why in revocations
            if last_day is None or last_day >= granted
        )
        last_day, why = min(ends)
        result.append(
            Held(entry, certificate.level, certificate.review_score, granted, last_day, why)
        )
    return result


def best_held(certificates: Iterable[Held], agenda: Agenda) -> Held | None:
    """Return the certificate of the best level in force (of equals the one that lasts longest)."""
    in_force = [held for held in certificates if agenda.in_force(held.first_day, held.last_day)]
    return min(
        in_force,
        key=lambda held: (held.level, -held.last_day.toordinal(), held.entry.record_id),
        default=None,
    )


def base_line(
    pack: Pack,
    certificates: Sequence[Held],
    best: Held | None,
    evaluations: Sequence[Evaluated],
    agenda: Agenda,
) -> PointsLine:
    """Return the line of the base score."""
    base = pack.base
    if isinstance(base, BaseByLevel):
        if best is not None:
            for row in base.levels:
                if row.level == best.level:
                    return _line(
                        f"{LEVEL}{best.level}",
                        row.points,
                        row.points.value,
                        best.first_day,
                        best.last_day,
                        best.entry,
                        "certificate_revoked",
                        _below_level(best, row.granted_from),
                    )
        return _line_of_no_level(pack, base.none, certificates, agenda)
    if isinstance(base, BaseByEvaluation):
        done = [pair for pair in evaluations if agenda.in_force(pair[1].evaluated_on, None)]
        if done:
            entry, latest = max(done, key=_later_and_worse)
            return _line(
                "base_evaluation",
                base.none,
                latest.score,
                latest.evaluated_on,
                None,
                entry,
                "next_evaluation",
            )
        return _line(
            "base_not_evaluated",
            base.none,
            base.none.value,
            pack.effective_from,
            None,
            None,
            "evaluation",
        )
    return _line("base_start", base.none, base.none.value, pack.effective_from, None, None, None)


def _below_level(held: Held, granted_from: Amount | None) -> str | None:
    """Return a note where the review score is too low for the level: its grantor has to look."""
    score = held.review_score
    if granted_from is None or score is None or score >= granted_from.value:
        return None
    return f"score_below_level:{score} < {granted_from.value}"


def _later_and_worse(pair: Evaluated) -> tuple[date, Decimal, str]:
    """Order evaluations: the latest holds, of two of one day the one with fewer points."""
    entry, evaluation = pair
    return evaluation.evaluated_on, -evaluation.score, entry.record_id


def _line_of_no_level(
    pack: Pack, points: Amount, certificates: Sequence[Held], agenda: Agenda
) -> PointsLine:
    # One that ended before it began never held.
    ended = [held for held in certificates if held.first_day <= held.last_day < agenda.on]
    last = max(ended, key=lambda held: (held.last_day, held.entry.record_id), default=None)
    if last is None:
        return _line(
            "base_no_level",
            points,
            points.value,
            pack.effective_from,
            None,
            None,
            "certificate_granted",
        )
    return _line(
        "base_no_level",
        points,
        points.value,
        day_after(last.last_day),
        None,
        last.entry,
        "certificate_granted",
        last.ended_by,
    )


def _line(  # noqa: PLR0913, PLR0917 - the fields of a line
    rule: str,
    basis: Amount,
    points: Decimal,
    first_day: date,
    last_day: date | None,
    entry: Entry | None,
    ends_when: str | None,
    note: str | None = None,
) -> PointsLine:
    chinese, english = base_title(rule)
    return PointsLine(
        rule=rule,
        chinese=chinese,
        english=english,
        points=points,
        article=basis.article,
        mark=basis.mark,
        record_id=entry.record_id if entry else None,
        document_number=entry.document_number if entry else None,
        departments=entry.sources if entry else (),
        first_day=first_day,
        last_day=last_day,
        ends_when=ends_when,
        note=note,
    )
