"""From which day to which the effect of a rule lasts."""

from datetime import date

from schemas.vocabulary.periods import day_before, period_end, year_end
from services.scoring.domain.records.situation import Situation

from .parts import Count
from .rule import Rule

Days = tuple[date, date | None]


def days_of(rule: Rule, situation: Situation) -> Days:
    """Return the first and the last day of a rule's effect (None: without end).

    There are none (the first is later than the last) where it was over before it could begin.
    """
    ended_on = situation.ended_on
    over = None if ended_on is None else day_before(ended_on)
    first_day = max(situation.first_day, situation.since)
    if rule.runs == "while_it_lasts":
        return first_day, over
    if rule.runs == "from_its_end":
        if ended_on is None or situation.passes_on:
            return first_day, over
        return first_day, add_period(ended_on, rule.period)
    if rule.runs == "to_the_year_end":
        last_day = year_end(first_day.year)
    else:
        last_day = add_period(situation.since, rule.period)
    if situation.passes_on and over is not None:
        last_day = min(last_day, over)
    return first_day, last_day


def add_period(day: date, period: Count | None) -> date:
    """Return the last day of a period that runs from a day: the corresponding one still counts."""
    if period is None:
        return day
    if period.unit == "days":
        return period_end(day, days=period.value)
    return period_end(day, months=period.value)


def clipped(days: Days, repaired_on: date | None) -> Days | None:
    """Return the days without those from which on the record is repaired; None: none are left."""
    if repaired_on is None:
        return days
    if days[0] >= repaired_on:
        return None
    last_day = day_before(repaired_on)
    return days[0], last_day if days[1] is None else min(days[1], last_day)
