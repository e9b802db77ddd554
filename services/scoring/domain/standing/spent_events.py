"""Spent events: no rule of a pack gives them an effect on a day, nor on any later one.

A fleet has thousands of them, so that they are told by their day alone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from schemas.records import Inspection, Penalty, RectificationChecked, TrafficPoints, Training
from schemas.records.base import Record
from schemas.vocabulary.periods import window_before, year_start
from services.scoring.domain.memo import Memo
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.rule import Rule
from services.scoring.domain.records.recorded_situations import KIND_SHOWING

# Kinds of records that show nothing but events, all of them on one day.
_DAY_OF: Mapping[type[Record], Callable[[Any], date]] = {
    Inspection: attrgetter("inspected_on"),
    Penalty: attrgetter("decided_on"),
    RectificationChecked: attrgetter("checked_on"),
    TrafficPoints: attrgetter("recorded_on"),
    Training: attrgetter("held_on"),
}
Spent = Mapping[type[Record], tuple[Callable[[Any], date], date]]
_SPENT: Memo[Pack, tuple[date, Spent]] = Memo()  # of the day that was asked for last


def spent_events(pack: Pack, on: date) -> Spent:
    """Return of kinds of events how their day is read, and before which day they are spent."""
    recalled = _SPENT.recall(pack)
    if recalled is not None and recalled[0] == on:
        return recalled[1]
    spent = {
        kind: (day_of, first)
        for kind, day_of in _DAY_OF.items()
        if (first := _first_bearing_day(kind, pack, on)) is not None
    }
    _SPENT.keep(pack, (on, spent))
    return spent


def _first_bearing_day(kind: type[Record], pack: Pack, on: date) -> date | None:
    """Return the first day whose events may have an effect; None: it takes more than their day."""
    first = date.max
    for rule in _rules_about(kind, pack):
        if rule.is_counted or rule.drawn is not None:
            return None
        if rule.runs == "to_the_year_end":
            first = min(first, year_start(on.year))
        elif rule.runs == "from_its_day" and rule.period is not None:
            period = {rule.period.unit: rule.period.value}
            first = min(first, window_before(on, **period).after)
        else:
            return None
    return first


def _rules_about(kind: type[Record], pack: Pack) -> Iterator[Rule]:
    for situation, shown_by in KIND_SHOWING.items():
        if shown_by is kind:
            yield from (rule for _, rule in pack.by_situation[situation])
