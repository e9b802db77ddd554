"""Accidents: their class by Order 493, as the toll that counts grows in its term."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.records import Accident, Toll
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.periods import day_before, period_end
from services.scoring.domain.packs.parts import Accidents


class Phase(msgspec.Struct, frozen=True, gc=False):
    """An accident from one day on, with the toll that counted then. `rank` 0 is the worst class.

    `last_day` is the day before the next phase (None: the last phase).
    """

    first_day: date
    last_day: date | None
    deaths: int
    serious_injuries: int
    rank: int


class AccidentPhases(msgspec.Struct, frozen=True, gc=False):
    """An accident on record: its day and its phases in order.

    Its periods run from the day on which responsibility was determined, where that is known.
    """

    content: Accident
    day: date
    phases: tuple[Phase, ...]

    @property
    def counts_from(self) -> date:
        """Return the day from which its periods run."""
        return max(self.day, self.content.determined_on or self.day)


def accident_phases(accident: Accident, rules: Accidents) -> AccidentPhases:
    """Return an accident with its phases.

    The first report counts from the accident's day. A later one counts from the day on which it
    was made, if that lies in the term (Order 493, article 13): what is reported later does not.
    A report that doesn't state the seriously injured leaves them as they were.
    """
    day = city_day(accident.happened_at)
    term = period_end(day, days=rules.follow_up[accident.nature].value)
    first, *later = sorted(accident.tolls, key=_reported_on) or [_NOBODY]
    counted = [(day, first.deaths, first.serious_injuries or 0)]
    for toll in later:
        if toll.reported_on > term:
            break
        injured = toll.serious_injuries
        injured = counted[-1][2] if injured is None else injured
        if toll.reported_on <= counted[-1][0]:
            counted.pop()
        counted.append((max(day, toll.reported_on), toll.deaths, injured))
    following: list[date | None] = [day_before(since) for since, _, _ in counted[1:]]
    following.append(None)
    phases = tuple(
        Phase(since, until, deaths, injured, rank_of(deaths, injured, accident.loss, rules))
        for (since, deaths, injured), until in zip(counted, following, strict=True)
    )
    return AccidentPhases(accident, day, phases)


def rank_of(deaths: int, serious_injuries: int, loss: Decimal, rules: Accidents) -> int:
    """Return the rank of the class by Order 493, article 3: the worst of the three columns."""
    for rank, row in enumerate(rules.classes):
        if (
            deaths >= row.deaths.value
            or serious_injuries >= row.serious_injuries.value
            or loss >= row.loss.value
        ):
            return rank
    return len(rules.classes) - 1


def _reported_on(toll: Toll) -> date:
    return toll.reported_on


_NOBODY = Toll(reported_on=date.min, deaths=0)
