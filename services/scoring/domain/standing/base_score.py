"""The base score: by standardization level, by evaluation, or by none."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import Evaluation
from schemas.vocabulary.explanation import PointsLine
from schemas.vocabulary.note import EndsWhen, Note
from schemas.vocabulary.periods import day_after
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import (
    Amount,
    BaseByEvaluation,
    BaseByLevel,
)

from .standardization import CertificateTerm
from .titles import BASE_TITLES, LEVEL, level_title
from .validity import Validity

EVALUATION = "base_evaluation"
EvaluationEntry = tuple[LedgerEntry, Evaluation]


def base_line(
    pack: Pack,
    certificates: Sequence[CertificateTerm],
    best: CertificateTerm | None,
    evaluations: Sequence[EvaluationEntry],
    validity: Validity,
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
                        title=level_title(best.level),
                    )
        return _line_of_no_level(pack, base.none, certificates, validity)
    if isinstance(base, BaseByEvaluation):
        done = [pair for pair in evaluations if validity.in_force(pair[1].evaluated_on, None)]
        if done:
            entry, latest = max(done, key=_later_and_worse)
            return _line(
                EVALUATION,
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


def rebased(line: PointsLine, pack: Pack) -> PointsLine:
    """Return a base line as another pack has it, whose base differs in its points alone."""
    base = pack.base
    basis, points = base.none, base.none.value
    if isinstance(base, BaseByLevel):
        for row in base.levels:
            if line.rule == f"{LEVEL}{row.level}":
                basis, points = row.points, row.points.value
    elif line.rule == EVALUATION:
        points = line.points
    return msgspec.structs.replace(
        line,
        points=points,
        article=basis.article,
        mark=basis.mark,
        first_day=pack.effective_from if line.record_id is None else line.first_day,
    )


def _below_level(certificate: CertificateTerm, granted_from: Amount | None) -> Note | None:
    """Return a note where the review score is too low for the level: its grantor has to look."""
    score = certificate.review_score
    if granted_from is None or score is None or score >= granted_from.value:
        return None
    return Note(kind="score_below_level", score=score, required=granted_from.value)


def _later_and_worse(pair: EvaluationEntry) -> tuple[date, Decimal, str]:
    """Order evaluations: the latest holds, of two of one day the one with fewer points."""
    entry, evaluation = pair
    return evaluation.evaluated_on, -evaluation.score, entry.record_id


def _line_of_no_level(
    pack: Pack, points: Amount, certificates: Sequence[CertificateTerm], validity: Validity
) -> PointsLine:
    # One that ended before it began never held.
    ended = [
        certificate
        for certificate in certificates
        if certificate.first_day <= certificate.last_day < validity.on
    ]
    last = max(
        ended,
        key=lambda certificate: (certificate.last_day, certificate.entry.record_id),
        default=None,
    )
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
    entry: LedgerEntry | None,
    ends_when: EndsWhen | None,
    note: Note | None = None,
    title: tuple[str, str] | None = None,
) -> PointsLine:
    chinese, english = title or BASE_TITLES[rule]
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
