"""The regulator's interview (约谈): for each fall to a grade that calls for it, and for a listing.

Who is on a list is interviewed so many times in each year of the listing. One interview is enough
for both: the one that a fall calls for is the year's as well. One that was not held stays due.
"""

from datetime import date
from typing import Annotated

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.periods import MONTHS_OF_A_YEAR, day_after, period_end
from schemas.vocabulary.rule_value import RuleValue, Term
from services.sanctions.domain.orders.standing_summary import StandingSummary
from services.sanctions.domain.rules.measure_rules import Nature, RegulatedRule
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


class Interview(RegulatedRule, frozen=True, kw_only=True):
    """Within how many working days of a fall to a grade the interview is to be held.

    `first_rating_counts` are the sectors in which the first rating counts as a fall; elsewhere who
    begins at such a grade (as by mere registration) has not fallen. Who is on one of the `lists` is
    interviewed `listed_yearly` times a year of the listing.
    """

    within: dict[str, Term]
    first_rating_counts: RuleValue[tuple[str, ...]]
    listed_yearly: RuleValue[Annotated[int, msgspec.Meta(ge=1, le=12)]]
    lists: tuple[str, ...]


class InterviewTerm(msgspec.Struct, frozen=True):
    """The days within which one who is listed since a day has to be interviewed."""

    listed_on: date
    first_day: date
    last_day: date


def due(case: Case, rule: Interview) -> list[Terms]:
    """Return the interview that the latest fall calls for, while the grade still does; or a list.

    An enterprise that mends from one such grade to a better one of them keeps the order, and the
    term, of its fall.
    """
    standing = case.standing
    agency = rule.regulators.get(standing.sector, rule.agency)
    fall = _of_fall(case, rule)
    term = interview_term(standing, rule, case.today)
    if term is None:
        return fall
    if fall and standing.fell_on is not None:
        interviewed_on = _interviewed_on(case, agency, standing.fell_on)
        if (
            standing.fell_on >= term.first_day
            or interviewed_on is None
            or interviewed_on >= term.first_day
        ):
            return fall
    if _interviewed_on(case, agency, term.first_day) is not None:
        return []  # done, by whichever order it was
    required = _of_listing(case, rule, term)
    missed = _missed(case, term)
    if missed is None:
        return [required]
    return [msgspec.structs.replace(required, occasion=missed.occasion, due_by=missed.due_by)]


def interview_term(standing: StandingSummary, rule: Interview, today: date) -> InterviewTerm | None:
    """Return the part of the listing's year in which today lies (None: on no such list)."""
    days = [standing.listed_since[name] for name in rule.lists if name in standing.listed_since]
    if not days:
        return None
    listed_on = first_day = min(days)
    months = each = MONTHS_OF_A_YEAR // rule.listed_yearly.value
    while (last_day := period_end(listed_on, months=months)) < today:
        first_day, months = day_after(last_day), months + each
    return InterviewTerm(listed_on, first_day, last_day)


def _of_fall(case: Case, rule: Interview) -> list[Terms]:
    standing = case.standing
    if standing.grade not in rule.within:
        return []
    if standing.fell_on is None or standing.fell_to is None:
        return []
    within = rule.within.get(standing.fell_to, rule.within[standing.grade])
    return [
        terms(
            case,
            rule,
            agency=rule.regulators.get(standing.sector),
            occasion=f"{standing.fell_on} {standing.fell_to}",
            within=within.value,
            parameters=MeasureParameters(fell_to=standing.fell_to, fell_on=standing.fell_on),
        )
    ]


def _of_listing(case: Case, rule: Interview, term: InterviewTerm) -> Terms:
    standing = case.standing
    return terms(
        case,
        rule,
        agency=rule.regulators.get(standing.sector),
        occasion=f"listed {term.listed_on}, from {term.first_day}",
        due_by=term.last_day,
        listed=on_lists(standing, rule.lists),
        parameters=MeasureParameters(listed_on=term.listed_on),
    )


def _missed(case: Case, term: InterviewTerm) -> Terms | None:
    """Return an earlier year's interview that was not held: it stays due, for this year too."""
    for order in case.orders:
        due_by = order.terms.due_by
        if order.terms.kind is not MeasureKind.INTERVIEW or due_by is None:
            continue
        if order.is_open and order.status != "carried_out" and due_by < term.first_day:
            return order.terms
    return None


def _interviewed_on(case: Case, agency: str, since: date) -> date | None:
    """Return the day of the agency's first interview on a day or later, if there was one."""
    reported = case.dossier.interviewed_on(agency, since)
    acted = (
        each.since
        for order in case.orders
        if order.terms.kind is MeasureKind.INTERVIEW and order.terms.agency == agency
        for each in order.history
        if each.status == "carried_out" and each.since >= since
    )
    return min((day for day in (reported, *acted) if day is not None), default=None)


MEASURE = Measure(
    kind=MeasureKind.INTERVIEW,
    name="interview",
    rule=Interview,
    nature=Nature.SUPERVISION,
    due=due,
    in_every_edition=True,
    done_when_carried_out=True,
)
