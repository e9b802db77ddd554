"""The rules of what hangs on a contract: lots, bonds and the wage-payment guarantee."""

from decimal import Decimal
from itertools import pairwise

from schemas.vocabulary.rule_value import RuleValue

from .measure_rules import EditionPart, MeasureRule, Percent

Yuan = RuleValue[Decimal]


class LotClass(EditionPart, frozen=True, kw_only=True):
    """A class of lots: those worth `least` yuan or more, up to the next class."""

    name: str
    least: Yuan


class BiddingLimit(MeasureRule, frozen=True, kw_only=True):
    """The classes of lots, the smallest first, and the largest that each grade may bid for.

    A grade that is not named may bid for none, nor may who is on one of the `lists`.
    """

    lot_classes: tuple[LotClass, ...]
    largest: dict[str, RuleValue[str]]
    lists: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse classes that leave a lot without one, and grades that name none of them."""
        least = [each.least.value for each in self.lot_classes]
        if not least or least[0] != 0:
            raise ValueError("lot_classes: the first begins at 0 yuan")
        if any(smaller >= larger for smaller, larger in pairwise(least)):
            raise ValueError(f"lot_classes: each begins above the one before, not {least}")
        names = [each.name for each in self.lot_classes]
        for grade, largest in self.largest.items():
            if largest.value not in names:
                raise ValueError(f"largest.{grade}: no such class: {largest.value}, but {names}")


class Bond(MeasureRule, frozen=True, kw_only=True):
    """A bond by grade, in percent of the contract sum; a grade that is not named pays `most`."""

    most: Percent
    percent: dict[str, Percent]

    def __post_init__(self) -> None:
        """Refuse a share beyond the most that the law allows."""
        for grade, share in self.percent.items():
            if share.value > self.most.value:
                raise ValueError(f"percent.{grade}: {share.value} is more than {self.most.value}")


class PerformanceBond(Bond, frozen=True, kw_only=True):
    """The performance bond (履约保证金).

    A policy trial reckons it for the projects applied for in the last `counts_for` days.
    """

    counts_for: RuleValue[int]


class CleanRecord(EditionPart, frozen=True, kw_only=True):
    """The share of the contract, in percent, after so many years without arrears of wages."""

    years: RuleValue[int]
    percent: Percent


class WageGuarantee(MeasureRule, frozen=True, kw_only=True):
    """The wage-payment guarantee (农民工工资保证金), in percent of the contract sum.

    `most` yuan are the cap. `exempt_below` is in yuan, and asks for `exempt_after` years without
    arrears. Arrears of the last `arrears_within` years, or one of the `lists`, raise the guarantee
    by so many percent of itself, and take the cap off.
    """

    standard_percent: Percent
    further_project_percent: Percent
    clean: tuple[CleanRecord, ...]
    most: Yuan
    exempt_below: Yuan
    exempt_after: RuleValue[int]
    arrears_within: RuleValue[int]
    arrears_surcharge: Percent
    listed_surcharge: Percent
    lists: tuple[str, ...]
