"""Between the messages and the domain's own values."""

from typing import Any

import msgspec

from schemas.decision_log import hashed, standing_digest
from schemas.messages import (
    Decision,
    DoubleSuspected,
    EarlyWarningRaised,
    Fact,
    GradeChanged,
    RetroactiveGrade,
    StandingAssessed,
    caused_fact,
)
from schemas.topics import SCORING
from services.chassis.processing.identity import derived_id
from services.scoring.domain.live.sheet import Sheet
from services.scoring.domain.outlook.early_warning import EarlyWarning
from services.scoring.domain.records.ledger import Suspicion
from services.scoring.domain.scoring_state import Published
from services.scoring.domain.standing.assessment import Rating
from services.scoring.domain.standing.grade_reasons import GradeReasons
from services.scoring.domain.standing.line_order import (
    budget_order,
    line_order,
    override_order,
)

_MOST_POINTS = (3, 10_000)  # lines of a message, and bytes of their JSON
_MOST_OTHERS = (2, 8_000)


def suspicion_of(fact: Fact[DoubleSuspected]) -> Suspicion:
    """Return the question whether two records are one as the ledger keeps it."""
    body = fact.body
    one, other = body.records
    return Suspicion(
        double=body.double,
        known_at=fact.known_at,
        revision=body.revision,
        open=body.open,
        differing=body.status == "differing",
        record_ids=(one.record_id, other.record_id),
    )


class PublicationContext(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a published standing says beside what it is: what came before it, and why.

    `number` counts an enterprise's standings, `sheet_hash` is that of the last page of the sheet.
    """

    number: int = 0
    sheet_hash: str | None = None
    previous_grade: str | None = None
    prompted_by: str | None = None
    revised_grades: tuple[RetroactiveGrade, ...] = ()


_AS_ANSWERED = PublicationContext()


def standing_assessed(
    rating: Rating, sheet: Sheet, context: PublicationContext = _AS_ANSWERED
) -> StandingAssessed:
    """Return a rating with what explains it; of each part the weightiest lines."""
    return StandingAssessed(
        number=context.number,
        day=rating.day,
        name=rating.name,
        sector=rating.sector,
        score=rating.score,
        grade=rating.grade,
        base_grade=rating.base_grade,
        previous_grade=context.previous_grade,
        level=rating.level,
        edition=rating.edition,
        base=sheet.base_line,
        sums=sheet.sums,
        lines=tuple(sorted(sheet.points.weightiest(*_MOST_POINTS), key=line_order)),
        overrides=tuple(sorted(sheet.overrides.weightiest(*_MOST_OTHERS), key=override_order)),
        statuses=tuple(sorted(sheet.statuses.weightiest(*_MOST_OTHERS), key=override_order)),
        budgets=tuple(sorted(sheet.budgets.weightiest(*_MOST_OTHERS), key=budget_order)),
        counts=sheet.counts,
        lists=sheet.lists,
        caused_on=sheet.caused_on,
        sheet_digest=sheet.digest,
        sheet_hash=context.sheet_hash,
        registration=rating.registration,
        changes_next_on=rating.changes_next_on,
        prompted_by=context.prompted_by,
        revised_grades=context.revised_grades,
        thin_data=rating.thin_data,
    )


def rating_of(value: StandingAssessed) -> Rating:
    """Return the rating that a message is about; the certificate in force is not published."""
    return Rating(
        day=value.day,
        name=value.name,
        sector=value.sector,
        score=value.score,
        grade=value.grade,
        base_grade=value.base_grade,
        level=value.level,
        edition=value.edition,
        registration=value.registration,
        changes_next_on=value.changes_next_on,
        thin_data=value.thin_data,
    )


def grade_changed(body: StandingAssessed, reasons: GradeReasons) -> GradeChanged:
    """Return the change of grade that goes with a standing, not yet in the decision log."""
    return GradeChanged(
        day=body.day,
        name=body.name,
        sector=body.sector,
        district=body.registration.district if body.registration else None,
        from_grade=body.previous_grade,
        to_grade=body.grade,
        score=body.score,
        edition=body.edition,
        reasons=reasons.rules,
        number=1,
        previous=None,
        standing_digest="",
        hash="",
        prompted_by=body.prompted_by,
        because=reasons.because,
        no_longer=reasons.no_longer,
    )


def logged(
    cause: Fact[Any],
    code: str,
    change: GradeChanged,
    body: StandingAssessed,
    last: Published | None,
) -> Fact[GradeChanged]:
    """Return a grade change with its place in the decision log, after the last one.

    It is made whole here, because its hash is over all that is published, also who caused it.
    """
    placed = msgspec.structs.replace(
        change,
        number=last.changes + 1 if last else 1,
        previous=last.last_hash if last else None,
        standing_digest=standing_digest(body),
    )
    return hashed(
        caused_fact(
            cause,
            placed,
            identity=derived_id(cause.id, SCORING, change.SUBJECT_ACTION, code),
            source=f"/safety-credit/{SCORING}",
            subject=code,
        )
    )


def early_warning_raised(rating: Rating, warning: EarlyWarning) -> EarlyWarningRaised:
    """Return a warning as a message; its edition is that of the rules behind the standing."""
    registration = rating.registration
    return EarlyWarningRaised(
        day=rating.day,
        name=rating.name,
        sector=rating.sector,
        district=registration.district if registration else None,
        warning=warning.kind,
        on=warning.on,
        score=rating.score,
        grade=rating.grade,
        score_then=warning.score_after,
        grade_then=warning.grade_after,
        points=warning.points,
        points_above=warning.points_above,
        rule=warning.rule,
        chinese=warning.chinese,
        english=warning.english,
        record_id=warning.record_id,
        document_number=warning.document_number,
        article=warning.article,
        mark=warning.mark,
        edition=rating.edition,
    )


def with_decision(body: StandingAssessed, change: GradeChanged) -> StandingAssessed:
    """Return a standing that names the grade change which went with it."""
    return msgspec.structs.replace(body, decision=Decision(number=change.number, hash=change.hash))
