"""The assessment: from ledger and rules to the standing on a day, as known at an instant."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from schemas.on_record.disputes import Disputes, disputes_in, record_key
from schemas.on_record.doubles import joined
from schemas.on_record.entry import LedgerEntry
from schemas.on_record.later_reports import with_later_reports
from schemas.records import Registration
from schemas.vocabulary.explanation import BudgetLine, OverrideLine, PointsLine, StatusLine
from schemas.vocabulary.thin_data import ThinData
from services.scoring.domain.packs.pack import (
    SECTOR_OF_THE_EVALUATED,
    SECTOR_OF_THE_UNKNOWN,
    Pack,
    Rulebooks,
)
from services.scoring.domain.records.double_lines import lines_of, marked
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.records.open_suspicions import OpenSuspicions

from .base_score import EvaluationEntry, base_line, rebased
from .budget import budget_lines
from .contributions import Contributions, Records
from .grading import clamped, grade_of
from .limited_points import limited_lines
from .line_order import line_order, override_order
from .repetition import counted_lines
from .standardization import CertificateTerm, Revocations, best_certificate
from .thin_data import too_little_recorded
from .validity import Validity

AnyLine = TypeVar("AnyLine", bound=PointsLine | OverrideLine | StatusLine)


class Rating(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an enterprise's ledger amounts to on a day, without the lines that explain it.

    `certificate` is the one in force, if any: it is not published, but its end is foretold.
    """

    day: date
    name: str | None
    sector: str
    score: Decimal
    grade: str
    base_grade: str
    level: int | None
    edition: str
    registration: Registration | None
    changes_next_on: date | None
    thin_data: tuple[ThinData, ...]
    certificate: CertificateTerm | None = None


class Standing(Rating, frozen=True, kw_only=True, gc=False):
    """A rating with all lines. The first line is the base score."""

    lines: tuple[PointsLine, ...]
    overrides: tuple[OverrideLine, ...]
    statuses: tuple[StatusLine, ...] = ()
    budgets: tuple[BudgetLine, ...] = ()


def assess(
    ledger: Ledger,
    rulebooks: Rulebooks,
    on: date,
    as_known: datetime | date | None = None,
) -> Standing:
    """Return the standing on a day, as known at an instant or by a day's end (None: by now).

    A record to which an objection was upheld counts as never having been.
    """
    on_record = ledger.current(as_known)
    current, doubles = joined(on_record)
    disputes = disputes_in(current)
    if disputes.upheld:
        current = [entry for entry in current if record_key(entry) not in disputes.upheld]
    records = Records(with_later_reports(current))
    registration = latest_registration(records.registrations)
    sector, assumed = sector_of(registration, bool(records.evaluations), rulebooks)
    pack = rulebooks.at(sector, on)
    validity = Validity(on)
    for other in rulebooks.by_sector[sector]:
        validity.note(other.effective_from)
    contributions = Contributions(records, disputes, pack, validity)
    certificate, lines, overrides, statuses = _explain(records, contributions, pack, validity)
    if disputes.disputed:
        objected = objected_records(records.entries, disputes, validity)
        lines = tuple(flagged(line, objected) for line in lines)
        overrides = tuple(flagged(line, objected) for line in overrides)
        statuses = tuple(flagged(line, objected) for line in statuses)
    if doubles:
        double_lines = [
            line
            for line in lines_of(doubles, disputes, pack)
            if validity.in_force(line.first_day, line.last_day)
        ]
        lines = (lines[0], *sorted((*lines[1:], *double_lines), key=line_order))
    if ledger.suspicions:
        latest = {entry.record_id: entry for entry in on_record}
        partners = OpenSuspicions(latest, ledger.last_suspicions(as_known), doubles)
        lines = tuple(marked(line, partners) for line in lines)
        overrides = tuple(marked(line, partners) for line in overrides)
        statuses = tuple(marked(line, partners) for line in statuses)
    few = too_little_recorded(records.entries, pack.sufficiency, validity)
    budgets = budget_lines(pack, contributions.draws, validity) if contributions.draws else ()
    score = clamped(sum((line.points for line in lines), Decimal()), pack)
    return Standing(
        day=on,
        name=registration.name if registration else evaluated_name(records.evaluations),
        sector=sector,
        score=score,
        grade=grade_of(score, Counter(line.effect for line in overrides), pack),
        base_grade=grade_of(clamped(lines[0].points, pack), {}, pack),
        level=certificate.level if certificate else None,
        edition=pack.edition,
        lines=lines,
        overrides=overrides,
        registration=registration,
        changes_next_on=validity.next_day,
        thin_data=assumed + few,
        statuses=statuses,
        budgets=budgets,
        certificate=certificate,
    )


def regraded(standing: Standing, pack: Pack) -> Standing:
    """Return a standing under another pack that gives the same lines after the base line.

    The base of the pack differs in its points alone. On which day the standing changes next is left
    open (None).
    """
    lines = (rebased(standing.lines[0], pack), *standing.lines[1:])
    score = clamped(sum((line.points for line in lines), Decimal()), pack)
    return msgspec.structs.replace(
        standing,
        score=score,
        grade=grade_of(score, Counter(line.effect for line in standing.overrides), pack),
        base_grade=grade_of(clamped(lines[0].points, pack), {}, pack),
        edition=pack.edition,
        lines=lines,
        changes_next_on=None,
    )


def _explain(
    records: Records, contributions: Contributions, pack: Pack, validity: Validity
) -> tuple[
    CertificateTerm | None, tuple[PointsLine, ...], tuple[OverrideLine, ...], tuple[StatusLine, ...]
]:
    """Return the certificate in force, the lines, the overrides and the statuses."""
    lines, overrides, statuses = (
        contributions.lines,
        contributions.overrides,
        contributions.statuses,
    )
    rules = pack.certificate
    certificates = []
    if rules is not None and records.certificates:
        revocations = Revocations(contributions.events, contributions.listings, rules)
        certificates = [revocations.term_of(*pair) for pair in records.certificates]
    certificate = best_certificate(certificates, validity)
    base = base_line(pack, certificates, certificate, records.evaluations, validity)
    if contributions.limited:
        lines += limited_lines(pack, contributions.limited, validity)
    if certificate is None:
        overrides += [
            x for x in contributions.without_level if validity.in_force(x.first_day, x.last_day)
        ]
    if contributions.counted:
        for line in counted_lines(pack, contributions.counted, validity):
            if isinstance(line, OverrideLine):
                overrides.append(line)
            else:
                statuses.append(line)
    lines.sort(key=line_order)
    overrides.sort(key=override_order)
    statuses.sort(key=override_order)
    return certificate, (base, *lines), tuple(overrides), tuple(statuses)


def objected_records(
    entries: Sequence[LedgerEntry], disputes: Disputes, validity: Validity
) -> frozenset[str]:
    """Return the records to which an objection is under way."""
    return frozenset(
        entry.record_id
        for entry in entries
        if (day := disputes.disputed.get(record_key(entry))) is not None
        and validity.in_force(day, None)
    )


def flagged(line: AnyLine, objected: frozenset[str]) -> AnyLine:
    """Return a line that says so where an objection to one of its records is under way."""
    records = (line.record_id,) if isinstance(line, PointsLine) else line.record_ids
    return line if objected.isdisjoint(records) else msgspec.structs.replace(line, objected=True)


def latest_registration(
    registrations: Iterable[tuple[LedgerEntry, Registration]],
) -> Registration | None:
    """Return the registration that holds: the latest one (None: there is none)."""
    known = max(registrations, key=_registered, default=None)
    return None if known is None else known[1]


def _registered(pair: tuple[LedgerEntry, Registration]) -> tuple[date, str]:
    return pair[0].occurred_on, pair[0].record_id


def sector_of(
    registration: Registration | None, evaluated: bool, rulebooks: Rulebooks
) -> tuple[str, tuple[ThinData, ...]]:
    """Return the sector, and why it is only an assumption, if it is."""
    if registration is not None and registration.sector in rulebooks.by_sector:
        return registration.sector, ()
    evaluated = evaluated and SECTOR_OF_THE_EVALUATED in rulebooks.by_sector
    assumed = SECTOR_OF_THE_EVALUATED if evaluated else SECTOR_OF_THE_UNKNOWN
    if registration is None:
        return assumed, (ThinData.NO_REGISTRATION,)
    return assumed, (ThinData.SECTOR_WITHOUT_RULES,)


def evaluated_name(evaluations: Iterable[EvaluationEntry]) -> str | None:
    """Return the name in the latest evaluation (None: there is none)."""
    latest = max(evaluations, key=_evaluated, default=None)
    return None if latest is None else latest[1].unit_name


def _evaluated(pair: EvaluationEntry) -> tuple[date, str]:
    return pair[1].evaluated_on, pair[0].record_id
