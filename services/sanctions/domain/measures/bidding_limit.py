"""Bidding: the lots that an enterprise may bid for, by their value and its grade (law art 78)."""

from decimal import Decimal
from itertools import pairwise

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.rules.measure_rules import EditionPart, MeasureRule, Nature, Yuan
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


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


def due(case: Case, rule: BiddingLimit) -> list[Terms]:
    """Return the limit of an enterprise that may not bid for every class of lots."""
    standing = case.standing
    listed = on_lists(standing, rule.lists)
    open_classes = classes_open(rule, standing.grade, standing.lists)
    closed = rule.lot_classes[len(open_classes) :]
    if not closed:
        return []
    if open_classes:
        parameters = MeasureParameters(lots_below_yuan=closed[0].least.value)
    else:
        closed_by_grade = standing.grade not in rule.largest
        parameters = MeasureParameters(no_lots_for=standing.grade if closed_by_grade else None)
    return [
        terms(
            case,
            rule,
            listed=listed,
            parameters=parameters,
        )
    ]


def classes_open(
    rule: BiddingLimit, grade: str, lists: tuple[str, ...] = ()
) -> tuple[LotClass, ...]:
    """Return the classes of lots, the smallest first, for which a grade may bid.

    None for a grade that the rule does not name, and for who is on one of the rule's lists.
    """
    largest = rule.largest.get(grade)
    if largest is None or any(name in rule.lists for name in lists):
        return ()
    names = [each.name for each in rule.lot_classes]
    return rule.lot_classes[: names.index(largest.value) + 1]


def _burden(terms: Terms) -> Decimal:
    return -(terms.parameters.lots_below_yuan or Decimal())


MEASURE = Measure(
    kind=MeasureKind.BIDDING_LIMIT,
    name="bidding_limit",
    rule=BiddingLimit,
    nature=Nature.PROCUREMENT_LIMIT,
    due=due,
    severe=True,
    burden=_burden,
)
