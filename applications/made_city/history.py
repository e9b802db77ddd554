"""What happens to an enterprise in its years."""

from collections.abc import Callable, Iterator
from datetime import date

from applications.made_city.chance import Chance
from applications.made_city.duties import (
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
from applications.made_city.enterprises import Enterprise
from applications.made_city.faults import credited, debited, endangered, harmed, penalized
from applications.made_city.finding import PlannedFinding
from applications.made_city.habits import ACCIDENTS, CONDUCTS, MERITS, MOST_DANGERS, SECTORS, Habits

_NEEDS_A_PERMIT = {"hazardous_chemicals", "construction"}
_DAYS = 365.25  # of a year
Maker = Callable[[Enterprise, Chance, date, int], PlannedFinding | Iterator[PlannedFinding]]


def history(of: Enterprise, chance: Chance, first: date, last: date) -> Iterator[PlannedFinding]:
    """Yield the registration, then all that is found until the last day."""
    habits = SECTORS[of.sector]
    yield PlannedFinding(
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
) -> Iterator[PlannedFinding]:
    bad, worst, good = CONDUCTS[of.conduct], ACCIDENTS[of.conduct], MERITS[of.conduct]
    years = (last - of.registered_on).days / _DAYS

    def each(make: Maker, a_year: float) -> Iterator[PlannedFinding]:
        for turn in range(chance.times(a_year * years)):
            findings = make(of, chance, chance.day(of.registered_on, last), turn)
            yield from (findings,) if isinstance(findings, PlannedFinding) else findings

    yield from each(credited, habits.points_added * good)
    yield from each(debited, habits.points_taken * bad)
    yield from each(inspected, habits.inspections)
    yield from each(trained, habits.trainings)
    yield from each(endangered, habits.dangers * min(bad, MOST_DANGERS))
    yield from each(penalized, habits.penalties * bad)
    yield from each(harmed, habits.accidents * worst)
    yield from each(tipped, habits.tips * bad)
    yield from each(applied, habits.projects)
