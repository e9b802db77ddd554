"""The figures of the effect: accidents, deaths and serious injuries of one span against another.

Counted from what is on record now, so that an earlier span's figures change with its records.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from schemas.records import Accident
from schemas.records.accident import Responsibility
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.city_day import city_day
from services.scoring.domain.packs.pack import SECTOR_OF_THE_UNKNOWN, Rulebooks
from services.scoring.domain.packs.parts import Accidents
from services.scoring.domain.records.span import Span

from .accident import accident_phases
from .known_accidents import EnterpriseAccidents, KnownAccident

_TENTH = Decimal("0.1")
# Of an accident of several enterprises: one of them responsible, or that may still turn out.
_WEIGHTIEST_FIRST: tuple[Responsibility, ...] = (
    "responsible",
    "under_investigation",
    "not_responsible",
)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many accidents a span had, how many for which enterprises answer, and their toll."""

    accidents: int
    responsible: int
    under_investigation: int
    deaths: int
    serious_injuries: int


class RelativeChange(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures changed by, in percent to one place. None: nothing before to measure by."""

    accidents: Decimal | None
    deaths: Decimal | None
    serious_injuries: Decimal | None


class ComparedFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of both spans."""

    before: Figures
    after: Figures
    change: RelativeChange


class SectorCompared(ComparedFigures, frozen=True, kw_only=True):
    """The figures of a sector."""

    sector: str
    chinese: str
    english: str


class AccidentEffect(msgspec.Struct, frozen=True, kw_only=True):
    """A span against an earlier one: each sector, and the city. As known on a day."""

    known_on: date
    span: Span
    against: Span
    sectors: tuple[SectorCompared, ...]
    whole: ComparedFigures


class _Case(msgspec.Struct, frozen=True):
    """An accident of an enterprise; `identity` is the same for the other enterprises in it."""

    identity: tuple[str, str, datetime]
    day: date
    responsibility: Responsibility
    deaths: int
    serious_injuries: int

    def joined(self, other: "_Case") -> "_Case":
        """Return the same accident as told of two enterprises: each record has the whole toll."""
        return _Case(
            self.identity,
            self.day,
            min(self.responsibility, other.responsibility, key=_WEIGHTIEST_FIRST.index),
            max(self.deaths, other.deaths),
            max(self.serious_injuries, other.serious_injuries),
        )


def compare(
    enterprises: Iterable[EnterpriseAccidents],
    rulebooks: Rulebooks,
    span: Span,
    against: Span,
    known_on: date,
) -> AccidentEffect:
    """Return the figures of a span against those of another one, as known on a day (now).

    An accident belongs to the day on which it happened, whoever is responsible. Deaths and serious
    injuries are those of its last report within its term (Order 493, article 13). One that a
    department reported of several enterprises counts once in each of their sectors, and once in
    the whole, which so may be less than the sum.
    """
    by_sector: dict[str, list[_Case]] = {sector: [] for sector in rulebooks.by_sector}
    for each in enterprises:
        of_sector = by_sector.setdefault(each.sector, [])
        of_sector.extend(_case(accident, each.sector, rulebooks) for accident in each.accidents)
    sectors = []
    for sector, cases in sorted(by_sector.items()):
        before, after = _figures(cases, against), _figures(cases, span)
        chinese, english = rulebooks.name(sector)
        sectors.append(
            SectorCompared(
                sector=sector,
                chinese=chinese,
                english=english,
                before=before,
                after=after,
                change=_change(before, after),
            )
        )
    everywhere = [case for cases in by_sector.values() for case in cases]
    before, after = _figures(everywhere, against), _figures(everywhere, span)
    return AccidentEffect(
        known_on=known_on,
        span=span,
        against=against,
        sectors=tuple(sectors),
        whole=ComparedFigures(before=before, after=after, change=_change(before, after)),
    )


def percent_of_change(before: int, after: int) -> Decimal | None:
    """Return by how many percent a count changed, rounded half up to one place; None: from 0."""
    if before == 0:
        return None
    return (Decimal(100 * (after - before)) / before).quantize(_TENTH, ROUND_HALF_UP)


def _case(known: KnownAccident, sector: str, rulebooks: Rulebooks) -> _Case:
    """Return an accident with its whole toll, by the terms in force on its day."""
    accident = known.content
    day = city_day(accident.happened_at)
    deaths, injured = _toll(accident, _rules_of(sector, rulebooks, day))
    return _Case(
        (known.department, canonical(known.number), accident.happened_at),
        day,
        accident.responsibility,
        deaths,
        injured,
    )


def _rules_of(sector: str, rulebooks: Rulebooks, day: date) -> Accidents | None:
    """Return a sector's rules on accidents; where it has none, those for the unknown."""
    for ruled in (sector, SECTOR_OF_THE_UNKNOWN):
        if ruled in rulebooks.by_sector and (rules := rulebooks.at(ruled, day).accidents):
            return rules
    return None


def _toll(accident: Accident, rules: Accidents | None) -> tuple[int, int]:
    """Return the dead and the seriously injured that count; without rules the last reported."""
    if rules is not None:
        phase = accident_phases(accident, rules).phases[-1]
        return phase.deaths, phase.serious_injuries
    last = max(accident.tolls, key=lambda toll: toll.reported_on)
    return last.deaths, last.serious_injuries or 0


def _figures(cases: Iterable[_Case], span: Span) -> Figures:
    once: dict[tuple[str, str, datetime], _Case] = {}
    for case in cases:
        if case.day in span:
            other = once.get(case.identity)
            once[case.identity] = case if other is None else case.joined(other)
    distinct = once.values()
    return Figures(
        accidents=len(distinct),
        responsible=sum(case.responsibility == "responsible" for case in distinct),
        under_investigation=sum(case.responsibility == "under_investigation" for case in distinct),
        deaths=sum(case.deaths for case in distinct),
        serious_injuries=sum(case.serious_injuries for case in distinct),
    )


def _change(before: Figures, after: Figures) -> RelativeChange:
    return RelativeChange(
        accidents=percent_of_change(before.accidents, after.accidents),
        deaths=percent_of_change(before.deaths, after.deaths),
        serious_injuries=percent_of_change(before.serious_injuries, after.serious_injuries),
    )
