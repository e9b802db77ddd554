"""From early warnings to occasions."""

from decimal import Decimal

from schemas.messages import EarlyWarningRaised
from schemas.vocabulary.amounts import plain
from schemas.vocabulary.department import lead
from schemas.vocabulary.sentences import Both, both, day
from services.notify.domain.occasion import Occasion
from services.notify.domain.phrases import article, enterprise, objection, office
from services.notify.domain.wording import Wording


def warning_occasion(code: str, body: EarlyWarningRaised, wording: Wording) -> Occasion:
    """Return the occasion of a standing that will change by itself.

    What will be then is said only of what becomes different: score and grade each by itself. A
    score that stays is told as `score_stays`, one at the very least of its grade by `exactly`.
    """
    points = body.points or Decimal()
    who_chinese, who_english = enterprise(wording, body.name, code)
    objection_chinese, objection_english = objection(wording)
    chinese, english = both(
        on=day(body.on),
        matter=Both(body.chinese, body.english),
        article=article(wording, body.article),
        office=office(lead()),
    )
    return Occasion(
        events=(f"warning.{body.warning}",),
        code=code,
        grade=body.grade,
        values={
            "document": body.document_number,
            "score": plain(body.score),
            "score_then": plain(body.score_then)
            if body.score_then not in {None, body.score}
            else None,
            "grade": body.grade,
            "grade_then": body.grade_then if body.grade_then != body.grade else None,
            "score_stays": plain(body.score) if body.score_then == body.score else None,
            "taken": plain(-points) if points < 0 else None,
            "given": plain(points) if points > 0 else None,
            "points_above": plain(body.points_above) if body.points_above else None,
            "exactly": "" if body.points_above == 0 else None,
        },
        values_chinese=who_chinese | objection_chinese | chinese,
        values_english=who_english | objection_english | english,
    )
