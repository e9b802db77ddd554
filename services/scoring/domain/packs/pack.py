"""A sector pack: the rules of one sector from one day on, each number with its article."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import msgspec

from schemas.vocabulary.legal_basis import Text
from schemas.vocabulary.rule_value import ContradictionsError, Edition, in_force
from services.scoring.domain.records.situation import SITUATIONS

from .parts import (
    Accidents,
    Band,
    BaseByEvaluation,
    BaseByLevel,
    BaseFixed,
    Budget,
    CertificateRules,
    ListRules,
    Repair,
    ScoreRange,
    Sufficiency,
)
from .problems import problems_of
from .rule import Rule

# Who is in no registry is rated under these, and the standing is marked as resting on thin data.
SECTOR_OF_THE_EVALUATED = "special_equipment"
SECTOR_OF_THE_UNKNOWN = "industrial"


class Pack(Edition, frozen=True, kw_only=True, dict=True, weakref=True):
    """The rules of one sector from `effective_from` on. `grades` stand best first.

    `certificate` and `accidents` are left out (None) where the scheme has nothing to say of them.
    (`dict`: what follows from a pack is found out once.)
    """

    sector: Text
    chinese: Text
    english: Text
    score: ScoreRange
    grades: tuple[Band, ...]
    base: BaseByLevel | BaseByEvaluation | BaseFixed
    certificate: CertificateRules | None = None
    accidents: Accidents | None = None
    rules: dict[Text, Rule]
    budgets: dict[Text, Budget] = msgspec.field(default_factory=dict)
    lists: dict[Text, ListRules] = msgspec.field(default_factory=dict)
    repair: tuple[Repair, ...] = ()
    sufficiency: Sufficiency

    @property
    def scope(self) -> str:
        """Return the sector."""
        return self.sector

    @cached_property
    def by_situation(self) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        """The rules about each situation, with their names."""
        return {
            situation: tuple((n, r) for n, r in self.rules.items() if situation in r.situations)
            for situation in SITUATIONS
        }

    @cached_property
    def counted(self) -> tuple[tuple[str, Rule], ...]:
        """The rules that count records, with their names."""
        return tuple((name, rule) for name, rule in self.rules.items() if rule.is_counted)

    def is_better(self, grade: str, than: str) -> bool:
        """Say whether a grade stands before another one; one that the pack does not know is not."""
        names = [band.name for band in self.grades]
        return grade in names and than in names and names.index(grade) < names.index(than)

    def __post_init__(self) -> None:
        """Refuse a pack that contradicts itself."""
        if problems := tuple(problems_of(self)):
            raise ContradictionsError(problems)


class Rulebooks(msgspec.Struct, frozen=True):
    """The packs of all sectors, each sector's in the order of their first days."""

    by_sector: dict[str, tuple[Pack, ...]]

    def at(self, sector: str, on: date) -> Pack:
        """Return the pack in force on a day (before the first one's day: the first one)."""
        packs = self.by_sector[sector]
        return in_force(packs, on) or packs[0]

    def under(self, edition: str) -> "Rulebooks":
        """Return the rules as if an edition had always been in force for its sector.

        Raises KeyError where there is no such edition.
        """
        for sector, packs in self.by_sector.items():
            for pack in packs:
                if pack.edition == edition:
                    return Rulebooks({**self.by_sector, sector: (pack,)})
        raise KeyError(edition)

    def name(self, sector: str) -> tuple[str, str]:
        """Return what its latest pack calls a sector, in both languages; the sector where none."""
        packs = self.by_sector.get(sector)
        return (packs[-1].chinese, packs[-1].english) if packs else (sector, sector)

    def rule_titles(self, edition: str) -> dict[str, tuple[str, str]]:
        """Return what the rules of an edition are called, in both languages."""
        packs = (pack for of_sector in self.by_sector.values() for pack in of_sector)
        return {
            name: (rule.chinese, rule.english)
            for pack in packs
            if pack.edition == edition
            for name, rule in pack.rules.items()
        }

    @property
    def editions(self) -> tuple[str, ...]:
        """The names of all editions."""
        return tuple(pack.edition for packs in self.by_sector.values() for pack in packs)


def rulebooks_of(packs: tuple[Pack, ...]) -> Rulebooks:
    """Return packs by sector. Raises ValueError where the pack for the unregistered is missing.

    Who was evaluated and is in no registry is rated under the pack of the evaluated, if there is.
    """
    by_sector: dict[str, tuple[Pack, ...]] = {}
    for pack in sorted(packs, key=lambda pack: (pack.sector, pack.effective_from)):
        by_sector[pack.sector] = (*by_sector.get(pack.sector, ()), pack)
    if SECTOR_OF_THE_UNKNOWN not in by_sector:
        raise ValueError(
            f"no pack of the sector {SECTOR_OF_THE_UNKNOWN!r}, which is needed for the unknown"
        )
    return Rulebooks(by_sector)
