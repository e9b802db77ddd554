"""From steps of measures to occasions."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal

from schemas.messages import MeasureChanged
from schemas.vocabulary.amounts import grouped, plain
from schemas.vocabulary.department import department
from schemas.vocabulary.measure_kind import CONTINUING, MeasureKind
from schemas.vocabulary.measure_parameters import Settlement
from schemas.vocabulary.measure_words import MEASURES
from services.notify.domain.occasion import DocumentToServe, Occasion, Values
from services.notify.domain.phrases import (
    NOTHING,
    Both,
    article,
    assumed_year,
    both,
    contest,
    day,
    enterprise,
    hearing,
    objection,
    office,
    reasons,
)
from services.notify.domain.wording import Wording, fill

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YUAN = "_yuan"  # how the names of amounts end


def measure_occasion(code: str, body: MeasureChanged, wording: Wording) -> Occasion:
    """Return the occasion of a step of a measure."""
    measure, listed = wording.measures[body.measure], _lists(body, wording)
    by_grade = measure.by_grade and listed is NOTHING
    details = _details(body, wording, listed)
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
        detail=Both(
            fill(measure.detail_chinese, details[0]),
            fill(measure.detail_english, details[1], " "),
        ),
        ending=Both(
            fill(measure.ending_chinese, details[0]),
            fill(measure.ending_english, details[1], " "),
        ),
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


def _details(body: MeasureChanged, wording: Wording, listed: Both) -> tuple[Values, Values]:
    """Return the measure's own figures, as people write them, in Chinese and in English."""
    rated = body.parameters.rate_percent is not None
    insured = body.measure is MeasureKind.INSURANCE_RATE
    settlement = body.settlement or Settlement()
    shared: Values = {
        "forgone_yuan": _yuan(settlement.forgone),
        "pay_back_yuan": _yuan(settlement.pay_back),
        "amount": _yuan(body.amount),
        "computation": _computation(body, wording),
        "no_rate": "" if insured and not rated else None,
        "no_premium": "" if insured and rated and body.amount is None else None,
    }

    def written(of_day: Callable[[Both], str | None]) -> Values:
        given = body.parameters.given()
        figures = {name: _figure(name, value, of_day) for name, value in given.items()}
        return figures | shared | {"deadline": of_day(day(body.deadline))}

    return (
        written(lambda phrase: phrase.chinese) | {"on_lists": listed.chinese},
        written(lambda phrase: phrase.english) | {"on_lists": listed.english},
    )


def _figure(name: str, value: object, of_day: Callable[[Both], str | None]) -> str | None:
    if isinstance(value, Decimal):
        return grouped(value) if name.endswith(_YUAN) else plain(value)
    return of_day(day(value)) if isinstance(value, date) else str(value)


def _lists(body: MeasureChanged, wording: Wording) -> Both:
    """Return the lists that a measure names, as people call them."""
    if not body.parameters.on_lists:
        return NOTHING
    names = [(each, wording.lists.get(each)) for each in body.parameters.on_lists]
    return Both(
        "、".join(name.chinese if name else each for each, name in names),
        " and ".join(name.english if name else each for each, name in names),
    )


def _computation(body: MeasureChanged, wording: Wording) -> str | None:
    """Return how the amount was computed, lists and days written as people write them."""
    text = body.computation and _ISO_DAY.sub(_day_of, body.computation)
    for code, name in wording.lists.items():
        text = text and text.replace(f"the list {code}", name.english)
    return text


def _day_of(match: re.Match[str]) -> str:
    return day(date.fromisoformat(match[0])).english or ""


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else grouped(amount)


def _merged(values: tuple[Values, ...]) -> Values:
    return {name: value for each in values for name, value in each.items()}
