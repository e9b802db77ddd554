"""From steps of measures to occasions."""

from typing import Literal

from schemas.messages import MeasureChanged
from schemas.vocabulary.department import department
from schemas.vocabulary.measure_details import measure_details, names_of_lists
from schemas.vocabulary.measure_kind import CONTINUING
from schemas.vocabulary.measure_words import MEASURES
from schemas.vocabulary.sentences import NOTHING, Both, Values, both, day
from services.notify.domain.occasion import DocumentToServe, Occasion
from services.notify.domain.phrases import (
    article,
    assumed_year,
    contest,
    enterprise,
    hearing,
    objection,
    office,
    reasons,
)
from services.notify.domain.wording import Wording


def measure_occasion(code: str, body: MeasureChanged, wording: Wording) -> Occasion:
    """Return the occasion of a step of a measure."""
    measure, listed = wording.measures[body.measure], names_of_lists(body.parameters.on_lists)
    by_grade = measure.by_grade and listed is NOTHING
    details = measure_details(body.measure, body.parameters, body.amount, body.settlement)
    who = enterprise(wording, body.name, code)
    remedies = [objection(wording)]
    remedies += [contest(wording)] if measure.act else []
    remedies += [hearing(wording)] if measure.hearing else []
    phrases = both(
        day=day(body.day),
        measure=Both(MEASURES[body.measure].chinese, MEASURES[body.measure].english),
        agency=Both(department(body.agency).chinese, department(body.agency).english),
        office=office(department(body.agency)),
        on_lists=listed,
        because=reasons(wording, body.because) if by_grade else NOTHING,
        article=article(wording, body.article),
        defence_article=article(wording, wording.remedies.defence.article),
        detail=details.figures,
        ending=details.ending,
        deadline=day(body.deadline),
    )
    chinese, english = (_merged(each) for each in zip(who, *remedies, phrases, strict=True))
    act = _act_served(body)
    return Occasion(
        events=_events(body),
        code=code,
        agency=body.agency,
        grade=body.grade,
        values={
            "grade": body.grade,
            "cause_grade": body.grade if by_grade else None,
            "order": body.order,
            "assumed_year": assumed_year(body.deadline_assumes),
            "ordered": "" if body.measure not in CONTINUING else None,
            "continuing": "" if body.measure in CONTINUING else None,
            "document": body.history[-1].document if body.history else None,
        },
        values_chinese=chinese,
        values_english=english,
        serves=DocumentToServe(order=body.order, measure=body.measure, agency=body.agency, act=act)
        if act
        else None,
    )


def _act_served(body: MeasureChanged) -> Literal["noticed", "served"] | None:
    """Return of which step the alert brings the document: a decision, or the system's notice.

    Where an agency gave notice by an act of its own, the enterprise has that document already.
    """
    if body.to_status == "noticed" and not (body.history and body.history[-1].act):
        return "noticed"
    return "served" if body.to_status == "decided" else None


def _events(body: MeasureChanged) -> tuple[str, ...]:
    status = "changed" if body.from_status == body.to_status == "in_force" else body.to_status
    return (
        f"measure.{body.measure.value}.{status}",
        f"measure.{body.measure.value}.{body.to_status}",
        f"measure.{status}",
        f"measure.{body.to_status}",
    )


def _merged(values: tuple[Values, ...]) -> Values:
    return {name: value for each in values for name, value in each.items()}
