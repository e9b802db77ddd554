"""Phrases that many texts share: days, numbers, sources, the reasons of a grade, remedies."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache

from schemas.vocabulary.amounts import plain
from schemas.vocabulary.department import Department
from schemas.vocabulary.effect import GradesDown, Veto
from schemas.vocabulary.explanation import GradeReason
from schemas.vocabulary.measure_words import MEASURES
from schemas.vocabulary.sentences import NOTHING, Both, Values, both

from .wording import Wording

_BETWEEN_SOURCES = re.compile(r"；|; ")
_REMEMBERED = 10_000  # phrases of a kind: the steps of an enterprise's measures have the same ones


def enterprise(wording: Wording, name: str | None, code: str) -> tuple[Values, Values]:
    """Return how an enterprise is named in a title (`name`) and in a text (`who`)."""
    figures: Values = {"name": name, "nameless": None if name else "", "code": code}
    chinese, english = both(who=Both(*wording.who.filled(figures, figures, "")))
    shared: Values = {"name": name or code, "code": code}
    return shared | chinese, shared | english


def office(department: Department) -> Both:
    """Return a department with its office and the office's mailbox."""
    contact = department.contact
    english = ", ".join(filter(None, (contact.office_english, contact.email)))
    return Both(
        f"{department.chinese}（{contact.office}，{contact.email}）",
        f"{department.english} ({english})",
    )


@lru_cache(_REMEMBERED)
def article(wording: Wording, text: str | None) -> Both:
    """Return a source as the wording puts it; one that it doesn't know as it stands."""
    sources = _BETWEEN_SOURCES.split(text) if text else []
    if not sources:
        return NOTHING
    known = [(each, wording.articles.get(each)) for each in sources]
    return Both(
        "、".join((name.chinese if name else None) or each for each, name in known),
        "; ".join(name.english if name else each for each, name in known),
    )


def reasons(wording: Wording, grade_reasons: Iterable[GradeReason]) -> Both:
    """Return what counts, or counts no more, numbered where there are several."""
    phrases = [_reason(wording, each) for each in grade_reasons]
    chinese = [each.chinese for each in phrases if each.chinese]
    english = [each.english for each in phrases if each.english]
    if len(phrases) == 1:
        return phrases[0]
    return Both(
        "；".join(f"（{index}）{text}" for index, text in enumerate(chinese, 1)) or None,
        "; ".join(f"({index}) {text}" for index, text in enumerate(english, 1)) or None,
    )


@lru_cache(_REMEMBERED)
def _reason(wording: Wording, each: GradeReason) -> Both:
    points, effect = each.points or Decimal(), each.effect
    figures: Values = {
        "taken": plain(-points) if points < 0 else None,
        "given": plain(points) if points > 0 else None,
        "steps": str(effect.grades) if isinstance(effect, GradesDown) else None,
        "veto": effect.grade if isinstance(effect, Veto) else None,
    }
    numbers = each.document_numbers
    chinese, english = both(
        rule=Both(each.chinese, each.english),
        documents=Both("、".join(numbers) or None, ", ".join(numbers) or None),
        article=article(wording, each.article),
    )
    return Both(*wording.reason.filled(figures | chinese, figures | english, ""))


@lru_cache(_REMEMBERED)
def consequences(wording: Wording, grade: str) -> Both:
    """Return the names of the measures that a grade may bring."""
    names = [MEASURES[kind] for kind in wording.consequences.get(grade, ())]
    return Both(
        "、".join(name.chinese for name in names) or None,
        ", ".join(name.english for name in names) or None,
    )


@cache
def objection(wording: Wording) -> tuple[Values, Values]:
    """Return what the texts say of an objection and of credit repair."""
    remedies = wording.remedies
    days = f"{remedies.objection.value}"
    return both(
        objection_days=Both(days, days),
        objection_article=article(wording, remedies.objection.article),
        repair_article=article(wording, remedies.repair.article),
    )


@cache
def hearing(wording: Wording) -> tuple[Values, Values]:
    """Return what the texts say of a hearing before a qualification is taken away."""
    days = f"{wording.remedies.hearing.value}"
    return both(
        hearing_days=Both(days, days),
        hearing_article=article(wording, wording.remedies.hearing.article),
    )


@cache
def contest(wording: Wording) -> tuple[Values, Values]:
    """Return what the texts say of reconsideration and lawsuit against an administrative act."""
    reconsideration, lawsuit = wording.remedies.reconsideration, wording.remedies.lawsuit
    days, months = f"{reconsideration.value}", f"{lawsuit.value}"
    return both(
        reconsideration_days=Both(days, days),
        reconsideration_article=article(wording, reconsideration.article),
        lawsuit_months=Both(months, months),
        lawsuit_article=article(wording, lawsuit.article),
    )


def assumed_year(year: int | None) -> str | None:
    """Return the year whose holidays a deadline assumes, as it is written (None: none)."""
    return None if year is None else str(year)
