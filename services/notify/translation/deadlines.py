"""From announced deadlines to occasions."""

from schemas.messages import DeadlineAnnounced
from schemas.vocabulary.department import department
from schemas.vocabulary.measure_words import MEASURES
from schemas.vocabulary.sentences import Both, both, day
from services.notify.domain.occasion import Occasion
from services.notify.domain.phrases import assumed_year, enterprise, office
from services.notify.domain.wording import Wording


def deadline_occasion(code: str, body: DeadlineAnnounced, wording: Wording) -> Occasion:
    """Return the occasion of a term that is about to end, or passed."""
    agency, measure, step = department(body.agency), MEASURES[body.measure], wording.steps
    who_chinese, who_english = enterprise(wording, body.name, code)
    chinese, english = both(
        measure=Both(measure.chinese, measure.english),
        agency=Both(agency.chinese, agency.english),
        office=office(agency),
        step=Both(step[body.status].chinese, step[body.status].english),
        deadline=day(body.deadline),
    )
    return Occasion(
        events=("deadline.passed" if body.passed else "deadline.near",),
        code=code,
        agency=body.agency,
        values={"order": body.order, "assumed_year": assumed_year(body.deadline_assumes)},
        values_chinese=who_chinese | chinese,
        values_english=who_english | english,
    )
