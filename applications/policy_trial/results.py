"""The results of a trial: counts and money by cell, and the movers; parts add up in any order."""

from decimal import Decimal

import msgspec

from applications.policy_trial.bins import Sorted
from services.sanctions.domain.figures.money import Money
from services.scoring.domain.outlook.policy_trial import Difference

UNKNOWN_DISTRICT = "未登记 not on file"


class CellKey(msgspec.Struct, frozen=True, order=True):
    """The key of a cell: sector, district, grade under the rules in force and under the draft."""

    sector: str
    district: str
    before: str
    after: str


class Cell(msgspec.Struct):
    """How many enterprises are in a cell, and their money (yuan) before and after.

    `rescored` have another score, `unreckoned` no premium, because payroll or risk class is not on
    file.
    """

    enterprises: int = 0
    rescored: int = 0
    unreckoned: int = 0
    premium_before: Decimal = Decimal()
    premium_after: Decimal = Decimal()
    rebate_before: Decimal = Decimal()
    rebate_after: Decimal = Decimal()
    bond_before: Decimal = Decimal()
    bond_after: Decimal = Decimal()

    def count(self, before: Money, after: Money, *, rescored: bool) -> None:
        """Count an enterprise."""
        self.enterprises += 1
        self.rescored += rescored
        if before.premium is None or after.premium is None:
            self.unreckoned += 1
        else:
            self.premium_before += before.premium
            self.premium_after += after.premium
        self.rebate_before += before.rebate
        self.rebate_after += after.rebate
        self.bond_before += before.bond
        self.bond_after += after.bond

    def add(self, other: "Cell") -> None:
        """Add another cell."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Mover(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise that gets another grade; `steps` up are positive, down negative."""

    code: str
    name: str
    sector: str
    district: str
    grade_before: str
    grade_after: str
    steps: int
    score_before: Decimal
    score_after: Decimal
    reasons: tuple[Difference, ...]
    before: Money
    after: Money

    @property
    def premium(self) -> Decimal:
        """How much more premium it pays a year (yuan)."""
        return (self.after.premium or Decimal()) - (self.before.premium or Decimal())

    @property
    def rebate(self) -> Decimal:
        """How much more rebate it forgoes (yuan)."""
        return self.after.rebate - self.before.rebate

    @property
    def bond(self) -> Decimal:
        """How much more bond it puts down (yuan)."""
        return self.after.bond - self.before.bond


class TrialResults(msgspec.Struct):
    """The results of a trial, or of a part of it."""

    read: Sorted = msgspec.field(default_factory=Sorted)
    unrated: int = 0
    thin: int = 0
    cube: dict[CellKey, Cell] = msgspec.field(default_factory=dict)
    movers: list[Mover] = msgspec.field(default_factory=list)

    def add(self, other: "TrialResults") -> None:
        """Add a part."""
        self.read.add(other.read)
        self.unrated += other.unrated
        self.thin += other.thin
        for key, cell in other.cube.items():
            self.cube.setdefault(key, Cell()).add(cell)
        self.movers += other.movers

    def in_order(self) -> "TrialResults":
        """Return the same in an order of its own: first who moves farthest, then most money."""
        movers = sorted(self.movers, key=_weight)
        cube = dict(sorted(self.cube.items()))
        return msgspec.structs.replace(self, cube=cube, movers=movers)


def _weight(mover: Mover) -> tuple[int, Decimal, str]:
    money = abs(mover.premium) + abs(mover.rebate) + abs(mover.bond)
    return -abs(mover.steps), -money, mover.code
