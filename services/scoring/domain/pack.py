"""A sector pack: the rules of one sector from one day on, each number with its article."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.rule_value import Edition, RuleValue

from .pack_parts import (
    Accidents,
    Band,
    BaseByEvaluation,
    BaseByLevel,
    BaseFixed,
    Certificate,
    Deductions,
    Overrides,
    Range,
    Sufficiency,
    Traffic,
)

# Who is in no registry is rated under these, and the standing is marked as resting on thin data.
SECTOR_OF_THE_EVALUATED = "special_equipment"
SECTOR_OF_THE_UNKNOWN = "industrial"


class Pack(Edition, frozen=True, kw_only=True):
    """The rules of one sector from `effective_from` on. `grades` stand best first."""

    sector: str
    score: Range
    grades: tuple[Band, ...]
    base: BaseByLevel | BaseByEvaluation | BaseFixed
    certificate: Certificate
    accidents: Accidents
    deductions: Deductions
    overrides: Overrides
    sufficiency: Sufficiency
    traffic: Traffic | None = None

    @property
    def scope(self) -> str:
        """Return the sector."""
        return self.sector

    def __post_init__(self) -> None:
        """Refuse a pack that contradicts itself."""
        floors = [band.at_least.value for band in self.grades]
        if floors != sorted(floors, reverse=True) or not floors or floors[-1] > 0:
            raise ValueError("grades: best first, and the last from 0 points on")
        tiers = [tier.fine_from.value for tier in self.deductions.penalty_general.tiers]
        if tiers != sorted(tiers) or not tiers or tiers[0] > 0:
            raise ValueError("deductions.penalty_general.tiers: lowest first, from 0 yuan on")
        names = {band.name for band in self.grades}
        for veto in self._vetoes():
            if veto not in names:
                raise ValueError(f"overrides: {veto!r} is none of the grades")
        for path in _negative(self, ""):
            raise ValueError(f"{path}: a negative number")
        if missing := {"production", "road_traffic", "fire"} - set(self.accidents.follow_up):
            raise ValueError(f"accidents.follow_up: {sorted(missing)} missing")

    def _vetoes(self) -> list[str]:
        rules = self.overrides
        names = [
            rules.larger_accident.grade,
            rules.concealed_accident.grade,
            rules.listed_danger_overdue,
            rules.deadly_crash.grade,
            rules.repeated_accidents.grade,
            rules.repeated_penalties.grade,
        ]
        return [name.value for name in names if name is not None]


def _negative(part: object, path: str) -> Iterator[str]:
    """Yield the paths of the rule values below nothing: a deduction is written as positive."""
    if isinstance(part, RuleValue):
        if isinstance(part.value, (int, Decimal)) and part.value < 0:
            yield path
    elif isinstance(part, msgspec.Struct):
        for name, value in msgspec.structs.asdict(part).items():
            yield from _negative(value, f"{path}.{name}".lstrip("."))
    elif isinstance(part, tuple):
        for place, value in enumerate(part):
            yield from _negative(value, f"{path}.{place}")


class Rulebooks(msgspec.Struct, frozen=True):
    """The packs of all sectors, each sector's in the order of their first days."""

    by_sector: dict[str, tuple[Pack, ...]]

    def at(self, sector: str, on: date) -> Pack:
        """Return the pack in force on a day (before the first one's day: the first one)."""
        packs = self.by_sector[sector]
        chosen = packs[0]
        for pack in packs:
            if pack.effective_from <= on:
                chosen = pack
        return chosen


def rulebooks_of(packs: tuple[Pack, ...]) -> Rulebooks:
    """Return packs by sector. Raises ValueError where the pack for the unregistered is missing."""
    by_sector: dict[str, tuple[Pack, ...]] = {}
    for pack in sorted(packs, key=lambda pack: (pack.sector, pack.effective_from)):
        by_sector[pack.sector] = (*by_sector.get(pack.sector, ()), pack)
    for sector in (SECTOR_OF_THE_EVALUATED, SECTOR_OF_THE_UNKNOWN):
        if sector not in by_sector:
            raise ValueError(f"no pack of the sector {sector!r}, which is needed for the unknown")
    return Rulebooks(by_sector)
