"""From changes of a grade to occasions."""

from collections.abc import Sequence

from schemas.messages import GradeChanged
from schemas.vocabulary.amounts import plain
from schemas.vocabulary.department import lead
from schemas.vocabulary.sentences import both, day
from services.notify.domain.occasion import Occasion
from services.notify.domain.phrases import consequences, enterprise, objection, office, reasons
from services.notify.domain.wording import Wording


def grade_occasion(
    code: str, body: GradeChanged, grades: Sequence[str], wording: Wording
) -> Occasion:
    """Return the occasion of a grade that came, fell or rose; `grades` are the best first."""
    who_chinese, who_english = enterprise(wording, body.name, code)
    objection_chinese, objection_english = objection(wording)
    chinese, english = both(
        day=day(body.day),
        because=reasons(wording, body.because),
        no_longer=reasons(wording, body.no_longer),
        consequences=consequences(wording, body.to_grade),
        office=office(lead()),
    )
    return Occasion(
        events=(f"grade.{_direction(body, grades)}",),
        code=code,
        grade=body.to_grade,
        values={
            "from_grade": body.from_grade,
            "to_grade": body.to_grade,
            "score": plain(body.score),
        },
        values_chinese=who_chinese | objection_chinese | chinese,
        values_english=who_english | objection_english | english,
    )


def _direction(body: GradeChanged, known: Sequence[str]) -> str:
    if body.from_grade is None:
        return "first"
    if body.from_grade not in known or body.to_grade not in known:
        return "changed"
    return "worse" if known.index(body.to_grade) > known.index(body.from_grade) else "better"
