"""What happens to an enterprise in its years."""

from collections.abc import Callable, Iterator
from datetime import date

from .chance import Chance
from .duties import (
    applied,
    certified,
    evaluated,
    inspected,
    permitted,
    promised,
    rebated,
    tipped,
    trained,
)
from .enterprises import Enterprise
from .faults import credited, debited, endangered, harmed, penalized
from .finding import Finding
from .habits import ACCIDENTS, CONDUCTS, MERITS, MOST_DANGERS, SECTORS, Habits

_NEEDS_A_PERMIT = {"hazardous_chemicals", "construction"}
_DAYS = 365.25  # of a year
Made = Callable[[Enterprise, Chance, date, int], Finding | Iterator[Finding]]


def history(of: Enterprise, chance: Chance, first: date, last: date) -> Iterator[Finding]:
    """Yield the registration, then all that is found until the last day."""
    habits = SECTORS[of.sector]
    yield Finding(
        day=of.registered_on,
        department="market-supervision",
        content=of.registration,
        number=of.code,
    )
    if of.sector == "special_equipment":
        yield from evaluated(of, chance, last)
    yield from certified(of, habits, chance, first)
    yield from promised(of, habits, chance)
    if of.sector in _NEEDS_A_PERMIT:
        yield from permitted(of, chance, last)
    yield from _over_the_years(of, habits, chance, last)
    if chance.share(habits.rebates):
        yield rebated(of, chance, last)


def _over_the_years(
    of: Enterprise, habits: Habits, chance: Chance, last: date
) -> Iterator[Finding]:
    bad, worst, good = CONDUCTS[of.conduct], ACCIDENTS[of.conduct], MERITS[of.conduct]
    years = (last - of.registered_on).days / _DAYS

    def each(make: Made, a_year: float) -> Iterator[Finding]:
        for turn in range(chance.times(a_year * years)):
            found = make(of, chance, chance.day(of.registered_on, last), turn)
            yield from (found,) if isinstance(found, Finding) else found

    yield from each(credited, habits.points_added * good)
    yield from each(debited, habits.points_taken * bad)
    yield from each(inspected, habits.inspections)
    yield from each(trained, habits.trainings)
    yield from each(endangered, habits.dangers * min(bad, MOST_DANGERS))
    yield from each(penalized, habits.penalties * bad)
    yield from each(harmed, habits.accidents * worst)
    yield from each(tipped, habits.tips * bad)
    yield from each(applied, habits.projects)
