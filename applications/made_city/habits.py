"""How often what happens, by sector and by how an enterprise conducts itself; a year each.

Chosen so that the grades come out as in the city of the mission: nearly all transport enterprises
keep the B that they begin with, about one in six moves, and a few are at the end.
"""

from collections.abc import Mapping

import msgspec

from applications.made_city.enterprises import Conduct


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """The mean number of each in a year; `levels` are the shares of standardization levels 1 to 3.

    `fine` is the mean fine in yuan, `points_added` and `points_taken` are the means of records of
    the traffic police, `most_points` the most of one of them.
    """

    penalties: float = 0.0
    dangers: float = 0.0
    accidents: float = 0.0
    inspections: float = 0.0
    trainings: float = 0.0
    tips: float = 0.0
    points_added: float = 0.0
    points_taken: float = 0.0
    most_points: int = 0
    projects: float = 0.0
    rebates: float = 0.0
    levels: tuple[float, float, float] = (0.0, 0.0, 0.0)
    promises: float = 0.98


SECTORS: Mapping[str, Habits] = {
    "industrial": Habits(
        penalties=0.12,
        dangers=1.6,
        accidents=0.006,
        inspections=0.7,
        trainings=0.8,
        tips=0.05,
        projects=0.05,
        rebates=0.15,
        levels=(0.03, 0.32, 0.5),
    ),
    "hazardous_chemicals": Habits(
        penalties=0.25,
        dangers=3.0,
        accidents=0.02,
        inspections=2.0,
        trainings=1.5,
        tips=0.1,
        projects=0.15,
        rebates=0.3,
        levels=(0.08, 0.42, 0.48),
    ),
    "construction": Habits(
        penalties=0.2,
        dangers=1.2,
        accidents=0.02,
        inspections=1.8,
        trainings=1.0,
        tips=0.1,
        projects=1.2,
        rebates=0.03,
        levels=(0.05, 0.3, 0.45),
    ),
    "special_equipment": Habits(
        penalties=0.1, dangers=0.3, accidents=0.005, inspections=1.0, trainings=1.0, tips=0.05
    ),
    "transport": Habits(
        penalties=0.05,
        dangers=0.12,
        accidents=0.001,
        inspections=0.25,
        trainings=0.4,
        tips=0.01,
        points_added=0.9,
        points_taken=0.9,
        most_points=6,
        promises=0.93,
    ),
}
# How much oftener what speaks against an enterprise happens.
CONDUCTS: Mapping[Conduct, float] = {"good": 0.35, "usual": 1.0, "careless": 5.0, "dangerous": 12.0}
MOST_DANGERS = 3.0  # times oftener: whoever is careless is not inspected without end
# How much oftener what speaks for it does.
MERITS: Mapping[Conduct, float] = {"good": 13.0, "usual": 1.0, "careless": 0.6, "dangerous": 0.3}
ACCIDENTS: Mapping[Conduct, float] = {
    "good": 0.3,
    "usual": 0.8,
    "careless": 3.0,
    "dangerous": 8.0,
}
PASSES: Mapping[Conduct, float] = {"good": 0.98, "usual": 0.9, "careless": 0.7, "dangerous": 0.45}
SCORES: Mapping[Conduct, tuple[int, int]] = {  # of the yearly evaluation
    "good": (88, 99),
    "usual": (74, 95),
    "careless": (58, 80),
    "dangerous": (40, 66),
}
