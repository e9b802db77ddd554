"""Bidding: the lots that an enterprise may bid for, by their value and its grade (law art 78)."""

from decimal import Decimal

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.contract_rules import BiddingLimit, LotClass
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, on_lists, plain, terms, yuan


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the limit of an enterprise that may not bid for every class of lots."""
    rule = edition.bidding_limit
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    listed = on_lists(standing, rule.lists)
    open_classes = classes_open(rule, standing.grade, standing.lists)
    closed = rule.lot_classes[len(open_classes) :]
    if not closed:
        return []
    if open_classes:
        names = ", ".join(each.name for each in open_classes)
        below = closed[0].least.value
        computation = f"lots below {yuan(below)} ({names})"
        parameters = {"lots_below_yuan": plain(below)}
    else:
        closed_by_grade = standing.grade not in rule.largest
        computation = "no lots"
        parameters = {"no_lots_for": standing.grade} if closed_by_grade else {}
    return [
        terms(
            MeasureKind.BIDDING_LIMIT,
            rule,
            edition,
            standing,
            listed=listed,
            computation=computation,
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


def may_bid(
    rule: BiddingLimit, grade: str, lot_value: Decimal, lists: tuple[str, ...] = ()
) -> tuple[bool, str]:
    """Say whether a grade may bid for a lot worth so many yuan, and the class of the lot.

    `lists` are all the lists that the enterprise is on. Raises ValueError for a value below 0.
    """
    if lot_value < 0:
        raise ValueError(f"a lot is worth 0 yuan or more, not {lot_value}")
    *_, of = (each for each in rule.lot_classes if each.least.value <= lot_value)
    return of in classes_open(rule, grade, lists), of.name
